/**
 * DynamoDB's Query: the items of one partition key in the order of the sort key.
 * The order of the checks and the texts were recorded by dynalite.
 */
import { type KeyCondition, keyConditionsOf } from '../expressions/key-condition.ts';
import { ExpressionError } from '../expressions/tokens.ts';
import { checkedConditions, satisfiesLegacy } from '../legacy/comparison.ts';
import { attributeType, keyNames } from '../store/definitions.ts';
import { type QueryRange, type RangeBounds, rowKeyOf } from '../store/items.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { type AttributeValue, attributeOf, type Item } from '../values/attribute-value.ts';
import { valuesEqual } from '../values/compare.ts';
import { orderBytes, placeOf } from '../values/key-bytes.ts';
import { type Input, type PageInput, readInput } from './item-input.ts';
import { checkKeyPaths, checkKeyPiece } from './key-checks.ts';
import {
  answerPage,
  checkedStart,
  checkFetch,
  checkSelect,
  checkTableStart,
  filterOf,
  type Source,
  sourceOf,
} from './pages.ts';
import {
  bindExpressions,
  checkAttributesToGet,
  checkParameters,
  type Expressions,
  nestedHeads,
  pathHeads,
} from './request-expressions.ts';
import type { TableRoom } from './table-room.ts';

type KeyConditions = ReadonlyMap<string, KeyCondition>;

const UNINDEXABLE = ['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'];

/** Carries out a Query; throws AwsError. */
export function query(room: TableRoom, body: Input): object {
  const input = readInput<PageInput>('Query', body);
  checkParameters(
    input,
    ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
  );
  const legacyFilter = input.QueryFilter && checkedConditions(input.QueryFilter);
  checkAttributesToGet(input.AttributesToGet);
  const start = checkedStart(input.ExclusiveStartKey);
  if (!input.KeyConditions && input.KeyConditionExpression === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  checkSelect(input, '1 validation error detected: ');
  const expressions = bindExpressions(input);
  const conditions = conditionsOf(input, expressions);

  const source = sourceOf(input, room.table(input.TableName));
  checkKeys(source, conditions, start);
  if (start) checkStart(source, conditions, start);
  checkKeyPaths(nestedHeads(expressions.projection?.paths ?? []), source.table);
  checkFilterNames(source, input, expressions);
  checkFetch(source);
  checkKeyPaths(nestedHeads(expressions.filter?.paths ?? []), source.table);

  const range = rangeOf(source, conditions, start, input.ScanIndexForward === false);
  return answerPage(input, source, room.items.query(source.table, source.index, range), {
    filter: filterOf(expressions, legacyFilter, input.ConditionalOperator),
    projection: expressions.projection,
  });
}

function conditionsOf(input: PageInput, { keyCondition }: Expressions): KeyConditions {
  const given = keyCondition ? asValidation(() => keyConditionsOf(keyCondition.condition)) : undefined;
  const legacy = given
    ? Object.fromEntries([...given].map(([name, { operator, values }]) => [name, legacyOf(operator, values)]))
    : (input.KeyConditions ?? {});
  const checked = Object.entries(checkedConditions(legacy));
  if (checked.length !== 1 && checked.length !== 2) {
    throw validationError('Conditions can be of length 1 or 2 only');
  }
  return new Map(
    checked.map(([name, condition]) => [
      name,
      { operator: condition.ComparisonOperator, values: condition.AttributeValueList ?? [] },
    ]),
  );
}

function legacyOf(operator: string, values: readonly AttributeValue[]) {
  return { ComparisonOperator: operator, AttributeValueList: values };
}

function asValidation<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ExpressionError ? validationError(error.message) : error;
  }
}

function checkKeys(source: Source, conditions: KeyConditions, start: Item | undefined): void {
  const { keys, table } = source;
  if (start && Object.keys(start).length !== source.startNames.length) {
    throw validationError('The provided starting key is invalid');
  }
  for (const name of keyNames(keys)) {
    if (start) {
      if (!attributeOf(start, name)) throw validationError('The provided starting key is invalid');
      checkKeyPiece(start, name, table, keys);
    }
    checkCondition(source, conditions, name);
  }
}

function checkCondition({ keys, table }: Source, conditions: KeyConditions, name: string): void {
  const isHash = name === keys.hash;
  if (isHash && keys.range === undefined && conditions.size > 1) {
    throw validationError('Query key condition not supported');
  }
  const condition = conditions.get(name);
  if (!condition) {
    if (isHash || conditions.size > 1) throw validationError(`Query condition missed key schema element: ${name}`);
    return;
  }
  if (UNINDEXABLE.includes(condition.operator)) {
    throw validationError('Attempted conditional constraint is not an indexable operation');
  }
  const type = attributeType(table, name);
  if (condition.values.some((value) => value[type] === undefined)) {
    throw invalidParameters('Condition parameter type does not match schema type');
  }
  if (condition.values.some((value) => value[type] === '')) {
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
    );
  }
  if (isHash && condition.operator !== 'EQ') throw validationError('Query key condition not supported');
}

/** A starting key must lie where the conditions look. */
function checkStart({ keys, table }: Source, conditions: KeyConditions, start: Item): void {
  checkTableStart(start, table);
  const hash = conditions.get(keys.hash)?.values[0];
  const startHash = attributeOf(start, keys.hash);
  const sameHash = hash !== undefined && startHash !== undefined && valuesEqual(hash, startHash);
  const range = keys.range === undefined ? undefined : conditions.get(keys.range);
  if (!range || keys.range === undefined) {
    if (sameHash) return;
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  }
  if (!satisfiesLegacy(attributeOf(start, keys.range), range.operator, range.values)) {
    throw validationError('The provided starting key does not match the range key predicate');
  }
  if (!sameHash) throw validationError('The query can return at most one row and cannot be restarted');
}

function checkFilterNames({ keys }: Source, input: PageInput, { filter }: Expressions): void {
  const names = filter ? pathHeads(filter.paths) : new Set(Object.keys(input.QueryFilter ?? {}));
  for (const name of keyNames(keys)) {
    if (!names.has(name)) continue;
    throw validationError(
      `${filter ? 'Filter Expression' : 'QueryFilter'} can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
  }
}

function rangeOf(
  { keys, table }: Source,
  conditions: KeyConditions,
  start: Item | undefined,
  backwards: boolean,
): QueryRange {
  const hash = conditions.get(keys.hash)?.values[0] ?? {};
  const condition = keys.range === undefined ? undefined : conditions.get(keys.range);
  const after = start && rowKeyOf(table.keys, keys, start);
  return {
    place: placeOf(hash),
    hash: orderBytes(hash),
    backwards,
    ...(condition && boundsOf(condition)),
    ...(after && { after }),
  };
}

function boundsOf({ operator, values }: KeyCondition): RangeBounds {
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = values.map(orderBytes);
  const at = (bytes: Buffer, including = true) => ({ bytes, including });
  switch (operator) {
    case 'LT':
      return { to: at(first, false) };
    case 'LE':
      return { to: at(first) };
    case 'GT':
      return { from: at(first, false) };
    case 'GE':
      return { from: at(first) };
    case 'BETWEEN':
      return { from: at(first), to: at(second) };
    case 'BEGINS_WITH': {
      const end = successor(first);
      return { from: at(first), ...(end && { to: at(end, false) }) };
    }
    default:
      return { from: at(first), to: at(first) };
  }
}

/** The first bytes that do not begin with a prefix; undefined when none come after it. */
function successor(prefix: Buffer): Buffer | undefined {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return undefined;
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}

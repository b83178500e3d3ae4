/**
 * DynamoDB's Query: the items of one partition key in the order of the sort key.
 * The order of the checks and the texts were recorded by dynalite.
 */
import { keyConditionsOf } from '../expressions/key-condition.ts';
import { checkedConditions, satisfiesLegacy } from '../legacy/comparison.ts';
import { attributeType, keyNames } from '../store/definitions.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { type AttributeValue, attributeOf, type Item } from '../values/attribute-value.ts';
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
import { type KeyConditions, liesInPartition, queryRange } from './query-range.ts';
import {
  asValidation,
  bindExpressions,
  checkAttributesToGet,
  checkParameters,
  type Expressions,
  nestedHeads,
  pathHeads,
} from './request-expressions.ts';
import type { TableRoom } from './table-room.ts';

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

  const range = queryRange(source, conditions, start, input.ScanIndexForward === false);
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
  // A global index may have more attributes in its key; how many is known with the table.
  if (checked.length < 1 || (checked.length > 2 && input.IndexName === undefined)) {
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

/** Throws for conditions, and for a starting key, that do not fit the keys of what is read. */
export function checkKeys(source: Source, conditions: KeyConditions, start: Item | undefined): void {
  const { keys, table } = source;
  if (conditions.size > Math.max(2, keyNames(keys).length)) {
    throw validationError('Conditions can be of length 1 or 2 only');
  }
  if (start && Object.keys(start).length !== source.startNames.length) {
    throw validationError('The provided starting key is invalid');
  }
  let before = 0;
  for (const name of keyNames(keys)) {
    if (start) {
      if (!attributeOf(start, name)) throw validationError('The provided starting key is invalid');
      checkKeyPiece(start, name, table, keys);
    }
    checkCondition(source, conditions, name, before);
    if (conditions.has(name)) before += 1;
  }
}

/** Throws for a condition that cannot be asked of a key's attribute; `before` conditions were asked of those before it. */
function checkCondition({ keys, table }: Source, conditions: KeyConditions, name: string, before: number): void {
  const isHash = keys.hashes.includes(name);
  if (isHash && keys.ranges.length === 0 && conditions.size > keys.hashes.length) {
    throw validationError('Query key condition not supported');
  }
  const condition = conditions.get(name);
  if (!condition) {
    const isMissed = isHash || conditions.size > Math.max(before, keys.hashes.length);
    if (isMissed) throw validationError(`Query condition missed key schema element: ${name}`);
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
  // Only the last of several attributes that are asked for may be asked for by anything but equality.
  const isLast = before === conditions.size - 1;
  if ((isHash || !isLast) && condition.operator !== 'EQ') throw validationError('Query key condition not supported');
}

/** A starting key must lie where the conditions look. */
function checkStart({ keys, table }: Source, conditions: KeyConditions, start: Item): void {
  checkTableStart(start, table);
  const sameHash = liesInPartition(start, conditions, keys);
  const asked = keys.ranges.filter((name) => conditions.has(name));
  if (asked.length === 0) {
    if (sameHash) return;
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  }
  for (const name of asked) {
    const range = conditions.get(name);
    if (range && !satisfiesLegacy(attributeOf(start, name), range.operator, range.values)) {
      throw validationError('The provided starting key does not match the range key predicate');
    }
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

/**
 * A SELECT as a query of the partitions that it names, or a scan; its conditions filter what is read.
 * Source: DynamoDB guide, "PartiQL select statements for DynamoDB".
 */
import { bindPath, type Path, valueAt } from '../expressions/bindings.ts';
import type { Leaf } from '../expressions/condition.ts';
import { type KeyCondition, keyConditionsOf } from '../expressions/key-condition.ts';
import type { Projection } from '../expressions/projection.ts';
import { answerPage, type Source, sourceOf } from '../operations/pages.ts';
import { checkKeys } from '../operations/query.ts';
import { type KeyConditions, liesInPartition, queryRange } from '../operations/query-range.ts';
import { asValidation } from '../operations/request-expressions.ts';
import { scanRange } from '../operations/scan.ts';
import type { TableRoom } from '../operations/table-room.ts';
import { keyNames, type TableDefinition } from '../store/definitions.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { compareValues, valuesEqual } from '../values/compare.ts';
import { bindingsOf, bindWhere, equalTo, givenValue, isAsked, type Where } from './bound-statement.ts';
import { keyInToken, type TokenOwner, tokenOf } from './next-token.ts';
import type { SelectStatement, Statement } from './statement.ts';

/** A SELECT reads up to so many partitions (DynamoDB guide, "PartiQL operators", IN). */
const MAX_PARTITIONS = 50;

const INDEXABLE = ['=', '<', '<=', '>', '>=', 'BETWEEN', 'begins_with'];

/** What ExecuteStatement says of a SELECT beside the statement. */
export interface SelectInput extends TokenOwner {
  readonly ConsistentRead?: boolean;
  readonly NextToken?: string;
  readonly Limit?: number;
  readonly ReturnConsumedCapacity?: string;
}

/** Reads one page of a SELECT. Throws as DynamoDB does. */
export function selectPage(room: TableRoom, select: SelectStatement, statement: Statement, input: SelectInput): object {
  const table = room.table(select.from.table);
  const projection = projectionOf(select, statement);
  const source = sourceFor(select, projection, table, input);
  const where = bindWhere(select.where, statement, table);
  const partitions = orderedPartitions(partitionsOf(where, source), select, source);
  const start = input.NextToken === undefined ? undefined : keyInToken(input.NextToken, input, source);
  const page = { ...input, TableName: table.name, Key: {}, Item: {} };
  const backwards = select.order.find(({ name }) => source.keys.ranges.includes(name))?.descending ?? false;
  const visited = partitions
    ? queried(room, source, partitions, start, backwards)
    : room.items.scan(table, source.index, scanRange({}, source, start));
  const answer: { Items?: readonly Item[]; LastEvaluatedKey?: Item; ConsumedCapacity?: object } = answerPage(
    page,
    source,
    visited,
    { filter: { passes: where.holds }, projection },
  );
  return {
    Items: answer.Items ?? [],
    ...(answer.LastEvaluatedKey && {
      NextToken: tokenOf(answer.LastEvaluatedKey, input),
      LastEvaluatedKey: answer.LastEvaluatedKey,
    }),
    ...(answer.ConsumedCapacity && { ConsumedCapacity: answer.ConsumedCapacity }),
  };
}

/** The attributes that come back, each by the last name of its path; undefined for all. */
export function projectionOf({ paths: nodes }: SelectStatement, statement: Statement): Projection | undefined {
  if (!nodes) return undefined;
  const bindings = bindingsOf(statement);
  const paths = nodes.map(({ steps }) => bindPath(steps, bindings, () => {}));
  const names = paths.map(nameOf);
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw validationError(`Duplicate identifiers in select clause: ${repeated}`);
  return {
    paths,
    select(item) {
      const entries = paths.map((path) => [nameOf(path), valueAt(item, path)] as const);
      return Object.fromEntries(
        entries.filter((entry): entry is readonly [string, AttributeValue] => entry[1] !== undefined),
      );
    },
  };
}

function nameOf(path: Path): string {
  const from = path.findLastIndex((step) => typeof step === 'string');
  const [name, ...indexes] = path.slice(from);
  return `${name}${indexes.map((index) => `[${index}]`).join('')}`;
}

function sourceFor(
  { from }: SelectStatement,
  projection: Projection | undefined,
  table: TableDefinition,
  { ConsistentRead = false }: SelectInput,
): Source {
  const named = { TableName: table.name, Key: {}, Item: {} };
  if (from.index === undefined) return sourceOf(named, table);
  const index = table.indexes.find(({ name }) => name === from.index);
  if (!index) throw validationError('The table does not have the specified index');
  if (index.kind === 'Global' && ConsistentRead) {
    throw validationError('Strongly consistent read is not supported on Global Secondary Indexes');
  }
  const source = sourceOf({ ...named, IndexName: from.index }, table);
  if (index.projection.type === 'ALL' || !projection) return source;
  const held = new Set([...source.startNames, ...index.projection.names]);
  const missing = projection.paths.map(([name]) => String(name)).filter((name) => !held.has(name));
  if (missing.length === 0) return source;
  if (index.kind === 'Local') return { ...source, fetches: true };
  throw invalidParameters(`Global secondary index ${index.name} does not project [${missing.join(', ')}]`);
}

/** What a SELECT asks of each partition that it names; undefined when it names none and all are read. */
function partitionsOf(where: Where, source: Source): KeyConditions[] | undefined {
  const { hashes, ranges } = source.keys;
  const named = hashes.map((name) => hashValues(where, name));
  const equal = new Map<string, KeyCondition>();
  let several: readonly AttributeValue[] = [{}];
  for (const [at, values] of named.entries()) {
    const name = hashes[at];
    const [only] = values ?? [];
    if (name === undefined || only === undefined || !values) return undefined;
    if (values.length > 1 && hashes.length > 1) return undefined;
    several = values;
    equal.set(name, { operator: 'EQ', values: [only] });
  }
  if (several.length > MAX_PARTITIONS) {
    throw validationError('Too many decomposed read operations for a given query.');
  }
  const sorted = sortConditions(where, ranges);
  const [first = ''] = hashes;
  return several.map((value) => {
    const hash = hashes.length > 1 ? [] : [[first, { operator: 'EQ', values: [value] }] as const];
    const conditions = new Map([...equal, ...hash, ...sorted]);
    checkKeys(source, conditions, undefined);
    return conditions;
  });
}

function hashValues({ conjuncts }: Where, name: string): readonly AttributeValue[] | undefined {
  for (const condition of conjuncts) {
    if (!isAsked(condition, name)) continue;
    const equal = equalTo(condition, name);
    if (equal) return [equal];
    const members = condition.operator === 'IN' ? membersOf(condition) : undefined;
    if (members) return distinct(members);
  }
  return undefined;
}

function membersOf({ operands }: Leaf): AttributeValue[] | undefined {
  const members = operands.slice(1).flatMap((operand) => givenValue(operand) ?? []);
  return members.length === operands.length - 1 ? members : undefined;
}

function distinct(values: readonly AttributeValue[]): AttributeValue[] {
  return values.filter((value, at) => values.findIndex((each) => valuesEqual(each, value)) === at);
}

/** The conditions of the sort key that an index can find by: equalities, and after them one of any kind. */
function sortConditions({ conjuncts }: Where, ranges: readonly string[]): Map<string, KeyCondition> {
  const conditions = new Map<string, KeyCondition>();
  for (const name of ranges) {
    const leaf = conjuncts.find((condition) => isAsked(condition, name) && isIndexable(condition));
    const asked = leaf && asValidation(() => keyConditionsOf(leaf)).get(name);
    if (!asked) break;
    conditions.set(name, asked);
    if (asked.operator !== 'EQ') break;
  }
  return conditions;
}

function isIndexable({ operator, operands }: Leaf): boolean {
  const keyFirst = operator === 'BETWEEN' || operator === 'begins_with';
  if (!INDEXABLE.includes(operator) || (keyFirst && operands[0]?.kind !== 'path')) return false;
  return operands.filter((operand) => operand.kind === 'value').length === operands.length - 1;
}

/** Checks an ORDER BY, and puts the partitions in its order. */
function orderedPartitions(
  partitions: KeyConditions[] | undefined,
  { order, where }: SelectStatement,
  { keys }: Source,
): KeyConditions[] | undefined {
  if (order.length === 0) return partitions;
  if (!where) throw validationError('Must have WHERE clause in the statement when using ORDER BY clause.');
  const [first] = keys.hashes;
  const wrong = order.find(({ name }) => !keyNames(keys).includes(name));
  if (wrong) {
    throw validationError(`Variable reference ${wrong.name} in ORDER BY clause must be part of the primary key`);
  }
  if (!partitions || first === undefined) {
    throw validationError(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    );
  }
  const byHash = order.find(({ name }) => name === first);
  if (partitions.length > 1 && !byHash) {
    throw validationError(
      'Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.',
    );
  }
  const valueIn = (conditions: KeyConditions) => conditions.get(first)?.values[0] ?? {};
  const sign = byHash?.descending ? -1 : 1;
  return [...partitions].sort((one, other) => sign * (compareValues(valueIn(one), valueIn(other)) ?? 0));
}

/** The items of the partitions one after the other, from behind the start on. */
function* queried(
  room: TableRoom,
  source: Source,
  partitions: readonly KeyConditions[],
  start: Item | undefined,
  backwards: boolean,
): Iterable<Item> {
  const from = start ? partitions.findIndex((conditions) => liesInPartition(start, conditions, source.keys)) : 0;
  if (from < 0) throw validationError('Invalid NextToken');
  for (const [at, conditions] of partitions.slice(from).entries()) {
    const range = queryRange(source, conditions, at === 0 ? start : undefined, backwards);
    yield* room.items.query(source.table, source.index, range);
  }
}

/**
 * Pages of Query and Scan: up to `Limit` items or one megabyte, filtered after they are read.
 */
import { satisfies } from '../expressions/condition.ts';
import { type Projection, projectionOf } from '../expressions/projection.ts';
import { type LegacyConditions, satisfiesAll } from '../legacy/comparison.ts';
import { type IndexDefinition, type Keys, keyNames, type TableDefinition } from '../store/definitions.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { checkedItem, type Item } from '../values/attribute-value.ts';
import { itemSize, MAX_PAGE_BYTES, sizeInPage } from '../values/item-size.ts';
import type { PageInput } from './item-input.ts';
import { checkKeyPiece, keyPart } from './key-checks.ts';
import type { Expressions } from './request-expressions.ts';

/** What a request reads: a table or one of its indexes. */
export interface Source {
  readonly table: TableDefinition;
  readonly index: IndexDefinition | undefined;
  /** The keys that it is ordered by. */
  readonly keys: Keys;
  /** The names of a starting key. */
  readonly startNames: readonly string[];
  /** True when whole items are asked of an index that does not hold them. */
  readonly fetches: boolean;
}

const KEY_INVALID = 'The provided starting key is invalid';

/** The table or index that a request reads; throws when there is no such index, or it cannot be read so. */
export function sourceOf(input: PageInput, table: TableDefinition): Source {
  const index = table.indexes.find((each) => each.name === input.IndexName);
  if (input.IndexName !== undefined && !index) {
    throw validationError(`The table does not have the specified index: ${input.IndexName}`);
  }
  if (index?.kind === 'Global' && input.ConsistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  const keys = index?.keys ?? table.keys;
  const startNames = [...new Set([...keyNames(table.keys), ...keyNames(keys)])];
  const fetches = input.Select === 'ALL_ATTRIBUTES' && index !== undefined && index.projection.type !== 'ALL';
  return { table, index, keys, startNames, fetches };
}

/**
 * Throws when what is selected does not fit the attributes that are named, or needs an index. `words` stand before the fault:
 * since 2026 DynamoDB begins it with other words for a Query than for a Scan (recorded by moto).
 */
export function checkSelect(input: PageInput, words: string): void {
  const { Select: select } = input;
  const named = (['ProjectionExpression', 'AttributesToGet'] as const).find((name) => input[name] !== undefined);
  if (select === undefined || (select === 'SPECIFIC_ATTRIBUTES' && named)) return;
  if (select === 'SPECIFIC_ATTRIBUTES') {
    throw validationError(
      `${words}Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
    );
  }
  if (named) {
    const what = select === 'COUNT' ? 'only the Count' : select;
    throw validationError(`${words}Cannot specify the ${named} when choosing to get ${what}`);
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && input.IndexName === undefined) {
    throw validationError(`${words}ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName`);
  }
}

/** Throws when whole items are asked of a global index that does not hold them. */
export function checkFetch({ fetches, index }: Source): void {
  if (fetches && index?.kind === 'Global') {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
}

/** The starting key with its values checked. */
export function checkedStart(key: Item | undefined): Item | undefined {
  if (!key) return undefined;
  try {
    return checkedItem(key);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    // These texts come without the words about the starting key; dynalite recorded which.
    const bare = /contains duplicates|number set|numeric value|significant digits|number with magnitude/.test(message);
    throw bare ? error : validationError(`${KEY_INVALID}: ${message}`);
  }
}

/** Throws when the part of the starting key that is the table's own key is none. */
export function checkTableStart(start: Item, table: TableDefinition): void {
  try {
    for (const name of keyNames(table.keys)) checkKeyPiece(start, name, table, table.keys);
  } catch (error) {
    throw validationError(`${KEY_INVALID}: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Which of the items that were read come back. */
export interface Filter {
  passes(item: Item): boolean;
}

/** The filter of a request, as an expression or a legacy parameter. */
export function filterOf(
  expressions: Expressions,
  legacy: LegacyConditions | undefined,
  conditionalOperator: string | undefined,
): Filter {
  const { filter } = expressions;
  if (filter) return { passes: (item) => satisfies(item, filter.condition) };
  const conditions = legacy ?? {};
  if (Object.keys(conditions).length === 0) return { passes: () => true };
  return { passes: (item) => satisfiesAll(item, conditions, conditionalOperator) };
}

/** Reads one page and answers it as Query and Scan do. */
export function answerPage(
  input: PageInput,
  source: Source,
  visited: Iterable<Item>,
  how: { readonly filter: Filter; readonly projection: Projection | undefined },
): object {
  const read = readPage(input, source, visited);
  const items = read.items.filter((item) => how.filter.passes(item));
  const wanted = how.projection ?? (input.AttributesToGet && projectionOf(input.AttributesToGet.map((name) => [name])));
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: wanted ? items.map((item) => wanted.select(item)) : items }),
    Count: items.length,
    ScannedCount: read.items.length,
    ...(read.last && { LastEvaluatedKey: keyPart(read.last, source.startNames) }),
    ...consumedByPage(input, source, read),
  };
}

interface Page {
  readonly items: readonly Item[];
  /** The item after which the next page begins; none at the end. */
  readonly last: Item | undefined;
  readonly tableBytes: number;
  readonly indexBytes: number;
}

function readPage(input: PageInput, source: Source, visited: Iterable<Item>): Page {
  const items: Item[] = [];
  const limit = input.Limit ?? Number.POSITIVE_INFINITY;
  let bytes = 0;
  let tableBytes = 0;
  let indexBytes = 0;
  for (const whole of visited) {
    const indexed = source.index ? projected(whole, source.index, source.table) : whole;
    items.push(source.fetches ? whole : indexed);
    if (source.index) indexBytes += itemSize(indexed);
    if (!source.index || source.fetches) tableBytes += itemSize(whole);
    bytes += sizeInPage(source.fetches ? whole : indexed, source.table.keys.ranges[0]);
    if (items.length >= limit || bytes >= MAX_PAGE_BYTES) break;
  }
  const full = items.length >= limit || bytes >= MAX_PAGE_BYTES;
  return { items, last: full ? items.at(-1) : undefined, tableBytes, indexBytes };
}

/** What an index holds of an item. */
function projected(item: Item, { keys, projection }: IndexDefinition, table: TableDefinition): Item {
  if (projection.type === 'ALL') return item;
  return keyPart(item, [...keyNames(keys), ...keyNames(table.keys), ...projection.names]);
}

function consumedByPage(input: PageInput, { index, table }: Source, page: Page): object {
  const detail = input.ReturnConsumedCapacity;
  if (detail !== 'TOTAL' && detail !== 'INDEXES') return {};
  const units = (bytes: number) => Math.ceil(bytes / 4096) * (input.ConsistentRead ? 1 : 0.5);
  const ofTable = units(page.tableBytes);
  const ofIndex = units(page.indexBytes);
  return {
    ConsumedCapacity: {
      CapacityUnits: ofTable + ofIndex,
      TableName: table.name,
      ...(detail === 'INDEXES' && { Table: { CapacityUnits: ofTable } }),
      ...(detail === 'INDEXES' &&
        index && { [`${index.kind}SecondaryIndexes`]: { [index.name]: { CapacityUnits: ofIndex } } }),
    },
  };
}

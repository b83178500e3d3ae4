/**
 * DynamoDB's batches: reads and writes of many items, each for itself. Texts recorded by dynalite.
 */
import { AwsError } from '../../errors.ts';
import type { TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';
import { checkedItem, type Item } from '../values/attribute-value.ts';
import { itemSize, MAX_PAGE_BYTES } from '../values/item-size.ts';
import { addUnits, consumedByTable, readUnits, writeUnits } from './capacity.ts';
import { type ExpressionInput, type Input, nameOfTable, readInput } from './item-input.ts';
import { getItem, type TableOperation } from './item-operations.ts';
import { checkItemKeys, checkKey, checkKeyPaths } from './key-checks.ts';
import { bindExpressions, checkAttributesToGet, checkParameters, nestedHeads } from './request-expressions.ts';
import { placeOfItem, type TableRoom } from './table-room.ts';
import { checkItemSize } from './write-plans.ts';

const MAX_READS = 100;
const MAX_WRITES = 25;

/** One answer holds up to 16 MB (API reference, BatchGetItem). */
const MAX_ANSWER_BYTES = 16 * MAX_PAGE_BYTES;

interface ReadRequest extends ExpressionInput {
  readonly Keys: readonly Item[];
  readonly ConsistentRead?: boolean;
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

interface BatchInput<T> {
  readonly RequestItems: Readonly<Record<string, T>>;
  readonly ReturnConsumedCapacity?: string;
}

/** The batches, under DynamoDB's names. They throw AwsError. */
export function batchOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  return {
    BatchGetItem: (body) => batchGet(room, readInput<BatchInput<ReadRequest>>('BatchGetItem', withNames(body))),
    BatchWriteItem: (body) =>
      batchWrite(room, readInput<BatchInput<WriteRequest[]>>('BatchWriteItem', withNames(body))),
  };
}

/** The same batch with its tables by name, where they were given by ARN. */
function withNames(body: Input): Input {
  const requests = body['RequestItems'];
  if (typeof requests !== 'object' || requests === null || Array.isArray(requests)) return body;
  const named = Object.entries(requests).map(([table, request]) => [nameOfTable(table), request]);
  return { ...body, RequestItems: Object.fromEntries(named) };
}

function batchGet(room: TableRoom, input: BatchInput<ReadRequest>): object {
  checkReads(input);
  const tables = Object.entries(input.RequestItems).map(([name, request]) => {
    const table = room.table(name);
    for (const key of request.Keys) checkKey(checkedItem(key), table);
    checkKeyPaths(nestedHeads(bindExpressions(request).projection?.paths ?? []), table);
    return [name, request] as const;
  });
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, object> = {};
  const units = new Map<string, number>();
  let bytes = 0;
  for (const [name, request] of tables) {
    const found: Item[] = [];
    const left: Item[] = [];
    for (const key of request.Keys) {
      const { Item: item } = getItem(room, { ...request, TableName: name, Key: key, Item: {} });
      const size = item ? itemSize(item) : 0;
      if (bytes + size > MAX_ANSWER_BYTES) {
        left.push(key);
        continue;
      }
      bytes += size;
      addUnits(units, name, readUnits(item, request.ConsistentRead));
      if (item) found.push(item);
    }
    responses[name] = found;
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
  }
  return { Responses: responses, UnprocessedKeys: unprocessed, ...consumedByTable(input, units) };
}

function checkReads({ RequestItems }: BatchInput<ReadRequest>): void {
  let count = 0;
  for (const request of Object.values(RequestItems)) {
    checkParameters(request, ['ProjectionExpression'], ['AttributesToGet']);
    checkAttributesToGet(request.AttributesToGet);
    bindExpressions(request);
    const seen = new Set<string>();
    for (const key of request.Keys) {
      const shown = JSON.stringify(
        Object.entries(checkedItem(key)).sort(([first], [second]) => (first < second ? -1 : 1)),
      );
      if (seen.has(shown)) throw validationError('Provided list of item keys contains duplicates');
      seen.add(shown);
      count += 1;
      if (count > MAX_READS) throw validationError('Too many items requested for the BatchGetItem call');
    }
  }
}

function batchWrite(room: TableRoom, input: BatchInput<WriteRequest[]>): object {
  checkWrites(input);
  const writes = Object.entries(input.RequestItems).flatMap(([name, requests]) => {
    const table = room.table(name);
    return plannedWrites(table, requests);
  });
  const units = new Map<string, number>();
  for (const { table, key, item } of writes) {
    const before = room.items.get(table, key);
    room.change(table, key, before, item);
    addUnits(units, table.name, writeUnits(before, item));
  }
  return { UnprocessedItems: {}, ...consumedByTable(input, units) };
}

function checkWrites({ RequestItems }: BatchInput<WriteRequest[]>): void {
  const requests = Object.values(RequestItems).flat();
  for (const { PutRequest, DeleteRequest } of requests) {
    if (!PutRequest === !DeleteRequest) {
      throw validationError(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    }
    const given = checkedItem(PutRequest?.Item ?? DeleteRequest?.Key ?? {});
    if (PutRequest) checkItemSize(given);
  }
  if (requests.length > MAX_WRITES) {
    throw validationError('Too many items requested for the BatchWriteItem call');
  }
}

function plannedWrites(table: TableDefinition, requests: readonly WriteRequest[]) {
  const seen = new Set<string>();
  return requests.map(({ PutRequest, DeleteRequest }) => {
    const item = PutRequest && checkedItem(PutRequest.Item);
    const given = item ?? checkedItem(DeleteRequest?.Key ?? {});
    asSchemaMismatch(() => (item ? checkItemKeys(item, table) : checkKey(given, table)));
    const key = placeOfItem(table, given);
    const shown = `${key.hash.toString('hex')}/${key.range.toString('hex')}`;
    if (seen.has(shown)) throw validationError('Provided list of item keys contains duplicates');
    seen.add(shown);
    return { table, key, item };
  });
}

/** A batch says in fewer words that an item has not the table's key. */
function asSchemaMismatch(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof AwsError && /Missing the key|Type mismatch for key/.test(error.message)) {
      throw validationError('The provided key element does not match the schema');
    }
    throw error;
  }
}

/**
 * An import of the objects of a bucket into a new table. An item that cannot be one is counted, and makes the import fail; the
 * others are kept. Source: DynamoDB guide, "DynamoDB data import from Amazon S3", and moto's tests that ran against AWS.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { arnOf } from '../../../domain/arn.ts';
import { isObject } from '../../../domain/is-object.ts';
import { AwsError } from '../../errors.ts';
import { idAt } from '../backups/recovery.ts';
import { tableArn } from '../operations/description.ts';
import type { CreateTableInput } from '../operations/table-checks.ts';
import { checkCreation, createTable } from '../operations/table-operations.ts';
import type { TableRoom } from '../operations/table-room.ts';
import { checkItemSize, putPlan } from '../operations/write-plans.ts';
import { conformItem } from '../requests/conform.ts';
import { attributeType, keyNames, type TableDefinition } from '../store/definitions.ts';
import type { EndedTransfer } from '../store/transfer-store.ts';
import { notDone, validationError } from '../table-errors.ts';
import { type AttributeValue, checkedItem, type Item } from '../values/attribute-value.ts';
import { type Buckets, NO_BUCKET } from './buckets.ts';
import { rowsOf } from './csv.ts';
import { objectsIn } from './json-objects.ts';

/** Items between two turns. */
const BATCH = 500;

export interface ImportInput {
  readonly ClientToken?: string;
  readonly S3BucketSource: { readonly S3Bucket: string; readonly S3KeyPrefix?: string };
  readonly InputFormat: 'DYNAMODB_JSON' | 'ION' | 'CSV';
  readonly InputFormatOptions?: {
    readonly Csv?: { readonly Delimiter?: string; readonly HeaderList?: readonly string[] };
  };
  readonly InputCompressionType?: 'GZIP' | 'ZSTD' | 'NONE';
  readonly TableCreationParameters: CreateTableInput;
}

interface Counts {
  ErrorCount: number;
  ProcessedItemCount: number;
  ImportedItemCount: number;
  ProcessedSizeBytes: number;
}

/** Makes the table and fills it; what keeps it from that is told in the description. Throws for a table that cannot be made. */
export async function importTable(room: TableRoom, buckets: Buckets, input: ImportInput): Promise<EndedTransfer> {
  const parameters = input.TableCreationParameters;
  checkCreation(room, parameters);
  if (input.InputFormat === 'ION') throw notDone('imports of Amazon Ion');
  const now = room.context.clock.now();
  const ofTable = tableArn(room.context, parameters.TableName);
  const arn = `${ofTable}/import/${idAt(now)}`;
  const { ClientToken, S3BucketSource, InputFormatOptions, InputCompressionType = 'NONE' } = input;
  const table = buckets.bucketExists(S3BucketSource.S3Bucket) ? createTable(room, parameters) : undefined;
  const outcome = table ? await fill(room, buckets, table, input) : { ImportStatus: 'FAILED', ...NO_BUCKET };
  const begun = {
    ImportArn: arn,
    TableArn: ofTable,
    ...(ClientToken !== undefined && { ClientToken }),
    S3BucketSource,
    CloudWatchLogGroupArn: arnOf(room.context, 'logs', 'log-group:/aws-dynamodb/imports:*'),
    InputFormat: input.InputFormat,
    ...(InputFormatOptions && { InputFormatOptions }),
    InputCompressionType,
    TableCreationParameters: parameters,
    ...(table && { TableId: table.tableId }),
    StartTime: now / 1000,
  };
  const EndTime = room.context.clock.now() / 1000;
  return {
    arn,
    kind: 'import',
    tableArn: ofTable,
    token: ClientToken,
    begun,
    outcome: { EndTime, ...outcome },
  };
}

async function fill(room: TableRoom, buckets: Buckets, table: TableDefinition, input: ImportInput): Promise<object> {
  const { S3Bucket, S3KeyPrefix = '' } = input.S3BucketSource;
  const counts: Counts = { ErrorCount: 0, ProcessedItemCount: 0, ImportedItemCount: 0, ProcessedSizeBytes: 0 };
  for (const key of [...buckets.keys(S3Bucket, S3KeyPrefix)]) {
    const object = await buckets.get(S3Bucket, key);
    if (object) await importObject(room, table, await bytesOf(object.body), { input, counts });
  }
  const failed = counts.ErrorCount > 0 && {
    FailureCode: 'ItemValidationError',
    FailureMessage: 'Some of the items failed validation checks. Please check CloudWatch error logs for more details.',
  };
  return { ImportStatus: failed ? 'FAILED' : 'COMPLETED', ...counts, ...failed };
}

async function bytesOf(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function importObject(
  room: TableRoom,
  table: TableDefinition,
  bytes: Buffer,
  { input, counts }: { readonly input: ImportInput; readonly counts: Counts },
): Promise<void> {
  counts.ProcessedSizeBytes += bytes.length;
  const text = textIn(bytes, input.InputCompressionType);
  if (text === undefined) {
    counts.ErrorCount += 1;
    return;
  }
  for (const read of input.InputFormat === 'CSV' ? itemsOfCsv(text, table, input) : itemsOfJson(text)) {
    counts.ProcessedItemCount += 1;
    if (keep(room, table, read)) counts.ImportedItemCount += 1;
    else counts.ErrorCount += 1;
    if (counts.ProcessedItemCount % BATCH === 0) await room.context.database.committed();
  }
}

function textIn(bytes: Buffer, compression: ImportInput['InputCompressionType']): string | undefined {
  try {
    if (compression === 'GZIP') return gunzipSync(bytes).toString('utf8');
    if (compression === 'ZSTD') return zstdDecompressSync(bytes).toString('utf8');
    return bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

/** Puts an item, the last one of a key in its place; false for what is none. */
function keep(room: TableRoom, table: TableDefinition, read: () => Item): boolean {
  try {
    const item = checkedItem(read());
    checkItemSize(item);
    const { key } = putPlan(table, item, () => true);
    room.change(table, key, room.items.get(table, key), item);
    return true;
  } catch (error) {
    if (error instanceof AwsError || error instanceof SyntaxError) return false;
    throw error;
  }
}

function* itemsOfJson(text: string): Iterable<() => Item> {
  for (const object of objectsIn(text)) {
    yield () => {
      const row: unknown = JSON.parse(object);
      const item = isObject(row) ? row['Item'] : undefined;
      if (isObject(item)) return conformItem(item);
      throw validationError('a line without an Item');
    };
  }
}

/** Attributes of the keys are of the types that they are defined with, all others are strings. */
function* itemsOfCsv(text: string, table: TableDefinition, { InputFormatOptions }: ImportInput): Iterable<() => Item> {
  const { Delimiter = ',', HeaderList } = InputFormatOptions?.Csv ?? {};
  const typed = new Set([...keyNames(table.keys), ...table.indexes.flatMap(({ keys }) => keyNames(keys))]);
  let header = HeaderList;
  for (const row of rowsOf(text, Delimiter)) {
    if (header) {
      const names = header;
      yield () => Object.fromEntries(names.map((name, at) => [name, valueOfCell(row[at] ?? '', name)]));
    } else header = row;
  }

  function valueOfCell(cell: string, name: string): AttributeValue {
    return typed.has(name) ? { [attributeType(table, name)]: cell } : { S: cell };
  }
}

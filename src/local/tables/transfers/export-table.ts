/**
 * An export of a table as it is now: compressed lines of JSON beside the manifests that AWS writes.
 * Source: DynamoDB guide, "DynamoDB table export output format".
 */
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { AwsError } from '../../errors.ts';
import { checkLatest, checkRecoverable, idAt } from '../backups/recovery.ts';
import { tableArn } from '../operations/description.ts';
import { nameOfTable } from '../operations/item-input.ts';
import { scanRange } from '../operations/scan.ts';
import type { TableRoom } from '../operations/table-room.ts';
import type { TableDefinition } from '../store/definitions.ts';
import type { EndedTransfer } from '../store/transfer-store.ts';
import { notDone } from '../table-errors.ts';
import { type Buckets, NO_BUCKET } from './buckets.ts';

/** Bytes of lines in one data file. */
const FILE_BYTES = 16 * 1024 * 1024;

/** The version of the manifests. */
const MANIFEST_VERSION = '2020-06-30';

export interface ExportInput {
  readonly TableArn: string;
  readonly ExportTime?: number;
  readonly ClientToken?: string;
  readonly S3Bucket: string;
  readonly S3BucketOwner?: string;
  readonly S3Prefix?: string;
  readonly S3SseAlgorithm?: string;
  readonly S3SseKmsKeyId?: string;
  readonly ExportFormat?: string;
  readonly ExportType?: string;
}

interface DataFile {
  readonly items: number;
  readonly bytes: Buffer;
}

/** Writes the table to its bucket; what keeps it from that is told in the description. Throws for what is not exported at all. */
export async function exportTable(room: TableRoom, buckets: Buckets, input: ExportInput): Promise<EndedTransfer> {
  const table = room.backedUpTable(nameOfTable(input.TableArn), input.TableArn);
  checkRecoverable(table);
  if (input.ExportFormat === 'ION') throw notDone('exports in Amazon Ion');
  if (input.ExportType === 'INCREMENTAL_EXPORT') throw notDone('incremental exports');
  const now = room.context.clock.now();
  if (input.ExportTime !== undefined) checkLatest(input.ExportTime, now);
  const id = idAt(now);
  const arn = `${tableArn(room.context, table.name)}/export/${id}`;
  const description = {
    ExportArn: arn,
    StartTime: now / 1000,
    TableArn: tableArn(room.context, table.name),
    TableId: table.tableId,
    ExportTime: input.ExportTime ?? now / 1000,
    ...(input.ClientToken !== undefined && { ClientToken: input.ClientToken }),
    S3Bucket: input.S3Bucket,
    S3BucketOwner: input.S3BucketOwner ?? room.context.accountId,
    ...(input.S3Prefix !== undefined && { S3Prefix: input.S3Prefix }),
    S3SseAlgorithm: input.S3SseAlgorithm ?? 'AES256',
    ...(input.S3SseKmsKeyId !== undefined && { S3SseKmsKeyId: input.S3SseKmsKeyId }),
    ExportFormat: 'DYNAMODB_JSON',
    ExportType: 'FULL_EXPORT',
  };
  const outcome = await outcomeOf(() => written(room, buckets, { input, table, id, description }), buckets, input);
  const EndTime = room.context.clock.now() / 1000;
  return {
    arn,
    kind: 'export',
    tableArn: description.TableArn,
    token: input.ClientToken,
    begun: description,
    outcome: { EndTime, ...outcome },
  };
}

async function outcomeOf(write: () => Promise<object>, buckets: Buckets, { S3Bucket }: ExportInput): Promise<object> {
  if (!buckets.bucketExists(S3Bucket)) return { ExportStatus: 'FAILED', ...NO_BUCKET };
  try {
    return { ExportStatus: 'COMPLETED', ...(await write()) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ExportStatus: 'FAILED', FailureCode: 'UNKNOWN', FailureMessage: error.message };
  }
}

interface Export {
  readonly input: ExportInput;
  readonly table: TableDefinition;
  readonly id: string;
  readonly description: Readonly<Record<string, unknown>>;
}

async function written(room: TableRoom, buckets: Buckets, { input, table, id, description }: Export): Promise<object> {
  const folder = `${input.S3Prefix ? `${input.S3Prefix.replace(/\/$/, '')}/` : ''}AWSDynamoDB/${id}`;
  const { items, bytes } = room.items.count(table);
  // All of it is read in one turn, so that the files hold the table as it was at one moment.
  const files = [...dataFiles(room, table)];
  const put = (name: string, body: Uint8Array) => buckets.put(input.S3Bucket, `${folder}/${name}`, body);
  const manifest = async (name: string, lines: readonly object[]) => {
    const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await put(`${name}.json`, body);
    await put(`${name}.md5`, Buffer.from(md5(body, 'base64')));
  };
  await put('_started', Buffer.alloc(0));
  const listed: object[] = [];
  for (const file of files) {
    const name = `data/${randomBytes(16).toString('hex').slice(0, 26)}.json.gz`;
    await put(name, file.bytes);
    listed.push({
      itemCount: file.items,
      md5Checksum: md5(file.bytes, 'base64'),
      etag: md5(file.bytes, 'hex'),
      dataFileS3Key: `${folder}/${name}`,
    });
  }
  await manifest('manifest-files', listed);
  const manifestFilesS3Key = `${folder}/manifest-files.json`;
  await manifest('manifest-summary', [summary(description, { manifestFilesS3Key, items, bytes })]);
  return { ExportManifest: `${folder}/manifest-summary.json`, BilledSizeBytes: bytes, ItemCount: items };
}

/** At least one file, and no line in it where the table is empty. */
function* dataFiles(room: TableRoom, table: TableDefinition): Iterable<DataFile> {
  let lines: string[] = [];
  let size = 0;
  for (const item of room.items.scan(table, undefined, scanRange({}, { table, keys: table.keys }, undefined))) {
    const line = `${JSON.stringify({ Item: item })}\n`;
    lines.push(line);
    size += line.length;
    if (size < FILE_BYTES) continue;
    yield { items: lines.length, bytes: gzipSync(lines.join('')) };
    lines = [];
    size = 0;
  }
  yield { items: lines.length, bytes: gzipSync(lines.join('')) };
}

function summary(
  description: Export['description'],
  { manifestFilesS3Key, items, bytes }: { manifestFilesS3Key: string; items: number; bytes: number },
): object {
  const time = (name: string) => new Date(Number(description[name]) * 1000).toISOString();
  return {
    version: MANIFEST_VERSION,
    exportArn: description['ExportArn'],
    startTime: time('StartTime'),
    endTime: time('StartTime'),
    tableArn: description['TableArn'],
    tableId: description['TableId'],
    exportTime: time('ExportTime'),
    s3Bucket: description['S3Bucket'],
    s3Prefix: description['S3Prefix'] ?? null,
    s3SseAlgorithm: description['S3SseAlgorithm'],
    s3SseKmsKeyId: description['S3SseKmsKeyId'] ?? null,
    manifestFilesS3Key,
    billedSizeBytes: bytes,
    itemCount: items,
    outputFormat: description['ExportFormat'],
    exportType: description['ExportType'],
  };
}

function md5(bytes: Uint8Array, encoding: 'base64' | 'hex'): string {
  return createHash('md5').update(bytes).digest(encoding);
}

import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Archive, describeArchive } from '../../aws/archive/describe-archive.ts';
import { type ArchiveWindow, LATE_MS } from '../../aws/archive/list-archive.ts';
import { readQueueState } from '../../aws/describe/queue-state.ts';
import { createS3Client } from '../../aws/s3-client.ts';
import { findBackupApplications } from '../backup/application.ts';
import { AmbiguousError, OperationError, RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { outputsOf } from '../stack/deployment.ts';
import { findDeployment } from '../stack/find-deployment.ts';

/** Which archive is meant, and which of its events; times in ms since 1970. */
export interface ArchiveRequest {
  /** The delivery stream of the backup, where the stack has several. */
  readonly stream?: string | undefined;
  /** A bucket that may have outlived its stack; then no stack is asked. */
  readonly bucket?: string | undefined;
  /** The prefix of the objects, where it is not the one of the stream, or of the storage-backup application. */
  readonly prefix?: string | undefined;
  /** Events published at this time or later. */
  readonly from?: number | undefined;
  /** Events published before this time. */
  readonly to?: number | undefined;
  /** How long after their publication events may have been archived; by default as long as the queue of the backup keeps one. */
  readonly lateMs?: number | undefined;
}

/** An archive to read from. */
export interface OpenArchive {
  readonly s3: S3Client;
  readonly archive: Archive;
  readonly window: ArchiveWindow;
  /** True where neither a beginning nor an end was given. */
  readonly whole: boolean;
}

/**
 * Finds the archive of the operator's stack, or the bucket that is named, and the window of events. Throws RequestError when it
 * cannot choose, and OperationError where there is none.
 *
 * @example
 * const { s3, archive, window } = await openArchive(operator, { from: Date.UTC(2026, 10, 21) });
 * for await (const found of readArchive(s3, archive, window)) console.log(found);
 */
export async function openArchive(operator: Operator, request: ArchiveRequest = {}): Promise<OpenArchive> {
  const { connection } = operator;
  const { stream, bucket, prefix, from = 0, to = END, lateMs } = request;
  if (from >= to) {
    throw new RequestError((called) => `${called('from')} must be before ${called('to')}`);
  }
  const found = await findArchive(operator, { stream, bucket });
  return {
    s3: createS3Client(connection),
    archive: prefix === undefined ? found.archive : { ...found.archive, prefix },
    window: { from, to, lateMs: lateMs ?? (await found.lateMs()) },
    whole: request.from === undefined && request.to === undefined,
  };
}

/** Far enough that nothing is later, and a year of four digits still. */
const END = Date.UTC(9000, 0);

async function findArchive(operator: Operator, { stream, bucket }: ArchiveRequest): Promise<FoundArchive> {
  if (bucket !== undefined) return archiveOf(bucket);
  return stream === undefined ? archiveOfStack(operator) : archiveOfStream(operator, stream);
}

/** A bucket without its stream: as the storage-backup application names objects, with the longest interval of Firehose. */
function archiveOf(bucket: string): FoundArchive {
  const archive = {
    bucket,
    prefix: 'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/',
    errorPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    timeZone: 'UTC',
    bufferMs: 900_000,
  };
  return { archive, lateMs: async () => LATE_MS };
}

/** An archive, and how long after their publication its events may have been archived. */
interface FoundArchive {
  readonly archive: Archive;
  readonly lateMs: () => Promise<number>;
}

async function archiveOfStack(operator: Operator): Promise<FoundArchive> {
  const deployment = await findDeployment(operator);
  const [stream, ...more] = outputsOf(deployment, 'BackupStreamName');
  if (stream === undefined) {
    throw new OperationError('the stack has no backup: nest the storage-backup application, or name a bucket');
  }
  if (more.length > 0) {
    throw new AmbiguousError('the stack has several backups', { names: [stream, ...more], wish: 'stream' });
  }
  const backup = findBackupApplications(deployment).find(({ streamName }) => streamName === stream);
  const found = await archiveOfStream(operator, stream);
  return backup === undefined ? found : { ...found, lateMs: () => retentionOf(operator, backup.queueUrl) };
}

/** Of a stream alone: no stack is asked for its queue. */
async function archiveOfStream({ connection }: Operator, stream: string): Promise<FoundArchive> {
  const archive = await describeArchive(new FirehoseClient(connection), stream);
  if (archive === undefined)
    throw new RequestError(`the stream ${stream} does not deliver to S3: name the one of a backup`);
  return { archive, lateMs: async () => LATE_MS };
}

/** As long as the queue keeps an event that waits out a pause. Who may not ask SQS reads as for its longest retention. */
async function retentionOf({ connection }: Operator, queueUrl: string): Promise<number> {
  return readQueueState(new SQSClient(connection), queueUrl).then(
    ({ retentionSeconds }) => retentionSeconds * 1000,
    () => LATE_MS,
  );
}

import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Archive, describeArchive } from '../../aws/archive/describe-archive.ts';
import { type ArchiveWindow, LATE_MS } from '../../aws/archive/list-archive.ts';
import { createS3Client } from '../../aws/s3-client.ts';
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
  /** How long after their publication events may have been archived; four days by default. */
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
  const { stream, bucket, prefix, from, to, lateMs = LATE_MS } = request;
  const window = { from: from ?? 0, to: to ?? END, lateMs };
  if (window.from >= window.to) {
    throw new RequestError((called) => `${called('from')} must be before ${called('to')}`);
  }
  const archive = bucket === undefined ? await archiveOfStack(operator, stream) : archiveOf(bucket);
  return {
    s3: createS3Client(connection),
    archive: prefix === undefined ? archive : { ...archive, prefix },
    window,
    whole: from === undefined && to === undefined,
  };
}

/** Far enough that nothing is later, and a year of four digits still. */
const END = Date.UTC(9000, 0);

/** A bucket without its stream: as the storage-backup application names objects, with the longest interval of Firehose. */
function archiveOf(bucket: string): Archive {
  return {
    bucket,
    prefix: 'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/',
    errorPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    timeZone: 'UTC',
    bufferMs: 900_000,
  };
}

async function archiveOfStack(operator: Operator, wanted: string | undefined): Promise<Archive> {
  const streams = wanted === undefined ? outputsOf(await findDeployment(operator), 'BackupStreamName') : [wanted];
  const [stream, ...more] = streams;
  if (stream === undefined) {
    throw new OperationError('the stack has no backup: nest the storage-backup application, or name a bucket');
  }
  if (more.length > 0) throw new AmbiguousError('the stack has several backups', { names: streams, wish: 'stream' });
  const archive = await describeArchive(new FirehoseClient(operator.connection), stream);
  if (archive === undefined)
    throw new RequestError(`the stream ${stream} does not deliver to S3: name the one of a backup`);
  return archive;
}

import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { type Archive, describeArchive } from '../../aws/archive/describe-archive.ts';
import { type ArchiveWindow, LATE_MS } from '../../aws/archive/list-archive.ts';
import { OperationError } from '../../operator/errors.ts';
import { outputsOf } from '../../operator/stack/deployment.ts';
import { findDeployment } from '../../operator/stack/find-deployment.ts';
import { openStackClock } from '../../operator/stack/stack-clock.ts';
import { UsageError } from '../line/errors.ts';
import { parseDuration } from '../line/parse-duration.ts';
import { parseTime } from '../line/parse-time.ts';
import type { Session } from '../line/session.ts';
import type { ArchiveFlags } from './archive-flags.ts';

/** An archive to read from. */
export interface OpenArchive {
  readonly s3: S3Client;
  readonly archive: Archive;
  readonly window: ArchiveWindow;
  /** True where neither a beginning nor an end was given. */
  readonly whole: boolean;
}

/**
 * Finds the archive of the session's stack, or the bucket that is named, which may have outlived its stack, and the window
 * of events. Throws UsageError when it cannot choose.
 */
export async function openArchive(session: Session, flags: ArchiveFlags): Promise<OpenArchive> {
  const { connection } = session;
  const { now } = await openStackClock(session);
  const time = now();
  const lateMs = flags.late === undefined ? LATE_MS : parseDuration(flags.late);
  if (lateMs === undefined) throw new UsageError(`'${flags.late}' is no duration: give one as 4d or 12h`);
  const from = flags.from === undefined ? 0 : parseTime(flags.from, time);
  const to = flags.to === undefined ? END : parseTime(flags.to, time);
  if (from >= to) throw new UsageError('--from must be before --to');
  const archive = flags.bucket === undefined ? await archiveOfStack(session, flags.stream) : archiveOf(flags.bucket);
  return {
    s3: new S3Client({ ...connection, forcePathStyle: connection.endpoint !== undefined }),
    archive: flags.prefix === undefined ? archive : { ...archive, prefix: flags.prefix },
    window: { from, to, lateMs },
    whole: flags.from === undefined && flags.to === undefined,
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

async function archiveOfStack(session: Session, wanted: string | undefined): Promise<Archive> {
  const streams = wanted === undefined ? outputsOf(await findDeployment(session), 'BackupStreamName') : [wanted];
  const [stream, ...more] = streams;
  if (stream === undefined) {
    throw new OperationError('the stack has no backup: nest the storage-backup application, or name a --bucket');
  }
  if (more.length > 0) {
    throw new UsageError(`the stack has several backups, choose one with --stream: ${streams.join(', ')}`);
  }
  const archive = await describeArchive(new FirehoseClient(session.connection), stream);
  if (archive === undefined)
    throw new UsageError(`the stream ${stream} does not deliver to S3: name the one of a backup`);
  return archive;
}

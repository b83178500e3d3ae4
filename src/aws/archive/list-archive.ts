import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { errorKeyTest } from '../../domain/archive/error-key.ts';
import { isBehind, keyRange } from '../../domain/archive/key-range.ts';
import { objectTime } from '../../domain/archive/object-time.ts';
import type { Archive } from './describe-archive.ts';

/** Which events are meant: published at `from` or later and before `to`, and delivered up to `lateMs` later. */
export interface ArchiveWindow {
  readonly from: number;
  readonly to: number;
  readonly lateMs: number;
}

/** An object of the archive. */
export interface ArchivedObject {
  readonly kind: 'object';
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** When its oldest record arrived, by its key. */
  readonly arrivedAt: number;
}

/** What cannot be read: a whole object, or from a line on. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly key: string;
  /** Counted from 1; undefined for the whole object. */
  readonly line: number | undefined;
  readonly reason: string;
}

/** How long an event may take to reach the archive where its queue is not known: no queue of SQS keeps a message longer. */
export const LATE_MS = 14 * 86_400_000;

/** The arrival times that the keys of a window's objects can carry: one buffer interval earlier, and as late as events may be. */
export function arrivalRange({ bufferMs }: Archive, { from, to, lateMs }: ArchiveWindow): { from: number; to: number } {
  // Keys carry whole seconds.
  return { from: Math.floor((from - bufferMs) / 1000) * 1000, to: to + lateMs };
}

/**
 * Lists the objects that can hold events of a window, in the order of their keys, from `startAt` on where it is given.
 * Reads no more of the bucket than the stream's prefix makes necessary. An object that Firehose did not name is unreadable.
 */
export async function* listArchive(
  client: S3Client,
  archive: Archive,
  window: ArchiveWindow,
  startAt = '',
): AsyncGenerator<ArchivedObject | Unreadable> {
  const times = arrivalRange(archive, window);
  const range = keyRange({ ...archive, ...times });
  const isError = errorKeyTest(archive.errorPrefix, archive.prefix);
  // Stryker disable next-line EqualityOperator: equal ones are the same.
  const first = startAt > range.first ? startAt : range.first;
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: archive.bucket,
        Prefix: range.prefix,
        // Exclusive: with one character less, `first` itself is listed, and at most its neighbours with it.
        ...(token !== undefined
          ? { ContinuationToken: token }
          : first === ''
            ? {}
            : { StartAfter: first.slice(0, -1) }),
      }),
    );
    for (const { Key: key = '', Size: size = 0, ETag: etag = '' } of page.Contents ?? []) {
      if (isBehind(range, key)) return;
      if (key < first || key.endsWith('/') || isError(key)) continue;
      const arrivedAt = objectTime(key, archive.timeZone);
      if (arrivedAt === undefined) yield { kind: 'unreadable', key, line: undefined, reason: FOREIGN };
      else if (arrivedAt >= times.from && arrivedAt <= times.to) yield { kind: 'object', key, size, etag, arrivedAt };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

const FOREIGN = 'no delivery stream names its objects like this';

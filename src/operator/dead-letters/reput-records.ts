import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PutRecords } from '../../aws/put-records.ts';
import { reasonOf } from '../../domain/errors.ts';
import { MAX_CALL_BYTES, MAX_CALL_RECORDS } from '../../domain/service-limits.ts';
import { type ErrorOutput, listErrorObjects, readFailedRecords } from './error-output.ts';

/** What became of an error output's records. */
export interface ReputOutcome {
  readonly moved: number;
  readonly removedObjects: number;
  /** Records that did not get through, or objects that could not be read, and why: each reason with its number. */
  readonly failed: ReadonlyMap<string, number>;
}

/** How long one batch may be tried again. */
const patienceMs = 120_000;

/**
 * Puts the records of a stream's error output to the stream again, object by object as they are listed now; an object is
 * removed once every one of its records was taken. At least once: after a failure or a crash within an object, its
 * records are put again by the next run.
 */
export async function reputRecords(
  { s3, putRecords }: { s3: S3Client; putRecords: PutRecords },
  output: ErrorOutput,
  {
    streamName,
    rate,
    pace,
    now,
    signal,
    progress,
  }: {
    streamName: string;
    rate: number | undefined;
    pace: (records: number) => Promise<void>;
    now: () => number;
    signal: AbortSignal;
    progress: (moved: number) => void;
  },
): Promise<ReputOutcome> {
  // Listed first: what fails again meanwhile is written to the same place.
  const keys: string[] = [];
  for await (const { key } of listErrorObjects(s3, output)) keys.push(key);
  const most = rate === undefined ? MAX_CALL_RECORDS : Math.min(MAX_CALL_RECORDS, Math.max(1, Math.floor(rate / 10)));
  const failed = new Map<string, number>();
  const fail = (reason: string) => failed.set(reason, (failed.get(reason) ?? 0) + 1);
  let moved = 0;
  let removedObjects = 0;
  for (const key of keys) {
    if (signal.aborted) break;
    if (await reputObject(key)) {
      await s3.send(new DeleteObjectCommand({ Bucket: output.bucket, Key: key }));
      removedObjects += 1;
    }
  }
  return { moved, removedObjects, failed };

  /** True when all of its records are in the stream again. */
  async function reputObject(key: string): Promise<boolean> {
    let whole = true;
    let batch: Array<{ data: Buffer; bytes: number }> = [];
    let bytes = 0;
    const flush = async () => {
      if (batch.length === 0) return;
      const records = batch;
      batch = [];
      bytes = 0;
      await pace(records.length);
      const deadline = now() + patienceMs;
      const failures = await putRecords({ streamName, records, remainingMs: () => deadline - now() });
      for (const { reason } of failures) fail(reason);
      whole &&= failures.length === 0;
      moved += records.length - failures.length;
      progress(moved);
    };
    try {
      for await (const record of readFailedRecords(s3, { bucket: output.bucket, key })) {
        if (signal.aborted) return false;
        if (record.data === undefined) {
          fail(`line ${record.line} of ${key} is none of Firehose's error lines`);
          whole = false;
          continue;
        }
        if (batch.length >= most || bytes + record.data.length > MAX_CALL_BYTES) await flush();
        batch.push({ data: record.data, bytes: record.data.length });
        bytes += record.data.length;
      }
      await flush();
    } catch (error) {
      fail(`${key} cannot be read: ${reasonOf(error)}`);
      return false;
    }
    return whole && !signal.aborted;
  }
}

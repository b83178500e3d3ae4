import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readOldestMessage } from '../../aws/describe/oldest-message.ts';
import { readOldestRecord } from '../../aws/describe/oldest-record.ts';
import { held, readQueueState } from '../../aws/describe/queue-state.ts';
import type { BackupApplication } from '../backup/application.ts';
import type { Operator } from '../operator.ts';
import { openStackClock } from '../stack/stack-clock.ts';

/** Where events are that are still on their way to the archive. */
export type Unsettled = 'queue' | 'stream';

/** CloudWatch gets a figure each minute. */
const LOOK_MS = 15_000;

/** For the function, and for a stream that is a little late: a buffering interval is a hint (Firehose guide, buffering hints). */
const SLACK_MS = 60_000;

/**
 * Waits until everything that was in the backup's queue or its stream when it is called is archived, or dropped: until the queue
 * holds nothing older, and then one buffering interval and until the stream holds nothing older either. Ends early when the
 * signal is aborted. Throws when SQS or CloudWatch may not be asked.
 */
export async function awaitSettled(
  operator: Pick<Operator, 'connection' | 'clock'>,
  { queueUrl, streamName }: BackupApplication,
  { bufferMs, signal, onWaiting }: { bufferMs: number; signal: AbortSignal; onWaiting: (where: Unsettled) => void },
): Promise<void> {
  const { connection } = operator;
  const sqs = new SQSClient(connection);
  const metrics = new CloudWatchClient(connection);
  const queueName = queueUrl.split('/').at(-1) ?? '';
  // The local stack's clock may stand, and be moved on meanwhile.
  const timeNow = async () => (await openStackClock(operator)).now();
  const waitWhile = async (where: Unsettled, isThere: (now: number) => Promise<boolean>) => {
    while (!signal.aborted && (await isThere(await timeNow()))) {
      onWaiting(where);
      await (await openStackClock(operator)).wait(LOOK_MS, signal);
    }
    return timeNow();
  };

  const start = await timeNow();
  const emptied = await waitWhile('queue', async (now) => {
    if (held(await readQueueState(sqs, queueUrl)) === 0) return false;
    const oldest = await readOldestMessage(metrics, { queueName, now });
    return oldest === undefined || oldest.since <= start;
  });
  await waitWhile('stream', async (now) => {
    if (now - emptied < bufferMs + SLACK_MS) return true;
    const oldest = await readOldestRecord(metrics, { streamName, now });
    return oldest !== undefined && oldest.since <= emptied;
  });
}

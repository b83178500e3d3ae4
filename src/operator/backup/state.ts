import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { isOff, readMapping } from '../../aws/describe/event-source-mapping.ts';
import { readOldestMessage } from '../../aws/describe/oldest-message.ts';
import { held, readQueueState } from '../../aws/describe/queue-state.ts';
import type { Operator } from '../operator.ts';
import { openStackClock } from '../stack/stack-clock.ts';
import type { BackupApplication } from './application.ts';

/** Whether a backup is paused, and how long its queue lasts. */
export interface BackupState {
  /** The delivery stream's name. */
  readonly stream: string;
  /** The mapping's id. */
  readonly mapping: string;
  readonly paused: boolean;
  /** The URL of the queue in which events wait. */
  readonly queue: string;
  /** How many events wait. */
  readonly held: number;
  /** When SQS deletes the oldest of them, as ISO 8601; null when none waits, or CloudWatch does not tell yet. */
  readonly lastsUntil: string | null;
}

/** Looks at a backup: its mapping, its queue and the age of what waits there, by the stack's own clock. */
export async function readBackupState(
  operator: Pick<Operator, 'connection' | 'clock'>,
  { streamName, queueUrl, mappingId }: BackupApplication,
): Promise<BackupState> {
  const { connection } = operator;
  const now = (await openStackClock(operator)).now();
  const queueName = queueUrl.split('/').at(-1) ?? '';
  const [mapping, queue, oldest] = await Promise.all([
    readMapping(new LambdaClient(connection), mappingId),
    readQueueState(new SQSClient(connection), queueUrl),
    // Who may not ask CloudWatch sees the rest all the same.
    readOldestMessage(new CloudWatchClient(connection), { queueName, now }).catch(() => undefined),
  ]);
  const lasts = held(queue) > 0 && oldest !== undefined;
  return {
    stream: streamName,
    mapping: mappingId,
    paused: isOff(mapping),
    queue: queueUrl,
    held: held(queue),
    lastsUntil: lasts ? new Date(now + (queue.retentionSeconds - oldest.seconds) * 1000).toISOString() : null,
  };
}

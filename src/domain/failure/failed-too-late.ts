import type { SqsMessage } from '../sqs-event.ts';
import { receivesOf } from './receives.ts';
import type { QueuePatience } from './wait-seconds.ts';

const DAY_MS = 86_400_000;

/** A message that is older would have less than four days left in a dead-letter queue, which keeps it for 14. */
const MAX_MOVED_AGE_MS = 10 * DAY_MS;

/** More than all tries of a message take: who is closer to the end of the retention could be deleted before the last one. */
const LAST_TRIES_MS = DAY_MS;

/**
 * True for a message that failed and that SQS would move too late: a move keeps the time at which it was sent, from which a
 * dead-letter queue counts as well (SQS guide, "Using dead-letter queues"). It is better sent there afresh, at its last
 * receive, or in the last day that its queue keeps it.
 */
export function failedTooLate(
  message: SqsMessage,
  { maxReceiveCount, retentionSeconds, now }: QueuePatience & { now: number },
): boolean {
  const age = now - Number(message.attributes['SentTimestamp'] ?? now);
  if (age <= MAX_MOVED_AGE_MS) return false;
  return receivesOf(message) >= maxReceiveCount || age >= retentionSeconds * 1000 - LAST_TRIES_MS;
}

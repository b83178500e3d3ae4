import type { FailedMessage } from '../domain/batch-outcome.ts';
import { reasonOf } from '../domain/errors.ts';
import type { ReplayEntry } from '../domain/replay/replay-entry.ts';
import { createQueueUrlFinder, type SendGetQueueUrl } from './find-queue-url.ts';
import { type SendMessageBatch, sendMessages } from './send-messages.ts';

/** Sends messages to the queue of a name and returns exactly those that did not get through; never throws. */
export type ReplayMessages = (queueName: string, entries: readonly ReplayEntry[]) => Promise<FailedMessage[]>;

/** A queue is looked up at the first use, and anew after a batch of which nothing got through: it may be another one. */
export function createReplayMessages(send: {
  getQueueUrl: SendGetQueueUrl;
  sendBatch: SendMessageBatch;
}): ReplayMessages {
  const urls = createQueueUrlFinder(send.getQueueUrl);
  return async (queueName, entries) => {
    try {
      const queueUrl = await urls.find(queueName);
      const failures = await sendMessages({ send: send.sendBatch, queueUrl, entries });
      if (failures.length === entries.length) urls.forget(queueName);
      return failures.map(({ messageId, reason, senderFault }) => ({
        messageId,
        kind: senderFault ? 'poison' : 'later',
        reason,
      }));
    } catch (error) {
      return entries.map(({ messageId }) => ({ messageId, kind: 'later', reason: reasonOf(error) }));
    }
  };
}

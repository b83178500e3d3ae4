import { reasonOf } from './errors.ts';

/** A message that did not get through, and why. */
export interface FailedMessage {
  messageId: string;
  reason: string;
}

/** What Lambda reads to keep the failed messages in the queue (Lambda guide, reporting batch item failures). */
export interface PartialBatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** A mapping deletes every message of the batch that is not listed. */
export function partialBatchResponse(failures: readonly FailedMessage[]): PartialBatchResponse {
  return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Does one thing per message, side by side; what throws fails that message alone. */
export async function forEachMessage<Message extends { messageId: string }, Result>(
  messages: readonly Message[],
  process: (message: Message) => Result | Promise<Result>,
): Promise<{ results: Result[]; failures: FailedMessage[] }> {
  const results: Result[] = [];
  const failures: FailedMessage[] = [];
  await Promise.all(
    messages.map(async (message) => {
      try {
        results.push(await process(message));
      } catch (error) {
        failures.push({ messageId: message.messageId, reason: reasonOf(error) });
      }
    }),
  );
  return { results, failures };
}

import { nameOf, reasonOf } from './errors.ts';

/** Whether another try could help: `poison` fails however often it is tried, `later` may get through. */
export type FailureKind = 'poison' | 'later';

/** A message that did not get through, and why. */
export interface FailedMessage {
  messageId: string;
  kind: FailureKind;
  reason: string;
}

/** What Lambda reads to keep the failed messages in the queue (Lambda guide, reporting batch item failures). */
export interface PartialBatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** A mapping deletes every message of the batch that is not listed. */
export function partialBatchResponse(kept: readonly { messageId: string }[]): PartialBatchResponse {
  return { batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })) };
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
        failures.push({ messageId: message.messageId, kind: kindOf(error), reason: reasonOf(error) });
      }
    }),
  );
  return { results, failures };
}

/** What the message itself brings about: no outage and no other neighbour would make these go away. */
const POISON = new Set(['InvalidDocumentError', 'UnsendableMessageError']);

function kindOf(error: unknown): FailureKind {
  return POISON.has(nameOf(error)) ? 'poison' : 'later';
}

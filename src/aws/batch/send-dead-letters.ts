import type { RedactionRules } from '../../domain/card-data/redaction-rules.ts';
import { deadLetterEntry, type Failure } from '../../domain/failure/dead-letter-entry.ts';
import type { SqsMessage } from '../../domain/sqs-event.ts';
import { type SendMessageBatch, sendMessages } from '../send-messages.ts';

/**
 * Sends messages to a dead-letter queue, each with what failed it as attributes, and returns those that are there now: the
 * others had no room for the attributes, or SQS did not take them. Never throws.
 */
export async function sendDeadLetters({
  send,
  queueUrl,
  failed,
  redaction,
}: {
  send: SendMessageBatch;
  queueUrl: string;
  failed: readonly { message: SqsMessage; failure: Failure }[];
  /** Undefined where it is switched off. */
  redaction: RedactionRules | undefined;
}): Promise<SqsMessage[]> {
  const letters = failed.flatMap(({ message, failure }) => {
    const entry = deadLetterEntry(message, failure, redaction);
    return entry === undefined ? [] : [{ message, entry }];
  });
  const unsent = await sendMessages({ send, queueUrl, entries: letters.map(({ entry }) => entry) });
  const unsentIds = new Set(unsent.map(({ messageId }) => messageId));
  return letters.map(({ message }) => message).filter(({ messageId }) => !unsentIds.has(messageId));
}

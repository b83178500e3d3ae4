import type { Message } from '@aws-sdk/client-sqs';
import { FAILED_MESSAGE_ID, FAILURE_REASON, tellsOfFailure } from '../../domain/failure-attributes.ts';

/** What a function says of a message that it sent among the dead letters itself. */
export interface SentFailure {
  readonly reason: string;
  /** The id that the message had on its queue. */
  readonly messageId: string;
}

/**
 * Why a function sent a message among the dead letters; undefined of one that SQS moved there: what such a message may carry
 * is of a failure before it was redriven.
 */
export function sentFailure({ Attributes = {}, MessageAttributes = {} }: Message): SentFailure | undefined {
  if (Attributes.DeadLetterQueueSourceArn !== undefined || !tellsOfFailure(MessageAttributes)) return undefined;
  const textOf = (name: string) => MessageAttributes[name]?.StringValue ?? '';
  return { reason: textOf(FAILURE_REASON), messageId: textOf(FAILED_MESSAGE_ID) };
}

/** The messages without the second copies of those that a function sent twice, as after a crash between sending and answering. */
export function onceEach(messages: readonly Message[]): Message[] {
  const seen = new Set<string>();
  return messages.filter((message) => {
    const id = sentFailure(message)?.messageId || message.MessageId || '';
    return !seen.has(id) && seen.add(id);
  });
}

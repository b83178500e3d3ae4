import type { ArchivedEvent } from '../archive/archived-event.ts';
import { UnsendableMessageError } from '../errors.ts';
import { type EventAttributes, sentAttributes } from '../event-attributes.ts';
import { type MessageAttributes, messageBytes } from '../message-bytes.ts';
import { OCCURRED_AT, occurredAt } from '../occurred-at.ts';
import { publishedEvent } from '../published-event.ts';
import { REPLAY_ID } from '../replay-id.ts';
import { MAX_SQS_ATTRIBUTES, MAX_SQS_BYTES } from '../service-limits.ts';
import type { SqsMessage } from '../sqs-event.ts';

/** A message to be sent again. */
export interface ReplayEntry {
  messageId: string;
  body: string;
  attributes: MessageAttributes;
  /** Body and attributes, as SQS counts them. */
  bytes: number;
  groupId: string | undefined;
  /** For a FIFO queue: what makes a second sending the same message. */
  deduplicationId: string | undefined;
  traceHeader: string | undefined;
}

/**
 * The buffered message as it was published, with the attributes `occurred-at` and `replay-id` (`buffer:<SQS message id>`,
 * so that a redelivery of the buffer is the same replay); throws an UnsendableMessageError where it leaves no room for
 * them. It may be wrapped in a notification of the topic, or raw.
 */
export function replayEntry(message: SqsMessage, topicArn: string): ReplayEntry {
  const { messageId, attributes } = message;
  const { MessageGroupId: groupId, AWSTraceHeader: traceHeader } = attributes;
  const replayId = `buffer:${messageId}`;
  const delivery = { messageId, groupId, traceHeader, deduplicationId: replayId };
  return replayed(publishedEvent(message, topicArn), replayId, delivery);
}

/**
 * An event to be sent again: its body and attributes as they were published, but for the replay's id and, where its own
 * does not count, the time at which it occurred. Throws an UnsendableMessageError where SQS would not take it so.
 */
export function replayed(
  event: Pick<ArchivedEvent, 'attributes' | 'body' | 'source' | 'publishedAt'>,
  replayId: string,
  delivery: Omit<ReplayEntry, 'body' | 'attributes' | 'bytes'>,
): ReplayEntry {
  const { body } = event;
  const added = { ...timeOf(event), [REPLAY_ID]: { type: 'String', value: replayId } };
  const attributes = sentAttributes({ ...event.attributes, ...added });
  const names = Object.keys(added).join(' and ');
  const count = Object.keys(attributes).length;
  if (count > MAX_SQS_ATTRIBUTES) {
    throw new UnsendableMessageError(
      `The message has ${count} attributes with ${names}; SQS takes at most ${MAX_SQS_ATTRIBUTES}.`,
    );
  }
  const bytes = messageBytes(body, attributes);
  if (bytes > MAX_SQS_BYTES) {
    throw new UnsendableMessageError(
      `The message has ${bytes} bytes with ${names}; SQS takes at most ${MAX_SQS_BYTES}.`,
    );
  }
  return { ...delivery, body, attributes, bytes };
}

/** Without raw delivery the time of SNS is with the event only this once: what is sent again gets another, or none. */
function timeOf(event: Pick<ArchivedEvent, 'attributes' | 'source' | 'publishedAt'>): EventAttributes {
  const { time, by } = occurredAt(event);
  return time === undefined || by === 'publisher' ? {} : { [OCCURRED_AT]: { type: 'String', value: time } };
}

import { UnsendableMessageError } from '../errors.ts';
import { type MessageAttribute, type MessageAttributes, messageBytes } from '../message-bytes.ts';
import { MAX_SQS_ATTRIBUTES, MAX_SQS_BYTES } from '../service-limits.ts';
import type { SqsMessage } from '../sqs-event.ts';
import { REPLAY_ID } from './replay-id.ts';

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
 * The buffered message with the attribute `replay-id` added (`buffer:<SQS message id>`, so that a redelivery of the
 * buffer is the same replay) and nothing else changed; throws an UnsendableMessageError where it leaves no room for it.
 */
export function replayEntry({ messageId, body, attributes, messageAttributes }: SqsMessage): ReplayEntry {
  const kept = Object.entries(messageAttributes).map(([name, attribute]) => [name, resent(attribute)] as const);
  const { MessageGroupId: groupId, AWSTraceHeader: traceHeader } = attributes;
  const replayId = `buffer:${messageId}`;
  const entry = { messageId, body, groupId, traceHeader, deduplicationId: replayId };
  return withReplayId({ ...entry, attributes: Object.fromEntries(kept) }, replayId);
}

/** An entry with the attribute `replay-id` and its size; throws an UnsendableMessageError where it leaves no room for it. */
export function withReplayId(entry: Omit<ReplayEntry, 'bytes'>, replayId: string): ReplayEntry {
  const attributes = { ...entry.attributes, [REPLAY_ID]: { DataType: 'String', StringValue: replayId } };
  const count = Object.keys(attributes).length;
  if (count > MAX_SQS_ATTRIBUTES) {
    throw new UnsendableMessageError(
      `The message has ${count - 1} attributes; SQS takes at most ${MAX_SQS_ATTRIBUTES}, ${REPLAY_ID} included.`,
    );
  }
  const bytes = messageBytes(entry.body, attributes);
  if (bytes > MAX_SQS_BYTES) {
    throw new UnsendableMessageError(
      `The message has ${bytes} bytes with ${REPLAY_ID}; SQS takes at most ${MAX_SQS_BYTES}.`,
    );
  }
  return { ...entry, attributes, bytes };
}

function resent({ dataType, stringValue, binaryValue }: SqsMessage['messageAttributes'][string]): MessageAttribute {
  return {
    DataType: dataType,
    ...(stringValue == null ? {} : { StringValue: stringValue }),
    ...(binaryValue == null ? {} : { BinaryValue: binaryValue }),
  };
}

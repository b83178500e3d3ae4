import { UnsendableMessageError } from '../errors.ts';
import type { SqsMessage } from '../sqs-event.ts';
import { REPLAY_ID } from './replay-id.ts';

/** A message attribute as the send API spells it; Binary values as base64. */
export interface ReplayAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** A message to be sent again. */
export interface ReplayEntry {
  messageId: string;
  body: string;
  attributes: Record<string, ReplayAttribute>;
  /** Body and attributes, as SQS counts them. */
  bytes: number;
  groupId: string | undefined;
  /** For a FIFO queue: what makes a second sending the same message. */
  deduplicationId: string | undefined;
  traceHeader: string | undefined;
}

/** SQS takes at most 10 message attributes and 1 MiB, attributes included (SQS guide, message quotas). */
const MOST_ATTRIBUTES = 10;
export const MOST_BATCH_BYTES = 1_048_576;

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
  if (count > MOST_ATTRIBUTES) {
    throw new UnsendableMessageError(
      `The message has ${count - 1} attributes; SQS takes at most ${MOST_ATTRIBUTES}, ${REPLAY_ID} included.`,
    );
  }
  const bytes = Buffer.byteLength(entry.body) + attributeBytes(attributes);
  if (bytes > MOST_BATCH_BYTES) {
    throw new UnsendableMessageError(
      `The message has ${bytes} bytes with ${REPLAY_ID}; SQS takes at most ${MOST_BATCH_BYTES}.`,
    );
  }
  return { ...entry, attributes, bytes };
}

function resent({ dataType, stringValue, binaryValue }: SqsMessage['messageAttributes'][string]): ReplayAttribute {
  return {
    DataType: dataType,
    ...(stringValue == null ? {} : { StringValue: stringValue }),
    ...(binaryValue == null ? {} : { BinaryValue: binaryValue }),
  };
}

/** Name, type and value of each attribute count. */
function attributeBytes(attributes: Record<string, ReplayAttribute>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, 'base64'),
    0,
  );
}

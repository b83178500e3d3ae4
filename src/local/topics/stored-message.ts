/**
 * A message for a queue as the stand-in for SNS keeps it between two tries: JSON text.
 * It knows no deduplication id, for FIFO topics are refused.
 */
import { isObject } from '../../domain/is-object.ts';
import { optionalText } from '../operation-input.ts';
import { messageAttributes, type OutgoingMessage } from '../queues/index.ts';

/** Reads back what JSON.stringify made of an OutgoingMessage. */
export function readOutgoing(json: string): OutgoingMessage {
  const stored: unknown = JSON.parse(json);
  const fields = isObject(stored) ? stored : {};
  return {
    body: optionalText(fields, 'body') ?? '',
    attributes: messageAttributes(fields, 'attributes'),
    groupId: optionalText(fields, 'groupId'),
    traceHeader: optionalText(fields, 'traceHeader'),
  };
}

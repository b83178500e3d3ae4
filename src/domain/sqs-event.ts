import * as v from 'valibot';
import { withoutFailure } from './failure-attributes.ts';
import { recordOf } from './record-of.ts';

/** One message as Lambda hands it over (Lambda guide, using Lambda with Amazon SQS). */
export type SqsMessage = v.InferOutput<typeof SqsMessage>;

/**
 * The messages of a batch; throws where the event is not one of an SQS event source mapping. What a function wrote to a
 * message when it made a dead letter of it is left out: a dead letter that was sent back is the message it was.
 */
export function parseSqsEvent(event: unknown): SqsMessage[] {
  return v.parse(SqsEvent, event).Records;
}

const MessageAttribute = v.object({
  dataType: v.string(),
  stringValue: v.nullish(v.string()),
  /** Base64. */
  binaryValue: v.nullish(v.string()),
});

const SqsMessage = v.object({
  messageId: v.string(),
  /** For this receive: by it the message is deleted, or hidden for longer. */
  receiptHandle: v.optional(v.string(), ''),
  body: v.string(),
  attributes: v.optional(recordOf(v.string()), {}),
  messageAttributes: v.pipe(v.optional(recordOf(MessageAttribute), {}), v.transform(withoutFailure)),
  eventSourceARN: v.optional(v.string(), ''),
});

const SqsEvent = v.object({ Records: v.array(SqsMessage) });

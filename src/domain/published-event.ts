import * as v from 'valibot';
import { parseJson } from './json/parse-json.ts';
import { recordOf } from './record-of.ts';
import type { SqsMessage } from './sqs-event.ts';

/** A published event with what SNS knows of it. */
export interface PublishedEvent {
  id: string;
  /** ISO 8601 with milliseconds, UTC. */
  publishedAt: string;
  /** The topic's ARN; the queue's where the message was sent to it directly. */
  source: string;
  subject: string | undefined;
  /** Binary values as base64. */
  attributes: Record<string, { type: string; value: string }>;
  body: string;
}

/**
 * The event of a queue's message: unwrapped where the body is an SNS notification, else the body itself with the
 * queue message's own id, time and attributes, so that what was not published to the topic is kept too.
 */
export function publishedEvent(message: SqsMessage): PublishedEvent {
  const notification = v.safeParse(
    Notification,
    message.body.includes('"Notification"') ? parseJson(message.body) : undefined,
  );
  if (!notification.success) return sentEvent(message);
  const { MessageId, Timestamp, TopicArn, Subject, Message, MessageAttributes } = notification.output;
  return {
    id: MessageId,
    publishedAt: Timestamp,
    source: TopicArn,
    subject: Subject ?? undefined,
    attributes: mapValues(MessageAttributes ?? {}, ({ Type, Value }) => ({ type: Type, value: Value })),
    body: Message,
  };
}

/** What SNS puts into a queue's message without raw delivery (SNS guide, message format of Amazon SQS). */
const Notification = v.object({
  Type: v.literal('Notification'),
  MessageId: v.string(),
  TopicArn: v.string(),
  Subject: v.nullish(v.string()),
  Message: v.string(),
  Timestamp: v.string(),
  MessageAttributes: v.nullish(recordOf(v.object({ Type: v.string(), Value: v.string() }))),
});

function sentEvent({ messageId, attributes, messageAttributes, eventSourceARN, body }: SqsMessage): PublishedEvent {
  return {
    id: messageId,
    publishedAt: new Date(Number(attributes['SentTimestamp'] ?? 0)).toISOString(),
    source: eventSourceARN,
    subject: undefined,
    attributes: mapValues(messageAttributes, ({ dataType, stringValue, binaryValue }) => ({
      type: dataType,
      value: stringValue ?? binaryValue ?? '',
    })),
    body,
  };
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

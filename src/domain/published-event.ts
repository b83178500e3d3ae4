import * as v from 'valibot';
import { attributesOf, type EventAttributes } from './event-attributes.ts';
import { parseJson } from './json/parse-json.ts';
import { mapValues } from './map-values.ts';
import { recordOf } from './record-of.ts';
import { REPLAY_ID } from './replay-id.ts';
import type { SqsMessage } from './sqs-event.ts';

/** A published event with what SNS knows of it. */
export interface PublishedEvent {
  id: string;
  /** ISO 8601 with milliseconds, UTC. */
  publishedAt: string;
  /** The topic's ARN; the queue's where the message was sent to it directly, or delivered raw. */
  source: string;
  subject: string | undefined;
  attributes: EventAttributes;
  body: string;
}

/**
 * The event of a queue's message: unwrapped where the body is an SNS notification, else the body itself with the
 * queue message's own id, time and attributes, so that what was delivered raw, or not published at all, is kept too.
 *
 * With the ARN of the topic, only a notification of that topic is unwrapped, and only where the queue's message has no
 * attributes: a raw delivery has those of the event, so that a publisher whose own bodies look like notifications gets
 * them through as they are. What a replay has added is none of the event's, and is kept.
 *
 * @example publishedEvent(message, 'arn:aws:sns:us-east-1:123456789012:checkout-events').body // '{"id":7}'
 */
export function publishedEvent(message: SqsMessage, topicArn?: string): PublishedEvent {
  const notified = topicArn === undefined || isBare(message) ? notifiedEvent(message.body) : undefined;
  if (notified === undefined) return sentEvent(message);
  if (topicArn === undefined) return notified;
  if (notified.source !== topicArn) return sentEvent(message);
  return { ...notified, attributes: { ...notified.attributes, ...attributesOf(message) } };
}

/** The event in the notification that a body is; undefined for a body that is none. */
export function notifiedEvent(body: string): PublishedEvent | undefined {
  const notification = v.safeParse(Notification, body.includes('"Notification"') ? parseJson(body) : undefined);
  if (!notification.success) return undefined;
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

/** What a message gains on its way behind SNS: a wrapped one can have it too, as one that version 1.0 replayed. */
const GAINED: ReadonlySet<string> = new Set([REPLAY_ID]);

function isBare({ messageAttributes }: SqsMessage): boolean {
  return Object.keys(messageAttributes).every((name) => GAINED.has(name));
}

function sentEvent(message: SqsMessage): PublishedEvent {
  return {
    id: message.messageId,
    publishedAt: new Date(Number(message.attributes['SentTimestamp'] ?? 0)).toISOString(),
    source: message.eventSourceARN,
    subject: undefined,
    attributes: attributesOf(message),
    body: message.body,
  };
}

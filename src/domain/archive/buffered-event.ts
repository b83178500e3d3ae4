import { mapValues } from '../map-values.ts';
import { type PublishedEvent, publishedEvent } from '../published-event.ts';
import type { SqsMessage } from '../sqs-event.ts';

/** An event as the buffer of a replay holds it. */
export interface BufferedEvent {
  readonly event: PublishedEvent;
  /**
   * False for one of the old form, which was delivered raw: it lacks the id and the time that SNS gave it, and has those of
   * the queue's message instead.
   */
  readonly identified: boolean;
  /** What a backup's queue takes for the event: the notification that SNS made, or one with what is known. */
  readonly notification: string;
}

/**
 * Reads a message of the buffer of a topic.
 *
 * @example bufferedEvent(message, 'arn:aws:sns:us-east-1:123456789012:checkout-events').identified // true
 */
export function bufferedEvent(message: SqsMessage, topicArn: string): BufferedEvent {
  const event = publishedEvent(message, topicArn);
  return event.source === topicArn
    ? { event, identified: true, notification: message.body }
    : { event, identified: false, notification: notificationOf(event, topicArn) };
}

/** In the order in which SNS has its members: redaction tells a notification by them. */
function notificationOf({ id, publishedAt, attributes, body }: PublishedEvent, topicArn: string): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: id,
    TopicArn: topicArn,
    Message: body,
    Timestamp: publishedAt,
    MessageAttributes: mapValues(attributes, ({ type, value }) => ({ Type: type, Value: value })),
  });
}

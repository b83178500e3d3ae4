import { occurredAt } from '../occurred-at.ts';
import { publishedEvent } from '../published-event.ts';
import { replayIdOf } from '../replay-id.ts';
import type { SqsMessage } from '../sqs-event.ts';
import { parseStorableOrder } from './order.ts';
import { type OrderItem, orderItem } from './order-item.ts';
import { type OrderVersion, orderVersion } from './order-version.ts';

/** One delivery of a version of an order: what is to be stored, and by which replay. */
export interface OrderDelivery {
  readonly item: OrderItem;
  readonly version: OrderVersion;
  /** `original` for what is no replay. */
  readonly replayId: string;
  /** True where the publisher's time was so far ahead that SNS's stands in its place. */
  readonly timeReplaced: boolean;
}

/**
 * Reads the delivery in a queue's message, wrapped in a notification of the topic or raw; throws an InvalidDocumentError.
 * The version is that of the order as it is, also where the exercise's bug corrupts what is stored.
 */
export function orderDelivery(
  message: SqsMessage,
  { topicArn, bugEnabled }: { topicArn: string; bugEnabled: boolean },
): OrderDelivery {
  const event = publishedEvent(message, topicArn);
  const order = parseStorableOrder(event.body);
  const { time, by } = occurredAt(event);
  const version = orderVersion(orderItem(order, { bugEnabled: false }), { attributes: event.attributes, time });
  return {
    item: orderItem(order, { bugEnabled }),
    version,
    replayId: replayIdOf(event),
    timeReplaced: by === 'replaced',
  };
}

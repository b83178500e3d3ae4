import type { CheckoutMessage } from '../domain/order/checkout-message.ts';
import { publishEvent, type SendPublish } from './publish-event.ts';

/** Publishes an order and returns the answer to its sender, `{"id","messageId"}` as JSON. */
export async function publishOrder(send: SendPublish, topicArn: string, order: CheckoutMessage): Promise<string> {
  const messageId = await publishEvent({ send, topicArn, body: order.body, attributes: order.attributes });
  return `{"id":${order.orderIdJson},"messageId":${JSON.stringify(messageId)}}`;
}

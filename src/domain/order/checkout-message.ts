import * as v from 'valibot';
import type { ExemptPaths } from '../card-data/exempt-paths.ts';
import { maskCardData } from '../card-data/mask-card-data.ts';
import { redactCardData } from '../card-data/redact-card-data.ts';
import type { RedactionRules } from '../card-data/redaction-rules.ts';
import { removeVerificationCodes } from '../card-data/remove-verification-codes.ts';
import { InvalidDocumentError, MessageTooLargeError } from '../errors.ts';
import { messageBytes } from '../message-bytes.ts';
import { OCCURRED_AT } from '../occurred-at.ts';
import { MAX_SNS_BYTES } from '../service-limits.ts';
import { unsendableCharacter } from '../unsendable-character.ts';
import { type Order, parseOrder, parseStorableOrder } from './order.ts';

/** A checkout event as it is published. */
export interface CheckoutMessage {
  orderId: string;
  /** The id as JSON, a string or an integer as the order has it. */
  orderIdJson: string;
  /** What is published. */
  body: string;
  /** The order without any card data: what tells it from another under the same idempotency key. */
  payload: string;
  attributes: Record<string, { DataType: 'String' | 'Number'; StringValue: string }>;
}

/** The ids of an order, which are published as they are: they hold no card number, though some look like one. */
export const ORDER_IDS: ExemptPaths = [
  ['id'],
  ['customer', 'id'],
  ['payment', 'id'],
  ['shipping', 'id'],
  ['items', '*', 'id'],
  ['items', '*', 'product'],
];

/** How an order is published. */
export interface CheckoutOptions extends RedactionRules {
  /** Whether card numbers stay in it; otherwise they are masked. */
  publishCardNumbers?: boolean;
}

/**
 * The message for an order that was posted at a time (ms): its text without card verification codes and with its card
 * numbers masked, every other byte kept, and the attributes that subscriptions filter by and versions are told by. Throws an
 * InvalidDocumentError, for an id that would be masked too, or a MessageTooLargeError.
 */
export function checkoutMessage(
  posted: string,
  postedAt: number,
  { publishCardNumbers = false, ...rules }: CheckoutOptions = {},
): CheckoutMessage {
  assertFits(messageBytes(posted));
  const order = parseOrder(posted);
  // A masked id would only be refused behind the queue, where its sender hears nothing of it.
  parseStorableOrder(posted);
  assertSendable(posted, { path: '', what: 'the body must not hold' });
  // JSON may spell as an escape what no attribute may hold.
  assertSendable(order.id, { path: 'id', what: 'must not hold' });
  const occurredAt = new Date(postedAt).toISOString();
  const attributes = checkoutAttributes({ orderId: order.id, amount: order.payment.amount, occurredAt });
  assertFits(messageBytes(posted, attributes));
  const body = publishCardNumbers ? removeVerificationCodes(posted, rules) : maskCardData(posted, rules);
  assertSameIds(order, parseOrder(body));
  const idIsText = v.is(v.object({ id: v.string() }), JSON.parse(posted));
  return {
    orderId: order.id,
    orderIdJson: idIsText ? JSON.stringify(order.id) : order.id,
    body,
    payload: redactCardData(posted, rules),
    attributes,
  };
}

/** The message attributes of a checkout event; without its time where that is not known. */
export function checkoutAttributes({
  orderId,
  amount,
  occurredAt,
}: {
  orderId: string;
  amount: string;
  occurredAt?: string;
}): CheckoutMessage['attributes'] {
  return {
    amount: { DataType: 'Number', StringValue: amount },
    'event-id': { DataType: 'String', StringValue: orderId },
    'event-type': { DataType: 'String', StringValue: 'checkout' },
    ...(occurredAt === undefined ? {} : { [OCCURRED_AT]: { DataType: 'String', StringValue: occurredAt } }),
  };
}

/** An id that is masked is another order's or payment's as well. */
function assertSameIds(posted: Order, published: Order): void {
  const ids = ({ id, customer, payment }: Order) => ({ id, 'customer.id': customer.id, 'payment.id': payment.id });
  const kept: Record<string, string> = ids(published);
  const masked = Object.entries(ids(posted)).filter(([path, id]) => kept[path] !== id);
  if (masked.length === 0) return;
  throw new InvalidDocumentError(masked.map(([path]) => ({ path, message: 'must not be a card number' })));
}

function assertSendable(text: string, { path, what }: { path: string; what: string }): void {
  const found = unsendableCharacter(text);
  if (found === undefined) return;
  const message = `${what} ${found.name} (character ${found.position}), which no queue takes`;
  throw new InvalidDocumentError([{ path, message }]);
}

function assertFits(bytes: number): void {
  if (bytes <= MAX_SNS_BYTES) return;
  throw new MessageTooLargeError(
    `The order has ${bytes} bytes with its attributes; at most ${MAX_SNS_BYTES} can be sent.`,
  );
}

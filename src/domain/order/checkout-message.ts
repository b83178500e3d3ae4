import * as v from 'valibot';
import { removeVerificationCodes } from '../card-data/remove-verification-codes.ts';
import { InvalidDocumentError, MessageTooLargeError } from '../errors.ts';
import { messageBytes } from '../message-bytes.ts';
import { OCCURRED_AT } from '../occurred-at.ts';
import { MAX_SNS_BYTES } from '../service-limits.ts';
import { unsendableCharacter } from '../unsendable-character.ts';
import { parseOrder, parseStorableOrder } from './order.ts';

/** A checkout event as it is published. */
export interface CheckoutMessage {
  orderId: string;
  /** The id as JSON, a string or an integer as the order has it. */
  orderIdJson: string;
  body: string;
  attributes: Record<string, { DataType: 'String' | 'Number'; StringValue: string }>;
}

/**
 * The message for an order that was posted at a time (ms): its text without card verification codes, every other byte
 * kept, and the attributes that subscriptions filter by and versions are told by. Throws an InvalidDocumentError or a
 * MessageTooLargeError.
 */
export function checkoutMessage(posted: string, postedAt: number): CheckoutMessage {
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
  const idIsText = v.is(v.object({ id: v.string() }), JSON.parse(posted));
  return {
    orderId: order.id,
    orderIdJson: idIsText ? JSON.stringify(order.id) : order.id,
    body: removeVerificationCodes(posted),
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

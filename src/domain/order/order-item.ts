import { sumDecimals } from './decimal.ts';
import type { StorableOrder } from './order.ts';

/** A row of the orders table; numbers as decimal text. */
export interface OrderItem {
  CustomerId: string;
  /** `<date>-<id>`, both as they are written. */
  DateOrderId: string;
  PaymentId: string;
  PaymentAmount: string;
  PaymentCurrency: string;
  TotalQuantity: string;
}

/** The row that an order becomes. With the exercise's bug switched on all but its keys is corrupted. */
export function orderItem(order: StorableOrder, { bugEnabled }: { bugEnabled: boolean }): OrderItem {
  const keys = { CustomerId: order.customer.id, DateOrderId: `${order.date}-${order.id}` };
  if (bugEnabled) {
    return { ...keys, PaymentId: CORRUPTED, PaymentAmount: '0', PaymentCurrency: CORRUPTED, TotalQuantity: '0' };
  }
  return {
    ...keys,
    PaymentId: order.payment.id,
    PaymentAmount: order.payment.amount,
    PaymentCurrency: order.payment.currency,
    TotalQuantity: sumDecimals(order.items.map(({ quantity }) => quantity)),
  };
}

const CORRUPTED = 'CORRUPTED!';

/** The orders that the demo posts: a few products, a few customers, amounts on both sides of 100. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

export interface Order {
  readonly id: string;
  readonly date: string;
  readonly customerId: string;
  readonly amount: string;
  readonly currency: string;
  readonly quantity: number;
  readonly shippingDays: number;
  readonly method: string;
  readonly products: readonly string[];
  /** The number it is paid with, one that issuers publish for tests. */
  readonly cardNumber: string;
  /** The JSON text that is posted. */
  readonly body: string;
}

const PRODUCTS = [
  { product: 'tea', name: 'First-flush Darjeeling', price: 1850 },
  { product: 'kettle', name: 'Gooseneck kettle', price: 8900 },
  { product: 'cup', name: 'Porcelain cup', price: 2400 },
  { product: 'scale', name: 'Brewing scale', price: 12_900 },
] as const;
const METHODS = ['credit-card', 'credit-card', 'paypal', 'bank-transfer'] as const;
/** The sample whose card the orders are paid with: no number is written in code. */
const SAMPLE = join(import.meta.dirname, '../../events/accept-checkout/body-order-over-100.json');
const sampleSchema = v.object({ payment: v.object({ 'card-number': v.string() }) });

/** `count` orders whose ids begin with `prefix`; the same call makes the same orders. */
export function makeOrders(prefix: string, count: number): Order[] {
  const { payment } = v.parse(sampleSchema, JSON.parse(readFileSync(SAMPLE, 'utf8')));
  return Array.from({ length: count }, (_, n) => makeOrder(`${prefix}-${n + 1}`, n, payment['card-number']));
}

function makeOrder(id: string, n: number, cardNumber: string): Order {
  const isSmall = n % 3 === 0;
  const lines = PRODUCTS.filter((_, p) => (isSmall ? p === (n % 2) * 2 : p === n % 4 || p === (n * 3 + 1) % 4));
  const items = lines.map((line, i) => ({
    id: `${id}-item-${i + 1}`,
    product: line.product,
    name: line.name,
    quantity: 1 + ((n + i) % 2),
    price: line.price / 100,
    subtotal: (line.price * (1 + ((n + i) % 2))) / 100,
  }));
  const cents = items.reduce((sum, item) => sum + Math.round(item.subtotal * 100), 0);
  const order = {
    id,
    date: `2026-03-${String(1 + (n % 28)).padStart(2, '0')}T09:30:00Z`,
    customerId: `customer-${1 + (n % 3)}`,
    amount: (cents / 100).toFixed(2),
    currency: 'EUR',
    quantity: items.reduce((sum, item) => sum + item.quantity, 0),
    shippingDays: 1 + (n % 5),
    method: METHODS[n % METHODS.length] ?? METHODS[0],
    products: items.map((item) => item.name),
    cardNumber,
  };
  return { ...order, body: bodyOf(order, items) };
}

/** The amount is written with its two decimals, as a shop writes it and JSON.stringify would not. */
function bodyOf(order: Omit<Order, 'body'>, items: readonly object[]): string {
  const event = {
    id: order.id,
    date: order.date,
    status: 'PLACED',
    customer: { id: order.customerId, name: 'Ada Example', email: 'ada@example.com' },
    payment: {
      id: `${order.id}-payment`,
      amount: 0,
      currency: order.currency,
      method: order.method,
      'card-network': 'any',
      'card-number': order.cardNumber,
      'card-expiry': '12/30',
      'card-owner': 'Ada Example',
      'card-cvv': '123',
    },
    shipping: { id: `${order.id}-shipping`, time: order.shippingDays, unit: 'days', method: 'courier' },
    items,
  };
  return JSON.stringify(event).replace('"amount":0', `"amount":${order.amount}`);
}

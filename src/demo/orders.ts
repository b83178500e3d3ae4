/** The orders that the demo posts: a few products, a few customers, amounts on both sides of 100. */

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
/** Numbers that issuers publish for tests. */
const CARDS = ['4111111111111111', '5555555555554444', '378282246310005'] as const;

/** `count` orders whose ids begin with `prefix`; the same call makes the same orders. */
export function makeOrders(prefix: string, count: number): Order[] {
  return Array.from({ length: count }, (_, n) => makeOrder(`${prefix}-${n + 1}`, n));
}

function makeOrder(id: string, n: number): Order {
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
  };
  return { ...order, body: bodyOf(order, items, CARDS[n % CARDS.length] ?? CARDS[0]) };
}

/** The amount is written with its two decimals, as a shop writes it and JSON.stringify would not. */
function bodyOf(order: Omit<Order, 'body'>, items: readonly object[], card: string): string {
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
      'card-number': card,
      'card-expiry': '12/30',
      'card-owner': 'Ada Example',
      'card-cvv': '123',
    },
    shipping: { id: `${order.id}-shipping`, time: order.shippingDays, unit: 'days', method: 'courier' },
    items,
  };
  return JSON.stringify(event).replace('"amount":0', `"amount":${order.amount}`);
}

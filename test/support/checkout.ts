/** A checkout as a customer posts it. */
import { TEST_CARDS } from './card-numbers.ts';

/** The JSON text of a valid checkout; `changes` replace top-level fields, undefined ones are left out. */
export function checkoutBody(id: string, amount = 120.5, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id,
    date: '2026-01-15T10:30:00Z',
    status: 'PLACED',
    customer: { id: 'customer-1', name: 'Ada Example', email: 'ada@example.com' },
    payment: {
      id: `${id}-payment`,
      amount,
      currency: 'EUR',
      method: 'credit-card',
      'card-network': 'visa',
      'card-number': TEST_CARDS.Visa,
      'card-expiry': '12/30',
      'card-owner': 'Ada Example',
      'card-cvv': '123',
    },
    shipping: { id: `${id}-shipping`, time: 3, unit: 'days', method: 'courier' },
    items: [{ id: `${id}-item`, product: 'tea', name: 'Darjeeling', quantity: 2, price: amount / 2, subtotal: amount }],
    ...changes,
  });
}

/** The benchmark's event: a checkout of about 1 KiB, in JSON. */

/** The `n`th event; every one has its own id and falls to one of a thousand customers. */
export function checkoutEvent(n: number): string {
  const event = {
    id: `order-${n}`,
    date: '2026-03-01T10:00:00Z',
    status: 'PLACED',
    customer: { id: `customer-${n % 1000}`, name: 'Ada Example', email: 'ada@example.com' },
    payment: { id: `payment-${n}`, amount: 150, currency: 'EUR', method: 'credit-card' },
    shipping: { id: `shipping-${n}`, time: 1 + (n % 5), unit: 'days', method: 'courier' },
    items: [
      { id: `item-${n}`, product: 'tea', name: 'First-flush Darjeeling', quantity: 1, price: 150, subtotal: 150 },
    ],
    note: '',
  };
  event.note = 'x'.repeat(Math.max(0, 1024 - JSON.stringify(event).length));
  return JSON.stringify(event);
}

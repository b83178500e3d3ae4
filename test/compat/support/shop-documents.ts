/** Documents for comparing search engines: checkout events with every kind of value, made from a seed. */

/** Numbers from 0 to 1 (exclusive), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws from a seeded source. */
export interface Draw {
  pick<T>(items: readonly T[]): T;
  whole(from: number, to: number): number;
  chance(rate: number): boolean;
}

/** Draws for a seed. */
export function createDraw(seed: number): Draw {
  const random = seededRandom(seed);
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  return {
    whole,
    chance: (rate) => random() < rate,
    pick(items) {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}

export const words = [
  'blue',
  'Red',
  'green',
  'T-shirt',
  'coffee',
  "cup's",
  'large',
  'SMALL',
  'Straße',
  'naïve',
  'v1.2.3',
  'e-mail',
  'a_b',
  '42',
  '3,5',
  'o:k',
  '東京',
  'Žluťoučký',
];

const METHODS = ['CREDIT_CARD', 'CASH', 'WIRE', 'IDEAL', 'PayPal'];

/** The text of one event; about one in ten lacks a field, and some hold arrays, nulls and empty texts. */
export function shopDocument(draw: Draw, id: number): string {
  const text = (least: number, most: number) =>
    Array.from({ length: draw.whole(least, most) }, () => draw.pick(words)).join(draw.pick([' ', ' ', ', ', ' - ']));
  const amount = `${draw.whole(1, 400)}.${String(draw.whole(0, 99)).padStart(2, '0')}`;
  const items = Array.from({ length: draw.whole(0, 4) }, () => ({
    id: `item-${draw.whole(1, 40)}`,
    product: draw.pick(['p-1', 'p-2', 'p-3', 'p-10', 'P-2']),
    name: text(1, 4),
    quantity: draw.whole(1, 6),
    price: draw.pick([9.99, 12.5, 0.1, 100]),
  }));
  const event: Record<string, unknown> = {
    id: `order-${id}`,
    number: id,
    date: draw.pick([
      `2026-0${draw.whole(1, 9)}-${String(draw.whole(1, 28)).padStart(2, '0')}`,
      `2026-0${draw.whole(1, 9)}-1${draw.whole(0, 9)}T0${draw.whole(0, 9)}:3${draw.whole(0, 9)}:00+02:00`,
      `2026-1${draw.whole(0, 2)}-0${draw.whole(1, 9)}T1${draw.whole(0, 9)}:00:00.123Z`,
    ]),
    status: draw.pick(['paid', 'open', 'Shipped', 'shipped back']),
    gift: draw.chance(0.4),
    customer: { id: `c-${draw.whole(1, 50)}`, name: text(1, 3), email: `c${draw.whole(1, 50)}@example.com` },
    payment: { id: `pay-${id}`, amount: 'AMOUNT', currency: draw.pick(['EUR', 'USD']), method: draw.pick(METHODS) },
    shipping: { time: draw.whole(1, 14), unit: 'days', method: draw.pick(['COURIER', 'PICKUP']) },
    items,
    tags: draw.pick([[], ['new'], ['new', 'sale', 'new'], ['sale', null, 'x y']]),
    scores: draw.pick([[], [3], [5, 1, 5], [7, 2]]),
    note: draw.pick([text(0, 12), text(0, 12), '', null, 'x'.repeat(300)]),
  };
  for (const name of ['gift', 'customer', 'shipping', 'status', 'date']) if (draw.chance(0.1)) delete event[name];
  return JSON.stringify(event).replace('"AMOUNT"', amount);
}

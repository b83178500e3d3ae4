import fc from 'fast-check';
import type { OrderItem } from '../../../src/domain/order/order-item.ts';
import { orderVersion, standing } from '../../../src/domain/order/order-version.ts';

const ITEM: OrderItem = {
  CustomerId: 'c-1',
  DateOrderId: '2026-01-15-o-1',
  PaymentId: 'p-1',
  PaymentAmount: '450.00',
  PaymentCurrency: 'usd',
  TotalQuantity: '3',
};
const EARLY = '2026-01-15T18:30:00.000Z';
const LATE = '2026-01-15T18:30:00.001Z';
const version = (
  { number, type = 'Number', time = EARLY }: { number?: string; type?: string; time?: string | undefined } = {},
  changes: Partial<OrderItem> = {},
) =>
  orderVersion(
    { ...ITEM, ...changes },
    { attributes: number === undefined ? {} : { 'order-version': { type, value: number } }, time },
  );
const untimed = (number?: string, changes: Partial<OrderItem> = {}) =>
  orderVersion(
    { ...ITEM, ...changes },
    {
      attributes: number === undefined ? {} : { 'order-version': { type: 'String', value: number } },
      time: undefined,
    },
  );
const stands = (ours: ReturnType<typeof version>, row: ReturnType<typeof version>) => standing(ours, row.text);

test('a row holds number, time and content of its version', () => {
  expect(version({ number: '7' }).text).toMatch(
    /^00000000000000000000000000000000000007\|2026-01-15T18:30:00\.000Z\|[0-9a-f]{64}$/,
  );
});

test('a greater number is newer, then a later time, then the greater content', () => {
  expect(stands(version({ number: '10', time: EARLY }), version({ number: '9', time: LATE }))).toBe('newer');
  expect(stands(version({ number: '9', time: LATE }), version({ number: '10', time: EARLY }))).toBe('older');
  expect(stands(version({ time: LATE }), version({ time: EARLY }))).toBe('newer');
  expect(stands(version({ time: EARLY }), version({ time: LATE }))).toBe('older');
  expect(stands(version(), version())).toBe('equal');
  const other = version({}, { PaymentAmount: '451' });
  expect([stands(version(), other), stands(other, version())].sort()).toEqual(['newer', 'older']);
});

test('without a number it is 0, and numbers go to 38 digits', () => {
  expect(stands(version({ number: '0' }), version())).toBe('equal');
  expect(stands(version({ number: '000' }), version())).toBe('equal');
  expect(stands(version({ number: '9'.repeat(38) }), version({ number: `1${'0'.repeat(37)}` }))).toBe('newer');
});

test.each(['', '-1', '1.0', '1e3', ' 1', '1\n', 'one', '1'.repeat(39), '٣'])(
  '%j is no number of a version',
  (number) => {
    expect(() => version({ number, type: 'String' })).toThrow(
      'The order is not valid: the attribute order-version must be a whole number of at most 38 digits.',
    );
  },
);

test('bytes are no number of a version', () => {
  expect(() => version({ number: '1', type: 'Binary' })).toThrow('the attribute order-version must be');
});

test('of one number and time, content with a masked id is the lesser, so that it never replaces what was published', () => {
  for (const PaymentAmount of ['1', '2', '3', '4', '5', '6', '7', '8']) {
    const masked = version({}, { PaymentAmount, PaymentId: '0' });
    expect(stands(masked, version())).toBe('older');
    expect(stands(version(), masked)).toBe('newer');
    expect(stands(masked, masked)).toBe('equal');
    expect(stands(untimed(undefined, { PaymentAmount, PaymentId: '0' }), masked)).toBe('equal');
    expect(stands(version({ time: LATE }, { PaymentId: '0' }), version())).toBe('newer');
  }
});

test('a row of 1.0 is older than any', () => {
  expect(standing(version(), undefined)).toBe('newer');
  expect(standing(untimed(), undefined)).toBe('newer');
});

test('an event without a time is newer than a lesser number only, and knows its own content again', () => {
  const other = { PaymentId: 'p-2' };

  expect(stands(untimed(), version())).toBe('equal');
  expect(stands(untimed(), untimed())).toBe('equal');
  expect(stands(untimed(undefined, other), version())).toBe('older');
  expect(stands(untimed(undefined, other), untimed())).toBe('older');
  expect(stands(untimed('2', other), version({ number: '1' }))).toBe('newer');
  expect(stands(untimed('1', other), version({ number: '2' }))).toBe('older');
  expect(stands(version(), untimed(undefined, other))).toBe('newer');
});

test.each<[keyof OrderItem, string]>([
  ['CustomerId', 'c-2'],
  ['DateOrderId', '2026-01-15-o-2'],
  ['PaymentId', 'p-2'],
  ['PaymentAmount', '450.01'],
  ['PaymentCurrency', 'eur'],
  ['TotalQuantity', '30'],
])('the content is another with another %s', (field, value) => {
  expect(version({}, { [field]: value }).content).not.toBe(version().content);
});

test.each([
  ['450.00', '450'],
  ['450.10', '450.1'],
  ['0.0', '0'],
  ['-0', '0'],
  ['-0.00', '0'],
  ['1000', '1000.0'],
])('%s and %s are the same amount', (one, same) => {
  expect(version({}, { PaymentAmount: one, TotalQuantity: one }).content).toBe(
    version({}, { PaymentAmount: same, TotalQuantity: same }).content,
  );
});

test('any two versions stand in the same order wherever they meet', () => {
  const any = fc
    .tuple(fc.constantFrom(undefined, '0', '1', '10'), fc.constantFrom(EARLY, LATE), fc.constantFrom('1', '2', '3'))
    .map(([number, time, PaymentAmount]) =>
      version({ ...(number === undefined ? {} : { number }), time }, { PaymentAmount }),
    );
  const opposite = { newer: 'older', equal: 'equal', older: 'newer' };

  fc.assert(
    fc.property(any, any, any, (a, b, c) => {
      expect(stands(b, a)).toBe(opposite[stands(a, b)]);
      if (stands(a, b) === 'newer' && stands(b, c) === 'newer') expect(stands(a, c)).toBe('newer');
    }),
  );
});

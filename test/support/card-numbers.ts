/**
 * The numbers that card networks publish for tests, by issuer. No other file holds a card number, in code, tests or
 * documentation; only the samples in `events/`, which users post as they are, repeat some of these, and no others.
 * test/templates/card-numbers.test.ts looks for them.
 */
export const TEST_CARDS = {
  Visa: '4111111111111111',
  'Visa of 19 digits': '4000000000000000006',
  Mastercard: '5555555555554444',
  'Mastercard of the 2 series': '2223003122003222',
  'American Express': '378282246310005',
  Discover: '6011111111111117',
  'Diners Club': '30569309025904',
  'Diners Club International': '36227206271667',
  JCB: '3530111333300000',
  UnionPay: '6200000000000005',
  'UnionPay of 81': '8171999927660000',
  Mir: '2201382000000013',
  Troy: '9792030394440796',
  Elo: '5066991111111118',
  'Elo of 636297': '6362970000457013',
  RuPay: '6074825972083818',
} as const;

/** Published for tests too, or made by their rules, but taken for a card's only under a key that speaks of one. */
export const CARDS_UNDER_KEYS = {
  'Visa of 13 digits': '4222222222222',
  Maestro: '6759649826438453',
  'Maestro of 12 digits': '501800000009',
  'Maestro of 19 digits': '6799990100000000019',
} as const;

/** Valid by their check digit, but of no issuer's prefix and length: they stay. */
export const NOT_CARDS = {
  'no issuer begins with 1': '1111222233334444',
  'no issuer begins with 9': '9999999999999995',
  'Visa of 14 digits': '42222222222226',
  'Mastercard of 17 digits': '55555555555544440',
  'American Express of 16 digits': '3782822463100052',
  'below the 2 series': '2220990000000002',
} as const;

/** A number that begins so and is so long, with the check digit that it needs (ISO/IEC 7812-1, annex B). */
export function checkedNumber(prefix: string, length: number): string {
  const payload = prefix.padEnd(length - 1, '0');
  const doubled = [...payload].reverse().map((digit, index) => String(Number(digit) * (index % 2 === 0 ? 2 : 1)));
  const sum = [...doubled.join('')].reduce((total, digit) => total + Number(digit), 0);
  return `${payload}${(10 - (sum % 10)) % 10}`;
}

/** The number with a separator after every `size` digits. */
export function grouped(number: string, separator: string, size = 4): string {
  return number.match(new RegExp(`.{1,${size}}`, 'g'))?.join(separator) ?? number;
}

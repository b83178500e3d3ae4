import { readFileSync } from 'node:fs';
import { redactCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { InvalidDocumentError } from '../../../src/domain/errors.ts';
import { parseOrder, parseStorableOrder } from '../../../src/domain/order/order.ts';
import { orderItem } from '../../../src/domain/order/order-item.ts';
import { grouped, TEST_CARDS } from '../../support/card-numbers.ts';

const sample = readFileSync('events/accept-checkout/body-order-over-100.json', 'utf8');
/** The sample with some of its text replaced. */
const changed = (from: string | RegExp, to: string) => {
  const text = sample.replace(from, to);
  expect(text).not.toBe(sample);
  return text;
};
function problems(body: string): string[] {
  try {
    parseOrder(body);
  } catch (error) {
    if (error instanceof InvalidDocumentError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('parseOrder', () => {
  test('keeps ids and amounts as they are written', () => {
    const order = parseOrder(
      changed('"id": 15311', '"id": 123456789012345678901234567890').replace('450.00', '0.10000000000000000001'),
    );

    expect(order.id).toBe('123456789012345678901234567890');
    expect(order.payment.amount).toBe('0.10000000000000000001');
  });

  test('names every problem and its path', () => {
    expect(
      problems(
        '{"id":1.5,"date":"soon","customer":[],"payment":{"id":"","amount":"5"},"items":[{"id":1},7],"shipping":1}',
      ),
    ).toEqual([
      'id: must be a string that is not empty or an integer',
      'date: must be an ISO 8601 date or date-time',
      'status: is required',
      'customer: must be an object',
      'payment.id: must be a string that is not empty or an integer',
      'payment.amount: must be a number',
      'payment.currency: is required',
      'payment.method: is required',
      'shipping: must be an object',
      'items.0.product: is required',
      'items.0.name: is required',
      'items.0.quantity: is required',
      'items.0.price: is required',
      'items.0.subtotal: is required',
      'items.1: must be an object',
    ]);
  });

  test.each([
    ['', ': the body must be JSON'],
    ['{"a":', ': the body must be JSON'],
    ['{"a":1,}', ': the body must be JSON, which it is not at position 7 (line 1 column 8)'],
    ['7', ': the body must be an object'],
    ['[]', ': the body must be an object'],
    ['null', ': the body must be an object'],
  ])('refuses the body %j', (body, problem) => {
    expect(problems(body)).toEqual([problem]);
  });

  test('refuses a body nested deeper than it can be read', () => {
    const deep = changed('"usd"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`);

    expect(problems(deep)).toEqual([': the body must not be nested so deeply']);
  });

  test('never quotes the body', () => {
    expect(problems(`{"card-number": "${TEST_CARDS.Visa}"x}`).join()).not.toContain('4111');
    expect(problems(changed('450.00', `"${TEST_CARDS.Visa}"`)).join()).not.toContain('4111');
  });

  test('wants texts that are filled, lists, and every part of a shipping', () => {
    const posted = { ...JSON.parse(sample), date: 7, status: '', shipping: {}, items: {} };

    expect(problems(JSON.stringify(posted))).toEqual([
      'date: must be a string',
      'status: must not be empty',
      'shipping.id: is required',
      'shipping.time: is required',
      'shipping.unit: is required',
      'shipping.method: is required',
      'items: must be a list',
    ]);
  });

  test('tells where a long body is no JSON', () => {
    const broken = `{${'\n"a": 1,'.repeat(11)}\n"b": "123456789",}`;

    expect(problems(broken)).toEqual([': the body must be JSON, which it is not at position 107 (line 13 column 18)']);
  });

  test('keeps a date that fits a sort key, and no longer one', () => {
    const dated = (digits: number) =>
      changed('2026-01-15T10:30:00-08:00', `2026-01-15T10:30:00.${'1'.repeat(digits)}Z`);

    expect(problems(dated(42))).toEqual([]);
    expect(problems(dated(43))).toEqual(['date: must have at most 63 bytes']);
    expect(() => parseStorableOrder(dated(42))).not.toThrow();
    expect(() => parseStorableOrder(dated(43))).toThrow('The order is not valid: date must have at most 63 bytes.');
  });

  test('refuses an amount of more than 38 digits', () => {
    expect(problems(changed('450.00', '1'.repeat(39)))).toEqual([
      'payment.amount: must be a number of at most 38 digits',
    ]);
  });

  test('refuses quantities that the table can keep each of, but not their sum', () => {
    const [item] = JSON.parse(sample).items;
    const ordered = (...quantities: string[]) =>
      changed(
        /"items": \[[^\]]*\]/,
        `"items": [${quantities.map((quantity) => JSON.stringify({ ...item, quantity: 'Q' }).replace('"Q"', quantity)).join()}]`,
      );

    expect(problems(ordered('1e37', '1.0'))).toEqual([]);
    expect(problems(ordered('1e37', '0.1'))).toEqual(['items: must have quantities whose sum has at most 38 digits']);
    expect(() => parseStorableOrder(ordered('1e37', '1.0'))).not.toThrow();
    expect(() => parseStorableOrder(ordered('1e37', '0.1'))).toThrow(InvalidDocumentError);
  });

  test('refuses an id that no message attribute or key can hold', () => {
    expect(problems(changed('"id": 15311', '"id": "a\\u0000"'))).toHaveLength(1);
    expect(problems(changed('"id": 15311', '"id": "\\u0000a"'))).toHaveLength(1);
    expect(problems(changed('"id": 15311', '"id": "a\\ud800"'))).toHaveLength(1);
    expect(problems(changed('"id": 15311', '"id": 1e3'))).toHaveLength(1);
    expect(problems(changed('"id": 15311', `"id": "${'x'.repeat(961)}"`))).toEqual(['id: must have at most 960 bytes']);
    expect(problems(changed('"id": 65144', `"id": "${'é'.repeat(1025)}"`))).toEqual([
      'customer.id: must have at most 2048 bytes',
    ]);
  });

  test.each([
    '2026-01-15',
    '2026-12-09',
    '2026-10-31',
    '2026-11-30',
    '2024-02-29',
    '2026-01-15T10:30',
    '2026-01-15T10:30Z',
    '2026-01-15T10:30:00Z',
    '2026-01-15T19:59:60Z',
    '2026-01-15T00:00:00,5Z',
    '2019-03-25T23:41:11-08:00',
    '2026-01-15T20:30:00.123+0100',
    '2026-01-15T10:30:00.123456789-2359',
    '2026-01-15T10:30+19:59',
  ])('takes the date %s', (date) => {
    expect(parseOrder(changed('2026-01-15T10:30:00-08:00', date)).date).toBe(date);
  });

  test.each([
    '2026-13-15',
    '2026-00-15',
    '2026-20-15',
    '2026-02-30',
    '2026-01-00',
    '2026-01-32',
    '2026-01-40',
    '2026-1-15',
    '26-01-15',
    '15.01.2026',
    'x2026-01-15',
    '2026-01-15x',
    '2026-01-15 10:30',
    '2026-01-15T10',
    '2026-01-15T24:00',
    '2026-01-15T30:00',
    '2026-01-15T10:60',
    '2026-01-15T10:30:61',
    '2026-01-15T10:30:70',
    '2026-01-15T10:30:00.Z',
    '2026-01-15T10:30:00z',
    '2026-01-15T10:30+24:00',
    '2026-01-15T10:30+01:60',
    '2026-01-15T10:30+01',
    '2026-01-15T25:00:00Z',
    '',
  ])('refuses the date %j', (date) => {
    expect(problems(changed('2026-01-15T10:30:00-08:00', date))).toEqual([
      'date: must be an ISO 8601 date or date-time',
    ]);
  });

  test('needs no card data', () => {
    expect(problems(redactCardData(sample))).toEqual([]);
  });
});

describe('orderItem', () => {
  test('is keyed as written and sums the quantities', () => {
    expect(orderItem(parseStorableOrder(sample), { bugEnabled: false })).toEqual({
      CustomerId: '65144',
      DateOrderId: '2026-01-15T10:30:00-08:00-15311',
      PaymentId: '2509',
      PaymentAmount: '450.00',
      PaymentCurrency: 'usd',
      TotalQuantity: '3',
    });
  });

  test('is corrupted by the bug but for its keys', () => {
    expect(orderItem(parseStorableOrder(sample), { bugEnabled: true })).toEqual({
      CustomerId: '65144',
      DateOrderId: '2026-01-15T10:30:00-08:00-15311',
      PaymentId: 'CORRUPTED!',
      PaymentAmount: '0',
      PaymentCurrency: 'CORRUPTED!',
      TotalQuantity: '0',
    });
  });

  describe('refuses an id that redaction has masked', () => {
    const stars = '*'.repeat(16);

    test.each([
      ['the order', '"id": 15311', 'id'],
      ['the customer', '"id": 65144', 'customer.id'],
      ['the payment', '"id": 2509', 'payment.id'],
    ])('of %s', (_what, from, path) => {
      for (const id of [stars, '*'.repeat(13), grouped(stars, '-'), grouped(stars, ' '), `A-${stars}`]) {
        expect(() => parseStorableOrder(changed(from, `"id": "${id}"`))).toThrow(
          `The order is not valid: ${path} must not be a masked number.`,
        );
      }
    });

    test('and takes one with fewer asterisks, and a masked number elsewhere', () => {
      expect(() => parseStorableOrder(changed('"id": 15311', `"id": "${'*'.repeat(12)}"`))).not.toThrow();
      expect(() => parseStorableOrder(changed('"usd"', `"${stars}"`))).not.toThrow();
    });
  });

  test('refuses an event without an id', () => {
    expect(() => parseStorableOrder(changed(/\n {2}"id": 15311,/, ''))).toThrow(
      'The order is not valid: id is required.',
    );
  });
});

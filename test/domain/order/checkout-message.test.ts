import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { ExemptPathList } from '../../../src/domain/card-data/exempt-paths.ts';
import { InvalidDocumentError, MessageTooLargeError } from '../../../src/domain/errors.ts';
import { checkoutMessage, ORDER_IDS } from '../../../src/domain/order/checkout-message.ts';
import { unsendableCharacter } from '../../../src/domain/unsendable-character.ts';
import { grouped, TEST_CARDS } from '../../support/card-numbers.ts';

const POSTED_AT = Date.parse('2026-01-15T18:30:00.123Z');
const sample = readFileSync('events/accept-checkout/body-order-over-100.json', 'utf8');

const SPACED = grouped(TEST_CARDS.Visa, ' ');
const withoutCode = (text: string) => text.replace(',\n    "card-cvv": "123"', '');
const masked = (text: string) => text.replace(SPACED, SPACED.replace(/\d/g, '*'));

test('keeps every byte but the verification code and the digits of the card number', () => {
  expect(checkoutMessage(sample, POSTED_AT).body).toBe(masked(withoutCode(sample)));
});

test('keeps the card number where it is to be published, and never the code', () => {
  expect(checkoutMessage(sample, POSTED_AT, { publishCardNumbers: true }).body).toBe(withoutCode(sample));
  expect(
    checkoutMessage(sample.replace('"status"', '"otp": "123",\n  "status"'), POSTED_AT, {
      publishCardNumbers: true,
      codeKeys: ['otp'],
    }).body,
  ).toBe(withoutCode(sample));
});

test('has the same payload for orders that differ in card data only, and another for any other', () => {
  const payloadOf = (text: string, options = {}) => checkoutMessage(text, POSTED_AT, options).payload;
  const other = sample
    .replace(SPACED, grouped(TEST_CARDS.Mastercard, ' '))
    .replace('"card-cvv": "123"', '"card-cvv": "4567"')
    .replace('11/2029', '12/2030');

  expect(other).not.toBe(sample);
  expect(payloadOf(other)).toBe(payloadOf(sample));
  expect(payloadOf(other, { publishCardNumbers: true })).toBe(payloadOf(sample));
  expect(payloadOf(sample.replace('usd', 'eur'))).not.toBe(payloadOf(sample));
  expect(payloadOf(sample)).not.toMatch(/4111|123"|Jo Doe",\n *"card/);
});

test.each([
  ['"id": 15311', 'id', ['id']],
  ['"id": 65144', 'customer.id', ['customer', 'id']],
  ['"id": 2509', 'payment.id', ['payment', 'id']],
])('refuses a card number for %s, which would be masked, unless it is exempt', (from, path, exempt) => {
  for (const id of [TEST_CARDS.Visa, `"${TEST_CARDS.Visa}"`, `"no ${TEST_CARDS.Visa}"`]) {
    expect(() => checkoutMessage(sample.replace(from, `"id": ${id}`), POSTED_AT)).toThrow(
      `The order is not valid: ${path} must not be a card number.`,
    );
  }
  const posted = sample.replace(from, `"id": ${TEST_CARDS.Visa}`);
  expect(checkoutMessage(posted, POSTED_AT, { exempt: [exempt] }).body).toBe(masked(withoutCode(posted)));
  expect(checkoutMessage(posted, POSTED_AT, { publishCardNumbers: true }).body).toBe(withoutCode(posted));
});

test('removes verification codes in any case and at any depth, in JSON within strings too', () => {
  const nested = JSON.stringify('{"card-cid":1,"x":2}');
  const posted = sample.replace(
    '"status"',
    `"notes": [{ "Card-CVC": 1, "y": { "CARD-SECURITY-CODE": "999" } }, ${nested}, "card-cvv"],\n  "status"`,
  );

  const { body } = checkoutMessage(posted, POSTED_AT);

  expect(body).toBe(
    sample
      .replace('"status"', `"notes": [{ "y": {  } }, ${JSON.stringify('{"x":2}')}, "card-cvv"],\n  "status"`)
      .replace(',\n    "card-cvv": "123"', '')
      .replace(SPACED, SPACED.replace(/\d/g, '*')),
  );
});

test('carries the attributes that subscriptions filter by, and when it was posted', () => {
  expect(checkoutMessage(sample, POSTED_AT).attributes).toEqual({
    amount: { DataType: 'Number', StringValue: '450.00' },
    'event-id': { DataType: 'String', StringValue: '15311' },
    'event-type': { DataType: 'String', StringValue: 'checkout' },
    'occurred-at': { DataType: 'String', StringValue: '2026-01-15T18:30:00.123Z' },
  });
});

test.each([
  ['15311', '15311', '15311'],
  ['"15311"', '15311', '"15311"'],
  ['"a\\"b"', 'a"b', '"a\\"b"'],
])('answers with the id %s in its own type', (written, orderId, orderIdJson) => {
  expect(checkoutMessage(sample.replace('"id": 15311', `"id": ${written}`), POSTED_AT)).toMatchObject({
    orderId,
    orderIdJson,
  });
});

test('takes 262,144 bytes with its attributes and not one more', () => {
  const attributes = Buffer.byteLength(
    'amountNumber450.00event-idString15311event-typeStringcheckoutoccurred-atString2026-01-15T18:30:00.123Z',
  );
  const filled = (bytes: number) => sample.replace('Jo Doe', `Jo Doe${'x'.repeat(bytes - sample.length)}`);

  expect(Buffer.byteLength(filled(262_144 - attributes))).toBe(262_144 - attributes);
  expect(() => checkoutMessage(filled(262_144 - attributes), POSTED_AT)).not.toThrow();
  expect(() => checkoutMessage(filled(262_144 - attributes + 1), POSTED_AT)).toThrow(MessageTooLargeError);
  expect(() => checkoutMessage('x'.repeat(262_145), POSTED_AT)).toThrow(
    'The order has 262145 bytes with its attributes; at most 262144 can be sent.',
  );
});

test.each([
  ['\uffff', 'U+FFFF'],
  ['\ufffe', 'U+FFFE'],
  ['\ud800', 'U+D800'],
])('refuses %j, which no queue takes, and says where it is', (character, name) => {
  const position = [...sample.slice(0, sample.indexOf('Jo Doe'))].length + 3;

  expect(() => checkoutMessage(sample.replace('Jo Doe', `J🐎${character}`), POSTED_AT)).toThrow(
    `The order is not valid: the body must not hold ${name} (character ${position}), which no queue takes.`,
  );
});

test('refuses an id that is such a character in JSON', () => {
  expect(() => checkoutMessage(sample.replace('"id": 15311', '"id": "o-\\uffff"'), POSTED_AT)).toThrow(
    'The order is not valid: id must not hold U+FFFF (character 3), which no queue takes.',
  );
});

test.each<[string, (text: string) => string]>([
  ['in the body', (text) => sample.replace('Jo Doe', () => text)],
  [
    'as an escape in the id, which becomes an attribute',
    (text) => sample.replace('"id": 15311', () => `"id": "${[...text].map(escaped).join('')}"`),
  ],
])('lets no code unit through %s that a queue would refuse', (_, post) => {
  const refused: number[] = [];
  for (let first = 0; first <= 0xffff; first += 256) refused.push(...refusedOf(first, 256));

  expect(refused).toEqual(expect.arrayContaining([0, 0x1f, 0xd800, 0xdfff, 0xfffe, 0xffff]));

  /** Of so many code units from one on: all are posted together, and by halves where that is refused. */
  function refusedOf(first: number, count: number): number[] {
    const units = Array.from({ length: count }, (_none, n) => String.fromCharCode(first + n)).join('');
    try {
      const { body, attributes } = checkoutMessage(post(units), POSTED_AT);
      const texts = [body, ...Object.values(attributes).map(({ StringValue }) => StringValue)];
      expect(texts.map(unsendableCharacter)).toEqual(texts.map(() => undefined));
      return [];
    } catch (error) {
      if (!(error instanceof InvalidDocumentError)) throw error;
      if (count === 1) return [first];
      return [...refusedOf(first, count / 2), ...refusedOf(first + count / 2, count / 2)];
    }
  }
});

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

test.each([
  ['"id": 15311', 'id'],
  ['"id": 65144', 'customer.id'],
  ['"id": 2509', 'payment.id'],
])('refuses what could not be stored: a masked number for %s', (from, path) => {
  expect(() => checkoutMessage(sample.replace(from, `"id": "${'*'.repeat(16)}"`), POSTED_AT)).toThrow(
    `The order is not valid: ${path} must not be a masked number.`,
  );
});

test('the ids of an order are those that the shop publishes as they are', () => {
  const [, list = ''] =
    /REDACTION_EXEMPT_PATHS: (\/id,\/customer\S+)$/m.exec(readFileSync('template.yaml', 'utf8')) ?? [];

  expect(ORDER_IDS).toEqual(v.parse(ExemptPathList, list));
});

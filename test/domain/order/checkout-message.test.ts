import { readFileSync } from 'node:fs';
import { MessageTooLargeError } from '../../../src/domain/errors.ts';
import { checkoutMessage } from '../../../src/domain/order/checkout-message.ts';

const POSTED_AT = Date.parse('2026-01-15T18:30:00.123Z');
const sample = readFileSync('events/accept-checkout/body-order-over-100.json', 'utf8');

test('keeps every byte but the verification code', () => {
  expect(checkoutMessage(sample, POSTED_AT).body).toBe(sample.replace(',\n    "card-cvv": "123"', ''));
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
      .replace(',\n    "card-cvv": "123"', ''),
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

test.each(['\uffff', '\ufffe', '\ud800'])('refuses %j, which no queue takes', (character) => {
  expect(() => checkoutMessage(sample.replace('Jo Doe', character), POSTED_AT)).toThrow(
    'The order is not valid: the body must not hold U+FFFE, U+FFFF or half a character.',
  );
});

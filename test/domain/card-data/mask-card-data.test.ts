import { maskCardData } from '../../../src/domain/card-data/mask-card-data.ts';
import { removeVerificationCodes } from '../../../src/domain/card-data/remove-verification-codes.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';

const CARD = TEST_CARDS.Visa;
const order = (number: string, code = ',"cid":"123"') =>
  `{"id":"${CARD}","payment":{"card":{"owner":"Jo"},"card-number":"${number}"${code}},"n":[${CARD}],"otp":"9"}`;

test('masking takes codes and the digits of numbers, and leaves the card’s other fields', () => {
  expect(maskCardData(order(CARD), { exempt: [['id']], codeKeys: ['otp'] })).toBe(
    order('*'.repeat(16), '').replace(`[${CARD}]`, '[0]').replace(',"otp":"9"', ''),
  );
  expect(maskCardData('{"a":1}')).toBe('{"a":1}');
});

test('removing codes leaves all else, numbers too', () => {
  expect(removeVerificationCodes(order(CARD), { codeKeys: ['otp'] })).toBe(order(CARD, '').replace(',"otp":"9"', ''));
  expect(removeVerificationCodes(order(CARD))).toBe(order(CARD, ''));
  expect(removeVerificationCodes(`cvv=123 of ${CARD}, 4.1e15`)).toBe(`cvv=*** of ${CARD}, 4.1e15`);
  expect(removeVerificationCodes(Buffer.from('{"cvv":1,"a":2}').toString('base64'))).toBe(
    Buffer.from('{"a":2}').toString('base64'),
  );
});

test('a code that an object names goes with its value, in whichever order', () => {
  expect(
    removeVerificationCodes(
      '[{"name":"cvv","value":"123"},{"value":{"a":1},"name":"card_pin","x":1},{"name":"cid","value":"7"}]',
    ),
  ).toBe('[{"name":"cvv"},{"name":"card_pin","x":1},{"name":"cid","value":"7"}]');
  expect(removeVerificationCodes('{"card":[{"key":"cid","value":"7"},{"name":"a","value":"7"}]}')).toBe(
    '{"card":[{"key":"cid"},{"name":"a","value":"7"}]}',
  );
  expect(removeVerificationCodes('{"name":"cvv","in":{"value":1}}')).toBe('{"name":"cvv","in":{"value":1}}');
});

test('a code goes from an object that speaks of a card by another member, and from no other', () => {
  expect(removeVerificationCodes('[{"pin":1,"type":"visa"},{"pin":1},{"pin":1,"cardNumber":"x","a":{"cid":2}}]')).toBe(
    '[{"type":"visa"},{"pin":1},{"cardNumber":"x","a":{}}]',
  );
  expect(removeVerificationCodes('{"payment":{"customer":{"cid":1},"cid":2},"customer":{"cid":3}}')).toBe(
    '{"payment":{"customer":{"cid":1}},"customer":{"cid":3}}',
  );
});

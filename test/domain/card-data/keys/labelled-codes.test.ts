import { codeKeys } from '../../../../src/domain/card-data/keys/code-keys.ts';
import { NOWHERE, WITH_CODES } from '../../../../src/domain/card-data/keys/context.ts';
import { maskLabelledCodes } from '../../../../src/domain/card-data/keys/labelled-codes.ts';
import { applyEdits } from '../../../../src/domain/text-edits.ts';

const masked = (text: string, { context = NOWHERE, further = [] as string[] } = {}) =>
  applyEdits(text, maskLabelledCodes(text, codeKeys(further), context));

test.each([
  ['cvv=123&a=1', 'cvv=***&a=1'],
  ['CVV: 1234.', 'CVV: ****.'],
  ['<cvc>123</cvc>', '<cvc>***</cvc>'],
  ['<card_pin>1234</card_pin>', '<card_pin>****</card_pin>'],
  ["{'card_pin': '1234'", "{'card_pin': '****'"],
  ['{"cvv":"１２３"', '{"cvv":"***"'],
  ['The CVV is 123', 'The CVV is ***'],
  ['cvc 123 and cvv2 code: 456', 'cvc *** and cvv2 code: ***'],
  ['my cvv number was 123', 'my cvv number was ***'],
  ['cvv=12', 'cvv=12'],
  ['cvv=1234567890123', 'cvv=1234567890123'],
  ['pin=1234', 'pin=1234'],
  ['a=123, cvv=x', 'a=123, cvv=x'],
  ['cvv of the customer, 123', 'cvv of the customer, 123'],
  ['mcvv 123', 'mcvv 123'],
  ['otp=123', 'otp=123'],
])('%j becomes %j', (text, expected) => {
  expect(masked(text)).toBe(expected);
});

test('a name that may be another is a code where something speaks of a card', () => {
  expect(masked('pin=1234, cid: 123', { context: WITH_CODES })).toBe('pin=****, cid: ***');
});

test('a further name is one anywhere', () => {
  expect(masked('otp=123', { further: ['otp'] })).toBe('otp=***');
});

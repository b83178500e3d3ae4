import { isValueKey, tellingObjects } from '../../../../src/domain/card-data/keys/telling-objects.ts';
import { TEST_CARDS } from '../../../support/card-numbers.ts';

const told = (text: string) => Object.fromEntries(tellingObjects(text, 0));
const speaks = { speaks: true, label: undefined };

test.each([
  '{"cardNumber":"x"}',
  '{"a":1,"card-owner":"Jo"}',
  '{"type":"visa"}',
  '{"paymentMethod":"Credit Card"}',
  '{"card":"x"}',
  '{"BRAND":"Master-Card"}',
  '{"brand":"MASTERCARD"}',
  `{"a":"${TEST_CARDS.Visa}"}`,
  `{"a":${TEST_CARDS.Visa}}`,
  `{"a":"no. ${TEST_CARDS.Visa}"}`,
])('%s speaks of a card', (text) => {
  expect(told(text)).toEqual({ 0: speaks });
});

test.each([
  '{"a":1}',
  '{"card":{"a":1}}',
  '{"type":"order"}',
  '{"a":"visa"}',
  '{"cardNumber":null}',
  `{"id":${TEST_CARDS.Visa}}`,
  `{"orderId":"${TEST_CARDS.Visa}"}`,
  `{"a":"${'x'.repeat(300)}${TEST_CARDS.Visa}"}`,
  '["visa"]',
  '7',
])('%s does not', (text) => {
  expect(told(text)).toEqual({});
});

test('an object speaks for itself, by its own members, before and behind others', () => {
  expect(told('{"a":{"b":1},"c":{"x":1,"d":{},"type":"visa"},"e":[{"pan":1}]}')).toEqual({ 17: speaks, 51: speaks });
});

test.each([
  'type',
  'method',
  'kind',
  'brand',
  'network',
  'scheme',
  'object',
  'instrument',
  'issuer',
  'payment_method_type',
])('under %s an issuer speaks of a card, in one of several words', (key) => {
  for (const issuer of [
    'credit',
    'debit',
    'visa',
    'mastercard',
    'amex',
    'American Express',
    'maestro',
    'discover',
    'diners',
  ]) {
    expect(told(`{"${key}":"a ${issuer} b"}`)).toEqual({ 0: speaks });
  }
  for (const issuer of ['jcb', 'unionpay', 'mir', 'troy', 'elo', 'rupay', 'CreditCard']) {
    expect(told(`{"${key}":"${issuer}"}`)).toEqual({ 0: speaks });
  }
  expect(told(`{"${key}":"paypal"}`)).toEqual({});
});

test.each(['name', 'Key', 'label', 'field', 'fieldName', 'attribute', 'property', 'k'])('%s names a value', (key) => {
  expect(told(`{"${key}":"cvv"}`)).toEqual({ 0: { speaks: false, label: 'cvv' } });
});

test('what is broken tells as far as it goes', () => {
  expect(told('{"a":{"pan":1}, oops')).toEqual({ 5: speaks });
});

test('the label of a value is its name', () => {
  expect(told('[{"name":"cvv","value":1},{"value":1,"key":"pin"},{"Label":"a","field":"b"}]')).toEqual({
    1: { speaks: false, label: 'cvv' },
    26: { speaks: false, label: 'pin' },
    50: { speaks: false, label: 'b' },
  });
});

test.each(['value', 'Value', 'val', 'v', 'values', 'content', 'text', 'data', 'stringValue', 'fieldValue'])(
  '%s is the key of what is labelled',
  (key) => {
    expect(isValueKey(key)).toBe(true);
  },
);

test.each(['name', 'id', ''])('%s is not', (key) => {
  expect(isValueKey(key)).toBe(false);
});

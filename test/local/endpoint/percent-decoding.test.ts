import { decodePercent } from '../../../src/local/endpoint/percent-decoding.ts';

test.each([
  ['', ''],
  ['a+b', 'a+b'],
  ['a%20b%2Fc', 'a b/c'],
  ['%e2%82%AC', '€'],
  ['%25', '%'],
])('%j is %j', (text, decoded) => {
  expect(decodePercent(text)).toBe(decoded);
});

test.each(['%', '100%', '%zz', '%e2%82', '%ff'])('%s is not decoded', (text) => {
  expect(decodePercent(text)).toBeUndefined();
});

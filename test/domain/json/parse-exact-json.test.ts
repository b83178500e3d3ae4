import { isJsonNumber, numberText, parseExactJson } from '../../../src/domain/json/parse-exact-json.ts';

test.each(['450.00', '-0', '1e3', '12345678901234567890123456789.10', '0.1'])('keeps %s as it is written', (source) => {
  const value = parseExactJson(source);

  expect(isJsonNumber(value) && numberText(value)).toBe(source);
});

test('takes no object of a document for a number', () => {
  expect(isJsonNumber(parseExactJson('{"numberText":"5","description":"the number as it is written"}'))).toBe(false);
});

test('throws for text that is not JSON', () => {
  expect(() => parseExactJson('{')).toThrow(SyntaxError);
});

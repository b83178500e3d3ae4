import { exactJsonOf, isJsonNumber, numberText, parseExactJson } from '../../../src/domain/json/parse-exact-json.ts';

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

test('or takes such a text, and one that is nested too deeply, for nothing', () => {
  expect(exactJsonOf('{')).toBeUndefined();
  expect(exactJsonOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined();
  expect(exactJsonOf('{"a":"7"}')).toEqual({ a: '7' });
});

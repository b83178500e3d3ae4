import fc from 'fast-check';
import { matchFilterPolicy, parseFilterPolicy } from '../../../src/domain/filter-policy/index.ts';
import { parseExactJson } from '../../../src/domain/json/parse-exact-json.ts';
import { parseJsonNumbers } from '../../../src/domain/json/parse-json-numbers.ts';

test('every number, wherever it stands, is what is made of its text', () => {
  const text = '{"a":[1.0,{"b":-0}],"1":1e400,"c":"2","d":null,"e":true}';

  expect(parseJsonNumbers(text, (source) => `<${source}>`)).toEqual({
    a: ['<1.0>', { b: '<-0>' }],
    1: '<1e400>',
    c: '2',
    d: null,
    e: true,
  });
  expect(parseJsonNumbers('450.00', (source) => source)).toBe('450.00');
});

test('what is no number comes as JSON.parse gives it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseJsonNumbers(text, Number)).toEqual(JSON.parse(text));
    }),
  );
});

test('throws for text that is not JSON', () => {
  expect(() => parseJsonNumbers('{"a":1', Number)).toThrow(SyntaxError);
});

describe('where JSON.parse gives no source text', () => {
  const { parse } = JSON;
  const policy = parseFilterPolicy('{"amount":[12345678901234567890]}', 'MessageBody');
  beforeAll(() => {
    JSON.parse = (text, reviver) => parse(text, reviver && ((key, value) => reviver.call({}, key, value)));
  });
  afterAll(() => {
    JSON.parse = parse;
  });

  test.each([
    ['an order', () => parseExactJson('{"amount":1}')],
    ['a filter policy', () => parseFilterPolicy('{"amount":[12345678901234567890]}', 'MessageBody')],
    ['a message', () => matchFilterPolicy(policy, { body: '{"amount":12345678901234567891}' })],
  ])('no reader of %s falls back to a number that may have been rounded', (_what, read) => {
    expect(read).toThrow('JSON.parse gives no source text');
  });

  test('texts without a number are read all the same', () => {
    expect(parseJsonNumbers('{"a":["b",null,true,{}]}', Number)).toEqual({ a: ['b', null, true, {}] });
  });
});

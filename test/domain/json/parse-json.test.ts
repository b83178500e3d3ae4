import { parseJson } from '../../../src/domain/json/parse-json.ts';

test.each([
  ['{"a":[1]}', { a: [1] }],
  ['null', null],
  ['""', ''],
  [' 0 ', 0],
])('%j says %j', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each(['', '{', 'undefined', '{}x', "{'a':1}"])('%j is not JSON', (text) => {
  expect(parseJson(text)).toBeUndefined();
});

import { editJson, type JsonRules, type StringAt } from '../../../src/domain/json/edit-json.ts';
import type { JsonPlace } from '../../../src/domain/json/json-place.ts';
import { applyEdits } from '../../../src/domain/text-edits.ts';

/** Drops `gone`, enters `in`, marks by `mark`, and makes a star of each string and a zero of each seven. */
const rules = (seen: Array<[string, StringAt<boolean>]> = []): JsonRules<boolean> => ({
  drops: (key, inside) => key === 'gone' || (inside && key === 'inner'),
  below: (key, inside) => inside || key === 'in',
  marks: (key, value) => (key === 'mark' ? value === 'yes' : undefined),
  editString(value, context) {
    seen.push([value, context]);
    return value === 'secret' ? [{ start: 0, end: value.length, text: '*', removed: 0, changes: true }] : [];
  },
  editNumber: (source) => (source === '7' ? '0' : undefined),
});
const edited = (text: string, inside = false) => {
  return applyEdits(text, editJson(text, 0, rules(), inside).edits);
};

test.each([
  ['{"a":"secret","b":[7,77,"secret"]}', '{"a":"*","b":[0,77,"*"]}'],
  ['{"secret":1}', '{"*":1}'],
  ['"secret"', '"*"'],
  ['7', '0'],
  ['{"gone":7,"a":7}', '{"a":0}'],
  ['{"a":7 , "gone":"secret"}', '{"a":0}'],
  ['{"a":1,"gone":{"b":[7]},"c":7}', '{"a":1,"c":0}'],
  ['{"gone":1,"gone":2}', '{}'],
  ['{ "gone":1 }', '{  }'],
  ['[{"gone":1},{"gone":2}]', '[{},{}]'],
  ['{"inner":7}', '{"inner":0}'],
  ['{"in":{"inner":7,"a":{"inner":1}},"inner":7}', '{"in":{"a":{}},"inner":0}'],
  ['{"in":[{"inner":7}],"b":{"inner":7}}', '{"in":[{}],"b":{"inner":0}}'],
])('%s becomes %s', (text, expected) => {
  expect(edited(text)).toBe(expected);
});

test('a whole value may be inside from its beginning', () => {
  expect(edited('{"inner":7,"a":[{"inner":7}]}', true)).toBe('{"a":[{}]}');
});

test('edits stand where a string is spelled with escapes', () => {
  expect(edited('["\\u0073ecret","a"]')).toBe('["*","a"]');
});

test('the value begins at or behind an index and ends before what follows it', () => {
  expect(editJson('xx  [7] y', 2, rules(), false)).toMatchObject({ edits: [{ start: 5, end: 6, text: '0' }], end: 7 });
  expect(editJson('xx', 0, rules(), false)).toMatchObject({ broken: true, edits: [], end: 0 });
});

const at = (...path: string[]) => path.reduce<JsonPlace | undefined>((within, name) => ({ name, within }), undefined);

test('a string is told its key and place, whether it is inside, and what the members before it in its object say', () => {
  const seen: Array<[string, StringAt<boolean>]> = [];

  editJson('{"a":"1","mark":"yes","b":"2","in":["3",{"c":"4"}],"mark":"no","d":"5"}', 0, rules(seen), false);

  expect(seen.filter(([value]) => /^\d$/.test(value))).toEqual([
    ['1', { key: 'a', context: false, marked: false, place: at('a') }],
    ['2', { key: 'b', context: false, marked: true, place: at('b') }],
    ['3', { key: '', context: true, marked: false, place: at('in', '0') }],
    ['4', { key: 'c', context: true, marked: false, place: at('in', '1', 'c') }],
    ['5', { key: 'd', context: false, marked: false, place: at('d') }],
  ]);
});

test('nothing is asked of what lies in a member that goes', () => {
  const seen: Array<[string, StringAt<boolean>]> = [];

  editJson('{"gone":{"a":"1","b":[{"c":"2"}]},"d":"3"}', 0, rules(seen), false);

  expect(seen.map(([value]) => value)).toEqual(['d', '3']);
});

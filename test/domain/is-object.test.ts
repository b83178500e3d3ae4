import * as v from 'valibot';
import { isObject } from '../../src/domain/is-object.ts';
import { recordOf } from '../../src/domain/record-of.ts';

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  [undefined, false],
  ['{}', false],
  [0, false],
  [true, false],
  [() => {}, false],
])('%p is an object: %p', (value, expected) => {
  expect(isObject(value)).toBe(expected);
});

test('a record keeps every key, and has nothing but what its schema allows', () => {
  const schema = recordOf(v.number());
  const kept: unknown = JSON.parse('{"__proto__":1,"constructor":2,"a":3}');

  expect(v.is(schema, kept)).toBe(true);
  expect(Object.keys(v.parse(schema, kept))).toEqual(['__proto__', 'constructor', 'a']);
  expect(v.is(schema, {})).toBe(true);
  expect([{ a: 1, b: '2' }, [1], null, 1].map((value) => v.is(schema, value))).toEqual([false, false, false, false]);
});

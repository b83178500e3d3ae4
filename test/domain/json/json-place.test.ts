import fc from 'fast-check';
import { type JsonPlace, pathOf, pathOfPointer, pointerOf } from '../../../src/domain/json/json-place.ts';

const placeOf = ([first = '', ...rest]: readonly string[]): JsonPlace =>
  rest.reduce<JsonPlace>((within, name) => ({ name, within }), { name: first, within: undefined });
const path = fc.array(fc.string({ unit: fc.constantFrom('a', '/', '~', '0', '1', '"', '\n', '*') }), { minLength: 1 });

test('a pointer names what the path does, and nothing else does', () => {
  fc.assert(
    fc.property(path, path, (names, others) => {
      const pointer = pointerOf(placeOf(names), Number.POSITIVE_INFINITY);

      expect(pathOfPointer(pointer ?? '')).toEqual(names);
      expect(pathOf(placeOf(names), names.length)).toEqual(names);
      expect(pointerOf(placeOf(others), Number.POSITIVE_INFINITY) === pointer).toBe(
        JSON.stringify(others) === JSON.stringify(names),
      );
    }),
  );
});

test.each([
  [['event', 'payment', 'id'], '/event/payment/id'],
  [['a/b', 'c~d', '~1', ''], '/a~1b/c~0d/~01/'],
])('the pointer of %j is %s', (names, pointer) => {
  expect(pointerOf(placeOf(names), pointer.length)).toBe(pointer);
  expect(pointerOf(placeOf(names), pointer.length - 1)).toBeUndefined();
});

test('a path is told up to a depth', () => {
  expect(pathOf(placeOf(['a', 'b', 'c']), 3)).toEqual(['a', 'b', 'c']);
  expect(pathOf(placeOf(['a', 'b', 'c']), 2)).toBeUndefined();
});

test.each(['', 'a', 'a/b', '#/a', '/a~', '/~2', '/a~b/c', ' /a'])('%j is no pointer to a member', (pointer) => {
  expect(pathOfPointer(pointer)).toBeUndefined();
});

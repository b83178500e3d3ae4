import { maskExponentNumbers, mayHoldExponent } from '../../../../src/domain/card-data/numbers/exponent-numbers.ts';
import { applyEdits } from '../../../../src/domain/text-edits.ts';

const masked = (text: string, wanted: string) =>
  applyEdits(
    text,
    maskExponentNumbers(text, (digits) => digits === wanted),
  );

test.each([
  ['x 4.2e3 y', '4200', 'x *.*e* y'],
  ['4.2E+3', '4200', '*.*E+*'],
  ['a42e2, 42e2', '4200', 'a42e2, **e*'],
  ['42e2f, 42e2', '4200', '42e2f, **e*'],
  ['(42e2)', '4200', '(**e*)'],
  ['420000e1-0000-4000-a000-000000000000', '4200000', '420000e1-0000-4000-a000-000000000000'],
  ['00000000-0000-4000-a000-4200000000e1', '42000000000', '00000000-0000-4000-a000-4200000000e1'],
  ['42e02', '4200', '**e**'],
  ['4.2e3', '42', '4.2e3'],
  ['14.2e3', '4200', '14.2e3'],
  ['1.4.2e3', '4200', '1.4.2e3'],
  ['4.2e-3', '4200', '4.2e-3'],
  ['4.2e333', '4200', '4.2e333'],
  ['4.2 e3', '4200', '4.2 e3'],
])('%j with %s as a card number becomes %j', (text, digits, expected) => {
  expect(masked(text, digits)).toBe(expected);
});

test('the place is told of each', () => {
  const places: number[] = [];
  maskExponentNumbers('1e1 22e2', (_digits, index) => places.push(index) > 0);

  expect(places).toEqual([0, 4]);
});

test('the cheap look sees what may be one', () => {
  expect(['1e1', 'a 2E+3', '1e', 'e1', '1 e1', '1e-1'].map(mayHoldExponent)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

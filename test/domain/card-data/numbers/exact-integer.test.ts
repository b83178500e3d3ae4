import fc from 'fast-check';
import { exactInteger } from '../../../../src/domain/card-data/numbers/exact-integer.ts';

test.each([
  ['0', ''],
  ['00', ''],
  ['7', '7'],
  ['-7', '7'],
  ['12.5', '12'],
  ['0.5', ''],
  ['1.5e1', '15'],
  ['1.25e1', '12'],
  ['15e-1', '1'],
  ['5e-1', ''],
  ['5E+3', '5000'],
  ['0.00123e5', '123'],
  ['1e18', `1${'0'.repeat(18)}`],
  ['1e19', undefined],
  ['12345678901234567890', undefined],
  ['0e999999', ''],
  ['1e999999999', undefined],
  ['1e-999999999', ''],
  ['x', ''],
  ['', ''],
])('of %j is %j', (source, digits) => {
  expect(exactInteger(source)).toBe(digits);
});

test('is what is before the point, for every number of up to 19 digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 19n - 1n }), fc.integer({ min: 0, max: 25 }), (value, places) => {
      const digits = String(value);
      const whole = digits.slice(0, Math.max(0, digits.length - places));
      const spelled = `${digits.slice(0, 1)}.${digits.slice(1) || '0'}e${digits.length - 1 - places}`;

      expect(exactInteger(spelled)).toBe(whole);
    }),
  );
});

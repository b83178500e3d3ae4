import fc from 'fast-check';
import { hasKeptDigits, plainDecimal, sumDecimals } from '../../../src/domain/order/decimal.ts';

/** A decimal as a big integer of 10^-400, far below any digit that occurs here. */
function exactly(decimal: string): bigint {
  const [mantissa = '', exponent = '0'] = decimal.toLowerCase().split('e');
  const [integer = '', fraction = ''] = mantissa.split('.');
  const shift = 400 - fraction.length + Number(exponent);
  return BigInt(`${integer}${fraction}`) * 10n ** BigInt(shift);
}

const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));
const number = fc
  .tuple(fc.boolean(), digits(30), fc.option(digits(20)), fc.option(fc.integer({ min: -60, max: 60 })))
  .map(([negative, integer, fraction, exponent]) =>
    [
      negative ? '-' : '',
      integer.replace(/^0+(?=\d)/, ''),
      fraction === null ? '' : `.${fraction}`,
      exponent === null ? '' : `e${exponent}`,
    ].join(''),
  );

test('writes a number out in full, numerically equal, in at most 38 digits', () => {
  fc.assert(
    fc.property(number, (text) => {
      const plain = plainDecimal(text);
      fc.pre(plain !== undefined);

      expect(exactly(plain)).toBe(exactly(text));
      expect(plain).toMatch(/^-?\d+(\.\d+)?$/);
      expect(plain.replace(/[-.]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(38);
    }),
    { numRuns: 1000 },
  );
});

test('adds decimals exactly', () => {
  const plain = number.map(plainDecimal).filter((text) => text !== undefined);
  fc.assert(
    fc.property(fc.array(plain), (decimals) => {
      expect(exactly(sumDecimals(decimals))).toBe(decimals.reduce((sum, decimal) => sum + exactly(decimal), 0n));
    }),
  );
});

test.each([
  [[], '0'],
  [['1', '-1'], '0'],
  [['0.5', '-0.50'], '0.00'],
  [['-0.5', '0.25'], '-0.25'],
  [['1', '0.005'], '1.005'],
])('the sum of %j is %s', (decimals, sum) => {
  expect(sumDecimals(decimals)).toBe(sum);
});

test.each([
  ['450.00', '450.00'],
  ['4.5e2', '450'],
  ['45E-1', '4.5'],
  ['1.50e0', '1.50'],
  ['-0', '-0'],
  ['0e999', '0'],
  ['0.00e3', '0.00'],
  [`0.${'0'.repeat(36)}`, `0.${'0'.repeat(36)}`],
  [`0.${'0'.repeat(37)}`, undefined],
  [`0.${'0'.repeat(39)}1e40`, '1'],
  ['0.045e2', '4.5'],
  ['-0.045E+1', '-0.45'],
  ['0.45e0', '0.45'],
  ['0.45e1', '4.5'],
  ['450e-3', '0.450'],
  ['9'.repeat(38), '9'.repeat(38)],
  ['9'.repeat(39), undefined],
  [`0.${'1'.repeat(38)}`, `0.${'1'.repeat(38)}`],
  [`0.${'1'.repeat(39)}`, undefined],
  [`1${'0'.repeat(38)}`, undefined],
  ['1e37', `1${'0'.repeat(37)}`],
  ['1e38', undefined],
  ['1e-38', `0.${'0'.repeat(37)}1`],
  ['1e-39', undefined],
  ['1e999999999999', undefined],
])('writes %s as %s', (text, plain) => {
  expect(plainDecimal(text)).toBe(plain);
});

test.each([
  ['0', true],
  [`-${'9'.repeat(38)}`, true],
  ['9'.repeat(39), false],
  [`1${'0'.repeat(60)}`, true],
  [`000${'9'.repeat(20)}.${'9'.repeat(18)}000`, true],
  [`${'9'.repeat(20)}.${'9'.repeat(19)}`, false],
  [`0.${'0'.repeat(30)}${'1'.repeat(38)}`, true],
])('of %s all digits are kept: %s', (decimal, kept) => {
  expect(hasKeptDigits(decimal)).toBe(kept);
});

import fc from 'fast-check';
import { orderBytes, sortBytes } from '../../../../src/local/tables/values/key-bytes.ts';
import { compareNumbers, normalNumber } from '../../../../src/local/tables/values/number.ts';

const digits = fc.integer({ min: 1, max: 38 }).chain((length) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)));
const number = fc
  .tuple(fc.constantFrom('', '-', '+'), digits, fc.integer({ min: -90, max: 80 }))
  .map(([sign, whole, exponent]) => normalNumber(`${sign}${whole}E${exponent}`));
const bytes = fc
  .array(fc.constantFrom(0, 0, 1, 0x7f, 0xff), { maxLength: 5 })
  .map((each) => ({ B: Buffer.from(each).toString('base64') }));

describe('the bytes of keys', () => {
  it('sort numbers by their value', () => {
    fc.assert(
      fc.property(number, number, (first, second) => {
        expect(Math.sign(orderBytes({ N: first }).compare(orderBytes({ N: second })))).toBe(
          Math.sign(compareNumbers(first, second)),
        );
      }),
    );
  });

  it('sort several values one after the other, whatever zeros are in them', () => {
    const pair = fc.tuple(bytes, bytes);
    fc.assert(
      fc.property(pair, pair, ([a, b], [c, d]) => {
        const one = orderBytes(a).compare(orderBytes(c)) || orderBytes(b).compare(orderBytes(d));
        expect(Math.sign(sortBytes([a, b]).compare(sortBytes([c, d])))).toBe(Math.sign(one));
      }),
      { numRuns: 500 },
    );
  });
});

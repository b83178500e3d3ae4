import { cbor as smithy } from '@smithy/core/cbor';
import fc from 'fast-check';
import { CborTime, decodeCbor, encodeCbor } from '../../../src/local/endpoint/cbor.ts';

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 30 }),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
  ),
})).value;

test('what is written is read back, by AWS’s own reader too', () => {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encodeCbor(value);
      expect(decodeCbor(bytes)).toEqual(value);
      expect(smithy.deserialize(new Uint8Array(bytes))).toEqual(value);
    }),
  );
});

test('what AWS’s own writer writes is read', () => {
  fc.assert(fc.property(values, (value) => expect(decodeCbor(Buffer.from(smithy.serialize(value)))).toEqual(value)));
});

// RFC 8949, appendix A.
test.each<[string, unknown]>([
  ['00', 0],
  ['1864', 100],
  ['1903e8', 1000],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['3903e7', -1000],
  ['f90001', 2 ** -24],
  ['f93e00', 1.5],
  ['f9c400', -4],
  ['f97c00', Number.POSITIVE_INFINITY],
  ['f97e00', Number.NaN],
  ['fa47c35000', 100_000],
  ['fbc010666666666666', -4.1],
  ['f5', true],
  ['f6', undefined],
  ['c11a514b67b0', 1_363_896_240],
  ['4401020304', 'AQIDBA=='],
  ['62c3bc', 'ü'],
  ['7f657374726561646d696e67ff', 'streaming'],
  ['5f42010243030405ff', 'AQIDBAU='],
  ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
  ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
  ['a26161f6616201', { b: 1 }],
])('%s is %j', (hex, value) => {
  expect(decodeCbor(Buffer.from(hex, 'hex'))).toEqual(value);
});

test.each([
  ['', 'it ends within the value at byte 0'],
  ['62c3', 'it ends within the value at byte 1'],
  ['9a7fffffff01', 'it ends within the value at byte 6'],
  ['bf6161', 'it ends within the value at byte 3'],
  ['0001', 'something follows at byte 1'],
  ['a10101', 'a key is no text, before byte 2'],
  ['1c', 'there is no length 28, before byte 1'],
  ['f8ff', 'there is no value 24, before byte 1'],
  ['7f01ff', 'there is no piece at byte 1'],
  ['81'.repeat(100), 'it is nested deeper than 64'],
])('%s is refused: %s', (hex, reason) => {
  expect(() => decodeCbor(Buffer.from(hex, 'hex'))).toThrow(reason);
});

test('a time has its tag', () => {
  expect(encodeCbor({ at: new CborTime(1.5), none: undefined }).toString('hex')).toBe('a1626174c1fb3ff8000000000000');
});

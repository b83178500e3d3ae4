import fc from 'fast-check';
import { decodeUtf8 } from '../../src/domain/decode-utf8.ts';

test('text comes back as it was, a byte order mark too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodeUtf8(Buffer.from(text))).toBe(text);
    }),
  );
  expect(decodeUtf8(Buffer.from('\ufeffa'))).toBe('\ufeffa');
});

test.each([
  ['a lone continuation byte', [0x80]],
  ['a character cut short', [0x61, 0xe2, 0x82]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['half a surrogate pair', [0xed, 0xa0, 0x80]],
  ['Latin-1', [0x6a, 0xf6]],
])('%s is not UTF-8', (_what, bytes) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
});

import fc from 'fast-check';
import { checksumOf, growingSum, summed } from '../../../../src/local/objects/request/checksums.ts';
import { growingCrc64Nvme } from '../../../../src/local/objects/request/crc64-nvme.ts';

const POLYNOMIAL = 0x9a6c9329ac4bc9b5n;
const ONES = 0xffff_ffff_ffff_ffffn;
/** Bit by bit, as the NVM Express specification defines it. */
const naive = (bytes: Uint8Array) => {
  let crc = ONES;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
  }
  return (crc ^ ONES).toString(16).padStart(16, '0');
};
const own = (...pieces: readonly Uint8Array[]) => {
  const sum = growingCrc64Nvme();
  for (const piece of pieces) sum.update(piece);
  return sum.digest().toString('hex');
};

test.each([
  ['nothing', new Uint8Array(), '0000000000000000'],
  // The catalogue of parametrised CRC algorithms (reveng.sourceforge.io), CRC-64/NVME, and the NVM Express specification.
  ['the nine digits', Buffer.from('123456789'), 'ae8b14860a799888'],
  ['4 KiB of zeros', new Uint8Array(4096), '6482d367eb22b64e'],
  ['4 KiB of ones', new Uint8Array(4096).fill(0xff), 'c0ddba7302eca3ac'],
])('the CRC of %s is what is published', (_title, bytes, crc) => {
  expect(own(bytes)).toBe(crc);
});

test('the CRC of any bytes, in any pieces, wherever they lie in memory, is that of the definition', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), fc.nat(7), (bytes, cut, shift) => {
      const moved = new Uint8Array(new ArrayBuffer(100), shift, bytes.length);
      moved.set(bytes);

      expect(own(moved.subarray(0, cut), moved.subarray(cut))).toBe(naive(bytes));
    }),
  );
});

test('bytes that are summed on their way come out the same, long ones in pieces', async () => {
  const bytes = Buffer.alloc(2_500_000, 'abc');
  const sum = await growingSum('crc64nvme');
  const pieces: Uint8Array[] = [];
  for await (const piece of summed([bytes, new Uint8Array(), Buffer.from('x')], sum)) pieces.push(piece);

  expect(Buffer.concat(pieces).equals(Buffer.concat([bytes, Buffer.from('x')]))).toBe(true);
  expect(pieces.map((piece) => piece.length)).toEqual([1_048_576, 1_048_576, 402_848, 1]);
  expect(await sum.digest()).toBe(await checksumOf('crc64nvme', [bytes, Buffer.from('x')]));
});

import { strToU8, type ZipOptions, zipSync } from 'fflate';
import { unzipOnly } from '../../../src/aws/archive/unzip-only.ts';
import { collect, inPieces, packed } from '../../support/archive.ts';

const content = '{"a":"Zürich"}\n';
const unzip = async (zip: Uint8Array, ...lengths: number[]) =>
  `${Buffer.concat(await collect(unzipOnly(inPieces(zip, ...lengths))))}`;
const zipped = (options: ZipOptions = {}, name = 'a') => Buffer.from(zipSync({ [name]: [strToU8(content), options] }));

/** A ZIP with other bytes in one place, counted from its end record where it is negative. */
function changed(at: number, change: (zip: Buffer, at: number) => void): Buffer {
  const zip = zipped();
  change(zip, at < 0 ? zip.length + at : at);
  return zip;
}

test.each([
  ['with a name and extra fields', zipped({ extra: { 30837: Uint8Array.of(1, 2, 3) } }, 'shop/events')],
  ['with a remark behind it', Buffer.concat([zipped().subarray(0, -2), Buffer.from([3, 0]), Buffer.from('end')])],
  ['with a directory as long as is kept, 70,000 bytes', zipped({ comment: 'x'.repeat(65_535) }, 'n'.repeat(4_397))],
])('a ZIP %s is read, in whatever pieces', async (_what, zip) => {
  for (const pieceBytes of [1000, 333, 1_000_000]) expect(await unzip(zip, pieceBytes)).toBe(content);
});

test('lengths may stand behind the content', async () => {
  const zip = await packed(content, 'ZIP');

  expect(zip.readUInt32LE(18)).toBe(0);
  for (const pieceBytes of [1, 7, 1000]) expect(await unzip(zip, pieceBytes)).toBe(content);
});

test('a ZIP with a field for lengths of 64 bits is read', async () => {
  const wide = zipped({ extra: { 1: new Uint8Array(16) } });
  wide.writeUInt32LE(0xffff_ffff, 18);
  wide.writeUInt32LE(0xffff_ffff, 22);

  expect(await unzip(wide, 10)).toBe(content);
});

test('a ZIP that is cut short anywhere is an error', async () => {
  const zip = zipped({ extra: { 30837: Uint8Array.of(1, 2, 3) } }, 'events');

  for (let length = 0; length < zip.length; length += 1) {
    await expect(unzip(zip.subarray(0, length), 9)).rejects.toThrow(/^(it is cut short|unexpected end of file)$/);
  }
});

test('a ZIP without a directory is cut short', async () => {
  const zip = zipped();
  const directory = zip.indexOf('PK\u0001\u0002', 0, 'latin1');

  await expect(unzip(zip.subarray(0, directory))).rejects.toThrow(new Error('it is cut short'));
  await expect(unzip(zip.subarray(0, -22))).rejects.toThrow(new Error('it is cut short'));
  await expect(unzip(zip.subarray(0, -1))).rejects.toThrow(new Error('it is cut short'));
});

test.each([
  ['that is encrypted', changed(6, (zip, at) => zip.writeUInt16LE(9, at)), 'the ZIP is encrypted'],
  ['that is stored', zipped({ level: 0 }), 'the ZIP is packed by method 0, not deflated'],
  [
    'of another method',
    changed(8, (zip, at) => zip.writeUInt16LE(93, at)),
    'the ZIP is packed by method 93, not deflated',
  ],
  ['of two files', zipSync({ a: strToU8('x'), b: strToU8('y') }), 'the ZIP holds 2 files, expected one'],
  ['of no files', changed(-12, (zip, at) => zip.writeUInt16LE(0, at)), 'the ZIP holds 0 files, expected one'],
  [
    'of another sum',
    changed(-22 - 47 + 16, (zip, at) => zip.writeUInt32LE(1, at)),
    'the ZIP is damaged: its sum is another',
  ],
  [
    'whose directory begins before the ZIP',
    changed(-10, (zip, at) => zip.writeUInt32LE(0xffff, at)),
    'the ZIP is damaged: its sum is another',
  ],
  [
    'whose directory has no length',
    changed(-10, (zip, at) => zip.writeUInt32LE(0, at)),
    'the ZIP is damaged: its sum is another',
  ],
])('a ZIP %s is an error', async (_what, zip, message) => {
  await expect(unzip(zip, 8)).rejects.toThrow(new Error(message));
});

test('what comes behind is not read when nobody wants it', async () => {
  const zip = await packed('x'.repeat(1_000_000), 'ZIP');
  let closed = () => {};
  const closing = new Promise<void>((resolve) => {
    closed = resolve;
  });
  async function* endless() {
    try {
      yield zip;
      for (;;) yield Buffer.alloc(70_000);
    } finally {
      closed();
    }
  }

  for await (const _ of unzipOnly(endless())) break;
  await closing;
});

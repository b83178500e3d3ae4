import fc from 'fast-check';
import { compressSync } from 'snappy';
import { unpackSnappy } from '../../../src/aws/archive/unpack-snappy.ts';
import { collect, inPieces, packed } from '../../support/archive.ts';

const MAX_BLOCK_BYTES = 256 * 1024 * 1024;
const HEADER = Buffer.from('82534e41505059000000000100000001', 'hex');
const TOO_LONG = new Error('a Snappy block is too long');
const CUT_SHORT = new Error('it is cut short');

const block = (content: Uint8Array | string) => Buffer.from(compressSync(Buffer.from(content)));
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
const chunk = (content: Uint8Array | string) => Buffer.concat([uint32(block(content).length), block(content)]);

/** Contents, one behind the other, in each form. */
const forms = {
  raw: { compression: 'Snappy', pack: async (...contents: Buffer[]) => block(Buffer.concat(contents)) },
  framed: { compression: 'Snappy', pack: (...contents: Buffer[]) => packed(Buffer.concat(contents), 'Snappy') },
  blocked: {
    compression: 'Snappy',
    pack: async (...contents: Buffer[]) => Buffer.concat([HEADER, ...contents.map(chunk)]),
  },
  'Hadoop, a block each': {
    compression: 'HADOOP_SNAPPY',
    pack: async (...contents: Buffer[]) =>
      Buffer.concat(
        contents.flatMap((content) => [uint32(content.length), ...(content.length ? [chunk(content)] : [])]),
      ),
  },
  'Hadoop, one block of chunks': {
    compression: 'HADOOP_SNAPPY',
    pack: async (...contents: Buffer[]) =>
      Buffer.concat([uint32(Buffer.concat(contents).length), ...contents.map(chunk)]),
  },
} as const;
const names = Object.keys(forms) as (keyof typeof forms)[];

async function unpack(content: Uint8Array, compression: 'Snappy' | 'HADOOP_SNAPPY', ...lengths: number[]) {
  return Buffer.concat(await collect(unpackSnappy(inPieces(content, ...lengths), compression)));
}

test.each(names)('every content comes back: %s', async (name) => {
  const { compression, pack } = forms[name];
  const contents = fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 4 });
  const lengths = fc.array(fc.nat(30), { maxLength: 5 });

  await fc.assert(
    fc.asyncProperty(contents, lengths, async (pieces, cuts) => {
      const buffers = pieces.map((piece) => Buffer.from(piece));

      const found = await unpack(await pack(...buffers), compression, ...cuts, 11);
      expect(found.toString('hex')).toBe(Buffer.concat(buffers).toString('hex'));
    }),
    { numRuns: 30 },
  );
});

test.each([
  ['raw', []],
  ['framed', [10]], // behind the stream identifier, as if nothing followed
  ['blocked', [16]], // behind the header, likewise
  ['Hadoop, a block each', []],
  ['Hadoop, one block of chunks', []],
] as const)('what is cut short is an error, except where nothing tells: %s', async (name, untold) => {
  const { compression, pack } = forms[name];
  const whole = await pack(Buffer.from('{"a":"Zürich"}\n'));

  const told: number[] = [];
  for (let length = 1; length < whole.length; length += 1) {
    const found = await unpack(whole.subarray(0, length), compression, 5).catch((error: unknown) => `${error}`);
    if (typeof found === 'string') {
      expect(found).toMatch(/it is cut short|corrupt input|failed to fill whole buffer/);
      told.push(length);
    } else expect(found).toHaveLength(0);
  }
  expect(told).toEqual(Array.from({ length: whole.length - 1 }, (_, n) => n + 1).filter((n) => n !== untold[0]));
});

test('Hadoop needs what its lengths say', async () => {
  for (const short of [uint32(7), Buffer.concat([uint32(7), uint32(9), Buffer.alloc(8)]), Buffer.alloc(3)]) {
    await expect(unpack(short, 'HADOOP_SNAPPY')).rejects.toThrow(CUT_SHORT);
  }
  await expect(unpack(Buffer.concat([uint32(2), chunk('abc')]), 'HADOOP_SNAPPY')).rejects.toThrow(
    new Error('a Snappy block is longer than its length says'),
  );
  expect(`${await unpack(Buffer.concat([uint32(0), uint32(3), chunk('abc'), uint32(0)]), 'HADOOP_SNAPPY')}`).toBe(
    'abc',
  );
});

test.each(['Snappy', 'HADOOP_SNAPPY'] as const)(
  'a chunk that says it has more than 256 MiB is not waited for: %s',
  async (compression) => {
    const said = (length: number) => Buffer.concat([compression === 'Snappy' ? HEADER : uint32(1), uint32(length)]);

    await expect(unpack(said(MAX_BLOCK_BYTES), compression)).rejects.toThrow(CUT_SHORT);
    await expect(unpack(said(MAX_BLOCK_BYTES + 1), compression)).rejects.toThrow(TOO_LONG);
    await expect(unpack(said(0xffff_ffff), compression)).rejects.toThrow(TOO_LONG);
  },
);

test.each([
  ['8180808001', 'of 256 MiB and one byte'],
  ['ffffffff0f', 'of 4 GiB'],
  ['ffffffff7f', 'of more than there is'],
])('a block that says it unpacks to more than 256 MiB is not unpacked: %s, %s', async (start) => {
  await expect(unpack(Buffer.from(`${start}0061`, 'hex'), 'Snappy')).rejects.toThrow(TOO_LONG);
});

test.each([
  ['8080808001', 'header mismatch'], // 256 MiB, of which there is none
  ['8080808080', 'invalid header'],
  ['80808080800161', 'invalid header'],
  ['80', 'invalid header'],
  ['0500', 'corrupt input'],
])('a block that is damaged is an error of Snappy: %s', async (content, message) => {
  await expect(unpack(Buffer.from(content, 'hex'), 'Snappy')).rejects.toThrow(message);
});

test('a raw block is read no further than 256 MiB', async () => {
  const piece = Buffer.alloc(64 * 1024 * 1024);
  let read = 0;
  async function* endless() {
    yield Buffer.from('01ff', 'hex');
    for (; read < 10; read += 1) yield piece;
  }

  await expect(collect(unpackSnappy(endless(), 'Snappy'))).rejects.toThrow(TOO_LONG);
  expect(read).toBeLessThan(5);
});

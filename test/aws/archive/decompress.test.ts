import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Compression, compressionOf, decompress, HEAD_BYTES } from '../../../src/aws/archive/decompress.ts';
import { collect, inPieces, packed } from '../../support/archive.ts';

const formats = ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'] as const;

async function unpacked(content: Uint8Array, compression: Compression, ...lengths: number[]): Promise<Buffer> {
  return Buffer.concat(await collect(decompress(inPieces(content, ...lengths), compression)));
}

describe('the compression of an object', () => {
  test.each(formats)('in %s is told by its first bytes, whatever its key', async (format) => {
    const head = (await packed('{"a":"b"}\n', format)).subarray(0, HEAD_BYTES);

    expect(['a', 'a.gz', 'a.csv'].map((key) => compressionOf(key, head))).toEqual([format, format, format]);
  });

  test.each([
    ['a.snappy', '0161', 'Snappy'],
    ['a.hsnappy', '0161', 'HADOOP_SNAPPY'],
    ['a.snappy', '0001', 'HADOOP_SNAPPY'],
    ['a', '82534e4150505900', 'Snappy'],
    ['a', '82534e41505059', 'UNCOMPRESSED'],
    ['a.gz', '1f', 'UNCOMPRESSED'],
    ['a.snappy', '', 'UNCOMPRESSED'],
    ['a.hsnappy', '', 'UNCOMPRESSED'],
    ['a', '', 'UNCOMPRESSED'],
    ['a.gz', '7b22', 'UNCOMPRESSED'],
  ])('named %s that begins with %s is %s', (key, head, compression) => {
    expect(compressionOf(key, Buffer.from(head, 'hex'))).toBe(compression);
  });
});

test.each(formats)('every content comes back from %s, in whatever pieces', async (format) => {
  const lengths = fc.array(fc.nat(40), { minLength: 1, maxLength: 5 });

  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), lengths, async (bytes, cuts) => {
      const whole = await packed(Buffer.from(bytes), format);

      expect([...(await unpacked(whole, format, ...cuts, 50))]).toEqual([...bytes]);
    }),
    { numRuns: 30 },
  );
});

test.each(['GZIP', 'ZIP'] as const)('a bit that has changed in %s is told, or changes nothing', async (format) => {
  const content = Buffer.from('{"a":"Zürich"}\n{"a":"Zürich"}\n');
  const whole = await packed(content, format);

  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);

      const found = await unpacked(damaged, format, 16).catch(() => content);
      expect(found.toString()).toBe(content.toString());
    }),
  );
});

describe('gzip', () => {
  test('that is cut short anywhere is an error', async () => {
    const whole = gzipSync('{"a":"b"}\n');

    for (let length = 0; length < whole.length; length += 1) {
      await expect(unpacked(whole.subarray(0, length), 'GZIP', 7)).rejects.toThrow('unexpected end of file');
    }
  });

  test('may have members, cut anywhere, but nothing else behind them', async () => {
    const [first, second] = [gzipSync('a'), gzipSync('b')];

    for (let length = 1; length <= first.length + 1; length += 1) {
      expect(`${await unpacked(Buffer.concat([first, second]), 'GZIP', length)}`).toBe('ab');
    }
    await expect(unpacked(Buffer.concat([first, Buffer.from('bcd')]), 'GZIP', 7)).rejects.toThrow('incorrect header');
  });

  test('is read no further than it is wanted', async () => {
    let closed = () => {};
    const closing = new Promise<void>((resolve) => {
      closed = resolve;
    });
    async function* endless() {
      try {
        for (;;) yield gzipSync('a');
      } finally {
        closed();
      }
    }

    for await (const _ of decompress(endless(), 'GZIP')) break;
    await closing;
  });
});

import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { Decompressor, uncompressSync } from 'snappy';
import { compress } from '../../../../src/local/firehose/delivery/compression.ts';
import type { CompressionFormat } from '../../../../src/local/firehose/naming/object-key.ts';

const bytesOf = async (pieces: Buffer[], format: CompressionFormat) => {
  const out: Uint8Array[] = [];
  for await (const piece of compress(pieces, format, 'entry')) out.push(piece);
  return Buffer.concat(out);
};

const pieces = [Buffer.from('{"a":1}\n'), randomBytes(700_000), Buffer.alloc(600_000, 'x'), Buffer.from('end')];
const whole = Buffer.concat(pieces);

const readHadoop = (bytes: Buffer) => {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const compressed = bytes.readUInt32BE(at + 4);
    const block = Buffer.from(uncompressSync(bytes.subarray(at + 8, at + 8 + compressed)));
    expect(block.length).toBe(bytes.readUInt32BE(at));
    blocks.push(block);
    at += 8 + compressed;
  }
  return Buffer.concat(blocks);
};

const readFramed = async (bytes: Buffer) => {
  const decompressor = new Decompressor();
  const first = decompressor.update(bytes);
  return Buffer.concat([first, await decompressor.finish()]);
};

describe('compression', () => {
  it.each([
    ['UNCOMPRESSED', (bytes: Buffer) => bytes],
    ['GZIP', (bytes: Buffer) => gunzipSync(bytes)],
    ['ZIP', (bytes: Buffer) => Buffer.from(unzipSync(bytes)['entry'] ?? [])],
    ['Snappy', readFramed],
    ['HADOOP_SNAPPY', readHadoop],
  ] as const)('%s gives back the same bytes', async (format, read) => {
    const compressed = await bytesOf(pieces, format);

    expect(Buffer.compare(await read(compressed), whole)).toBe(0);
    if (format !== 'UNCOMPRESSED') expect(compressed.length).toBeLessThan(whole.length);
  });

  it('begins Snappy with the stream identifier of the framing format', async () => {
    const compressed = await bytesOf([Buffer.from('text')], 'Snappy');

    expect(compressed.subarray(0, 10).toString('latin1')).toBe('\xff\x06\x00\x00sNaPpY');
  });
});

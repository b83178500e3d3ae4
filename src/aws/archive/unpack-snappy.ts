import { type ByteReader, createByteReader } from './byte-reader.ts';

/**
 * Unpacks Snappy in each form that a writer gives it: the framing format, snappy-java's blocks, Hadoop's blocks, and one
 * raw block. AWS does not say in which form Firehose writes `Snappy`. Throws for what is damaged or cut short.
 */
export async function* unpackSnappy(
  pieces: AsyncIterable<Buffer>,
  compression: 'Snappy' | 'HADOOP_SNAPPY',
): AsyncGenerator<Buffer> {
  const reader = createByteReader(pieces);
  if (compression === 'HADOOP_SNAPPY') return yield* hadoopBlocks(reader);
  const magic = await reader.peek(4);
  if (magic.equals(FRAMED)) return yield* frames(reader);
  if (magic.equals(BLOCKED)) return yield* blocks(reader);
  yield await rawBlock(reader);
}

const FRAMED = Buffer.from('ff060000', 'hex');
const BLOCKED = Buffer.from('82534e41', 'hex');

/** Firehose buffers at most 128 MiB an object; a block is unpacked whole. */
const MAX_BLOCK_BYTES = 256 * 1024 * 1024;

async function* frames(reader: ByteReader): AsyncGenerator<Buffer> {
  const { Decompressor } = await import('snappy');
  const decompressor = new Decompressor();
  for await (const piece of reader.rest()) yield decompressor.update(piece);
  yield await decompressor.finish();
}

/** A block is the length of its content, then chunks until that is complete; each has its own length before it. */
async function* hadoopBlocks(reader: ByteReader): AsyncGenerator<Buffer> {
  while (!(await reader.atEnd())) {
    for (let missing = await nextLength(reader); missing > 0; ) {
      const content = await nextChunk(reader);
      missing -= content.length;
      if (missing < 0) throw new Error('a Snappy block is longer than its length says');
      yield content;
    }
  }
}

/** Chunks behind a header: magic, version and lowest compatible version. */
async function* blocks(reader: ByteReader): AsyncGenerator<Buffer> {
  await reader.take(16);
  while (!(await reader.atEnd())) yield await nextChunk(reader);
}

async function nextChunk(reader: ByteReader): Promise<Buffer> {
  const length = await nextLength(reader);
  checkLength(length);
  return unpack(await reader.take(length));
}

async function nextLength(reader: ByteReader): Promise<number> {
  return (await reader.take(4)).readUInt32BE();
}

async function rawBlock(reader: ByteReader): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of reader.rest()) {
    bytes += piece.length;
    checkLength(bytes);
    pieces.push(piece);
  }
  return unpack(Buffer.concat(pieces));
}

async function unpack(block: Buffer): Promise<Buffer> {
  const { uncompress } = await import('snappy');
  checkLength(contentLength(block));
  return Buffer.from(await uncompress(block));
}

function checkLength(bytes: number): void {
  if (bytes > MAX_BLOCK_BYTES) throw new Error('a Snappy block is too long');
}

/** A raw block begins with the length of its content, seven bits a byte, the lowest first; the last one is below 0x80. */
function contentLength(block: Buffer): number {
  const start = block.subarray(0, 5);
  const last = start.findIndex((byte) => byte < 0x80);
  return start.subarray(0, last + 1).reduceRight((length, byte) => length * 0x80 + (byte & 0x7f), 0);
}

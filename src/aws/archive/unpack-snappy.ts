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
  const first = await reader.take(4);
  if (first === undefined) return;
  if (first.equals(FRAMED)) return yield* frames(first, reader);
  if (first.equals(BLOCKED)) {
    await reader.take(12); // the rest of the header: magic, version and lowest compatible version
    return yield* blocks(reader);
  }
  yield await rawBlock(first, reader);
}

const FRAMED = Buffer.from('ff060000', 'hex');
const BLOCKED = Buffer.from('82534e41', 'hex');

/** Firehose buffers at most 128 MiB an object; a block is unpacked whole. */
const MAX_BLOCK_BYTES = 256 * 1024 * 1024;

async function* frames(first: Buffer, reader: ByteReader): AsyncGenerator<Buffer> {
  const { Decompressor } = await import('snappy');
  const decompressor = new Decompressor();
  decompressor.update(first);
  for await (const piece of reader.rest()) yield decompressor.update(piece);
  yield await decompressor.finish();
}

/** A block is the length of its content, then chunks until that is complete; each has its own length before it. */
async function* hadoopBlocks(reader: ByteReader): AsyncGenerator<Buffer> {
  for (let header = await reader.take(4); header !== undefined; header = await reader.take(4)) {
    for (let missing = header.readUInt32BE(); missing > 0; ) {
      const content = await nextChunk(reader);
      missing -= content.length;
      if (missing < 0) throw new Error('a Snappy block is longer than its length says');
      yield content;
    }
  }
}

async function* blocks(reader: ByteReader): AsyncGenerator<Buffer> {
  for (let header = await reader.take(4); header !== undefined; header = await reader.take(4)) {
    yield await unpack(await needed(reader, header.readUInt32BE()));
  }
}

async function nextChunk(reader: ByteReader): Promise<Buffer> {
  return unpack(await needed(reader, (await needed(reader, 4)).readUInt32BE()));
}

async function rawBlock(first: Buffer, reader: ByteReader): Promise<Buffer> {
  const pieces = [first];
  let bytes = first.length;
  for await (const piece of reader.rest()) {
    bytes += piece.length;
    if (bytes > MAX_BLOCK_BYTES) throw new Error('a Snappy block is too long');
    pieces.push(piece);
  }
  return unpack(Buffer.concat(pieces));
}

async function needed(reader: ByteReader, length: number): Promise<Buffer> {
  if (length > MAX_BLOCK_BYTES) throw new Error('a Snappy block is too long');
  const bytes = await reader.take(length);
  if (bytes === undefined) throw new Error('it is cut short');
  return bytes;
}

async function unpack(block: Buffer): Promise<Buffer> {
  const { uncompress } = await import('snappy');
  if (contentLength(block) > MAX_BLOCK_BYTES) throw new Error('a Snappy block is too long');
  return Buffer.from(await uncompress(block, { asBuffer: true }));
}

/** A raw block begins with the length of its content, seven bits a byte, the lowest first. */
function contentLength(block: Buffer): number {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = block[at] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) break;
  }
  return length;
}

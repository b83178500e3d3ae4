/**
 * The compression formats of Firehose's S3 destination, piece by piece so that a buffer of 128 MiB is never in memory whole.
 * AWS documents no framing for `Snappy` and `ZIP`; what is written here is the public form that most readers take:
 * Snappy: the framing format of google/snappy (framing_format.txt). HADOOP_SNAPPY: Hadoop's blocks, each
 * a 4-byte big-endian length before compression, then one chunk with its 4-byte big-endian length after it.
 * ZIP: one deflated entry, named as the object without its extension.
 */
import { createGzip } from 'node:zlib';
import type { CompressionFormat } from '../naming/object-key.ts';

/** Hadoop's default block (io.compression.codec.snappy.buffersize). */
const HADOOP_BLOCK_BYTES = 256 * 1024;

/** The bytes of an object in its format. `entryName` names the one file in a ZIP. */
export function compress(
  pieces: Iterable<Buffer>,
  format: CompressionFormat,
  entryName: string,
): AsyncIterable<Uint8Array> {
  if (format === 'GZIP') return gzip(pieces);
  if (format === 'ZIP') return zip(pieces, entryName);
  if (format === 'Snappy') return snappyFrames(pieces);
  if (format === 'HADOOP_SNAPPY') return hadoopSnappy(pieces);
  return plain(pieces);
}

async function* plain(pieces: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function* gzip(pieces: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  const stream = createGzip();
  const feed = async () => {
    for (const piece of pieces) {
      if (!stream.write(piece)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
    }
    stream.end();
  };
  const fed = feed().catch((error: unknown) =>
    stream.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  try {
    for await (const chunk of stream) yield chunk;
    await fed;
  } finally {
    stream.destroy();
  }
}

async function* zip(pieces: Iterable<Buffer>, entryName: string): AsyncGenerator<Uint8Array> {
  const { Zip, ZipDeflate } = await import('fflate');
  let ready: Uint8Array[] = [];
  const archive = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  const entry = new ZipDeflate(entryName);
  archive.add(entry);
  for (const piece of pieces) {
    entry.push(piece);
    yield* ready;
    ready = [];
  }
  entry.push(new Uint8Array(), true);
  archive.end();
  yield* ready;
}

async function* snappyFrames(pieces: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  const { Compressor } = await import('snappy');
  const compressor = new Compressor();
  for (const piece of pieces) yield compressor.update(piece);
  yield await compressor.finish();
}

async function* hadoopSnappy(pieces: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  const { compress: compressBlock } = await import('snappy');
  for (const block of blocks(pieces, HADOOP_BLOCK_BYTES)) {
    const compressed = await compressBlock(block);
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32BE(block.length, 0);
    lengths.writeUInt32BE(compressed.length, 4);
    yield lengths;
    yield compressed;
  }
}

function* blocks(pieces: Iterable<Buffer>, size: number): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    let whole = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (; whole.length >= size; whole = whole.subarray(size)) yield whole.subarray(0, size);
    rest = whole;
  }
  if (rest.length > 0) yield rest;
}

import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { unpackSnappy } from './unpack-snappy.ts';
import { unzipOnly } from './unzip-only.ts';

/** How an object of the archive is compressed. */
export type Compression = 'UNCOMPRESSED' | 'GZIP' | 'ZIP' | 'Snappy' | 'HADOOP_SNAPPY';

/**
 * The compression of an object by its first bytes, and where they do not tell by its extension, which a stream's
 * FileExtension may replace. Lines never begin with what the formats begin with.
 */
export function compressionOf(key: string, head: Buffer): Compression {
  for (const [compression, magic] of MAGIC) {
    if (head.subarray(0, magic.length / 2).toString('hex') === magic) return compression;
  }
  const extension = extname(key);
  if (head.length === 0) return 'UNCOMPRESSED';
  // A block's length in four bytes is below 2^24; no text begins with a zero byte.
  if (extension === '.hsnappy' || head[0] === 0) return 'HADOOP_SNAPPY';
  return extension === '.snappy' ? 'Snappy' : 'UNCOMPRESSED';
}

/** Enough bytes to tell the compressions apart. */
export const HEAD_BYTES = 10;

/** The content of an object, piece by piece, whatever its size. Throws for one that is damaged or cut short. */
export function decompress(pieces: AsyncIterable<Buffer>, compression: Compression): AsyncIterable<Buffer> {
  if (compression === 'GZIP') return gunzip(pieces);
  if (compression === 'ZIP') return unzipOnly(pieces);
  if (compression === 'Snappy' || compression === 'HADOOP_SNAPPY') return unpackSnappy(pieces, compression);
  return pieces;
}

const MAGIC: ReadonlyArray<readonly [Compression, string]> = [
  ['GZIP', '1f8b'],
  ['ZIP', '504b0304'],
  ['Snappy', 'ff060000734e61507059'], // the framing format's stream identifier
  ['Snappy', '82534e4150505900'], // the header of snappy-java's SnappyOutputStream
];

async function* gunzip(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // Stryker disable next-line ObjectLiteral: how much comes at a time is pace alone.
  const stream = createGunzip({ chunkSize: 256 * 1024 });
  yield* pipeline(pieces, stream, () => {}); // what fails also fails the reading
}

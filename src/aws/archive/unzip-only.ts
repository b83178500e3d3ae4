import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { createByteReader } from './byte-reader.ts';

/**
 * Unpacks a ZIP with one file in it, as Firehose writes them, and checks its sum. The lengths may stand behind the content,
 * as they do where a ZIP is written piece by piece. Throws for what is damaged, encrypted, cut short, or holds more files.
 */
export async function* unzipOnly(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const reader = createByteReader(pieces);
  const header = await reader.take(30);
  if ((header.readUInt16LE(6) & 1) === 1) throw new Error('the ZIP is encrypted');
  const method = header.readUInt16LE(8);
  if (method !== DEFLATED) throw new Error(`the ZIP is packed by method ${method}, not deflated`);
  await reader.take(header.readUInt16LE(26) + header.readUInt16LE(28));

  // Stryker disable next-line ObjectLiteral: how much comes at a time is pace alone.
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  const end = { tail: Buffer.alloc(0) };
  const fed = pipeline(followed(reader.rest(), end), inflate);
  fed.catch(() => {}); // what fails also fails the reading below, which may stop before
  let sum = 0;
  try {
    // The content ends before the pieces do: the stream must stay until they have all come.
    for await (const piece of inflate.iterator({ destroyOnReturn: false })) {
      sum = crc32(piece, sum);
      yield piece;
    }
    await fed;
  } finally {
    inflate.destroy();
  }
  checkEnd(end.tail, sum);
}

const DEFLATED = 8;
/** The directory of one file with a name of at most 64 KiB, and its end record. */
const MAX_TAIL_BYTES = 70_000;

/** Keeps what came last: behind the content stands the directory, which tells the sum and how many files there are. */
async function* followed(pieces: AsyncIterable<Buffer>, end: { tail: Buffer }): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    end.tail = Buffer.concat([end.tail, piece]).subarray(-MAX_TAIL_BYTES);
    yield piece;
  }
}

function checkEnd(tail: Buffer, sum: number): void {
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end === -1 || end + 22 > tail.length) throw new Error('it is cut short');
  const files = tail.readUInt16LE(end + 10);
  if (files !== 1) throw new Error(`the ZIP holds ${files} files, expected one`);
  const entry = end - tail.readUInt32LE(end + 12);
  if (entry < 0 || tail.readUInt32LE(entry + 16) !== sum) throw new Error('the ZIP is damaged: its sum is another');
}

import { isUtf8 } from 'node:buffer';

/** A line longer than this is none of an archive: Firehose takes records of 1,000 KiB, and transformations answer 6 MiB. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/**
 * The lines of a text, each without its line feed; nothing else ends a line, and every other byte is kept. A text without a
 * line feed at its end ends in a line. A line that is not UTF-8 is undefined. Throws for a line that is too long.
 */
export async function* splitLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<Array<string | undefined>> {
  let open: Buffer[] = [];
  let openBytes = 0;
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(LINE_FEED);
    if (end === -1) {
      open.push(piece);
      openBytes += piece.length;
      if (openBytes > MAX_LINE_BYTES) throw new Error(`a line has more than ${MAX_LINE_BYTES} bytes`);
      continue;
    }
    yield decode(Buffer.concat([...open, piece.subarray(0, end)]));
    open = end + 1 < piece.length ? [piece.subarray(end + 1)] : [];
    openBytes = piece.length - end - 1;
  }
  if (openBytes > 0) yield decode(Buffer.concat(open));
}

const LINE_FEED = 0x0a;

function decode(text: Buffer): Array<string | undefined> {
  if (isUtf8(text)) return text.toString('utf8').split('\n');
  // No byte of a character but the line feed itself is a line feed, so that Latin-1 splits as UTF-8 would.
  return text
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line, 'latin1'))
    .map((line) => (isUtf8(line) ? line.toString('utf8') : undefined));
}

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
    if (end !== -1) {
      yield* batches(Buffer.concat([...open, piece.subarray(0, end)]));
      open = [];
      openBytes = 0;
    }
    open.push(piece.subarray(end + 1));
    openBytes += piece.length - end - 1;
    if (openBytes > MAX_LINE_BYTES) throw tooLong();
  }
  if (openBytes > 0) yield decode(Buffer.concat(open));
}

const LINE_FEED = 0x0a;

/** The lines of a text, as many at a time as are no longer than one may be. */
function* batches(text: Buffer): Generator<Array<string | undefined>> {
  let from = 0;
  while (text.length - from > MAX_LINE_BYTES) {
    const end = text.lastIndexOf(LINE_FEED, from + MAX_LINE_BYTES);
    if (end < from) throw tooLong();
    yield decode(text.subarray(from, end));
    from = end + 1;
  }
  yield decode(text.subarray(from));
}

function tooLong(): Error {
  return new Error(`a line has more than ${MAX_LINE_BYTES} bytes`);
}

function decode(text: Buffer): Array<string | undefined> {
  // Stryker disable next-line ConditionalExpression: the way below gives the same, slower.
  if (isUtf8(text)) return text.toString('utf8').split('\n');
  // No byte of a character but the line feed itself is a line feed, so that Latin-1 splits as UTF-8 would.
  return text
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line, 'latin1'))
    .map((line) => (isUtf8(line) ? line.toString('utf8') : undefined));
}

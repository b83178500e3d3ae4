import fc from 'fast-check';
import { splitLines } from '../../../src/aws/archive/split-lines.ts';
import { collect, inPieces } from '../../support/archive.ts';

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const MIB = 1024 * 1024;
const TOO_LONG = new Error('a line has more than 16777216 bytes');

const split = async (content: Uint8Array, ...lengths: number[]) =>
  (await collect(splitLines(inPieces(content, ...lengths)))).flat();

/** The lines that come before the end, or before the error, and their lengths. */
async function lengthsUntilEnd(content: Uint8Array, ...lengths: number[]) {
  const found: (number | undefined)[] = [];
  try {
    for await (const lines of splitLines(inPieces(content, ...lengths)))
      found.push(...lines.map((line) => line?.length));
  } catch (error) {
    return { found, error };
  }
  return { found };
}

/** What each byte may be: few, so that line feeds and halves of characters are many. */
const bytes = fc.array(fc.constantFrom(0x0a, 0x0a, 0x0d, 0x61, 0xc3, 0xbc, 0xff, 0xe2, 0x80, 0xa8), { maxLength: 60 });

function linesOf(content: Buffer): (string | undefined)[] {
  const lines: (string | undefined)[] = [];
  for (let from = 0; from < content.length; ) {
    const feed = content.indexOf(0x0a, from);
    const line = content.subarray(from, feed === -1 ? undefined : feed);
    try {
      lines.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    } catch {
      lines.push(undefined);
    }
    from += line.length + 1;
  }
  return lines;
}

test('lines end in line feeds alone, whatever the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, fc.array(fc.nat(9), { maxLength: 6 }), async (all, cuts) => {
      const content = Buffer.from(all);

      expect(await split(content, ...cuts, 4)).toEqual(linesOf(content));
    }),
  );
});

test('a line that is empty is a line, and the end of a text is none', async () => {
  expect(await split(Buffer.from('\n\na\n'))).toEqual(['', '', 'a']);
  expect(await split(Buffer.from('a\n'), 1)).toEqual(['a']);
  expect(await split(Buffer.alloc(0))).toEqual([]);
});

describe.each([MIB, 64 * MIB])('in pieces of %i bytes', (pieceBytes) => {
  const before = Buffer.from('a\nbb\n');
  const after = Buffer.from('\nccc');
  const long = Buffer.alloc(MAX_LINE_BYTES + 1, 0x61);

  test('a line may have 16 MiB', async () => {
    const content = Buffer.concat([before, long.subarray(1), after]);

    expect(await lengthsUntilEnd(content, pieceBytes)).toEqual({ found: [1, 2, MAX_LINE_BYTES, 3] });
  });

  test('the last line may have 16 MiB too', async () => {
    expect(await lengthsUntilEnd(long.subarray(1), pieceBytes)).toEqual({ found: [MAX_LINE_BYTES] });
  });

  test.each([after, Buffer.alloc(0)])('a line of one byte more is an error, before "%s"', async (end) => {
    const content = Buffer.concat([before, long, end]);

    expect(await lengthsUntilEnd(content, pieceBytes)).toEqual({ found: [1, 2], error: TOO_LONG });
  });
});

test('a line that is empty comes before one that is too long', async () => {
  const content = Buffer.concat([Buffer.from('\n'), Buffer.alloc(MAX_LINE_BYTES + 1, 0x61), Buffer.from('\n')]);

  expect(await lengthsUntilEnd(content)).toEqual({ found: [0], error: TOO_LONG });
});

test('what is unpacked whole comes in batches no longer than a line may be', async () => {
  const content = Buffer.concat([Buffer.alloc(10 * MIB, 0x61), Buffer.from('\n'), Buffer.alloc(10 * MIB, 0x62)]);

  const batches = await collect(splitLines(inPieces(Buffer.concat([content, Buffer.from('\n')]))));
  expect(batches.map((lines) => lines.map((line) => line?.length))).toEqual([[10 * MIB], [10 * MIB]]);
});

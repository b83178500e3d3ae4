import fc from 'fast-check';
import { createByteReader } from '../../../src/aws/archive/byte-reader.ts';
import { collect, inPieces } from '../../support/archive.ts';

const content = Buffer.from('0123456789');

test('takes what is asked for, whatever the pieces', async () => {
  const lengths = fc.array(fc.nat(4), { maxLength: 8 });

  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), lengths, lengths, async (bytes, cuts, takes) => {
      const reader = createByteReader(inPieces(bytes, ...cuts, 3));
      let at = 0;
      for (const length of takes.filter((length) => length <= bytes.length)) {
        expect([...(await reader.peek(length))]).toEqual([...bytes.subarray(at, at + length)]);
        if (at + length > bytes.length) break;
        expect([...(await reader.take(length))]).toEqual([...bytes.subarray(at, at + length)]);
        at += length;
        expect(await reader.atEnd()).toBe(at === bytes.length);
      }
      expect([...Buffer.concat(await collect(reader.rest()))]).toEqual([...bytes.subarray(at)]);
    }),
  );
});

test('throws where the pieces end before what is asked for, as where there are none', async () => {
  await expect(createByteReader(inPieces(content, 3)).take(11)).rejects.toThrow(new Error('it is cut short'));
  await expect(createByteReader(inPieces(Buffer.alloc(0))).take(1)).rejects.toThrow(new Error('it is cut short'));
});

test('waits for no more than it needs', async () => {
  const asked: number[] = [];
  async function* pieces() {
    for (let nth = 0; ; nth += 1) {
      asked.push(nth);
      yield content;
    }
  }
  const reader = createByteReader(pieces());

  await reader.peek(10);
  await reader.take(4);
  await reader.take(6);
  expect(asked).toEqual([0]);
  await reader.take(11);
  expect(asked).toEqual([0, 1, 2]);
});

test('copies no byte twice', async () => {
  const reader = createByteReader(inPieces(Buffer.alloc(100_000)));

  const { buffer } = await reader.peek(100_000);
  const taken = [await reader.peek(100_000), await reader.take(10), await reader.take(99_990)];
  expect(taken.every((bytes) => bytes.buffer === buffer)).toBe(true);
});

test('reads pieces that cannot be closed, and closes those that can', async () => {
  const pieces: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: content }) }),
  };
  for await (const piece of createByteReader(pieces).rest()) {
    if (piece.length > 0) break;
  }

  let closed = false;
  async function* closing() {
    try {
      yield content;
    } finally {
      closed = true;
    }
  }
  for await (const piece of createByteReader(closing()).rest()) {
    if (piece.length > 0) break;
  }
  expect(closed).toBe(true);
});

/** Takes bytes from pieces in whatever lengths a format needs. The pieces are closed by who opened them. */
export interface ByteReader {
  /** The next bytes without taking them: so many, or fewer where the pieces end before. */
  peek(length: number): Promise<Buffer>;
  /** Exactly so many bytes. Throws where the pieces end before. */
  take(length: number): Promise<Buffer>;
  /** True once every byte is taken. */
  atEnd(): Promise<boolean>;
  /** Whatever comes next, in the pieces as they came. */
  rest(): AsyncGenerator<Buffer>;
}

/** Reads from pieces, each copied once at most; holds no more than what is asked for and one piece. */
export function createByteReader(pieces: AsyncIterable<Buffer>): ByteReader {
  const iterator = pieces[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  /** What is held, once it is so many bytes or the pieces have ended. */
  async function hold(length: number): Promise<Buffer> {
    if (held.length >= length) return held;
    const parts = [held];
    for (let bytes = held.length; bytes < length; ) {
      const next = await iterator.next();
      if (next.done) break;
      parts.push(next.value);
      bytes += next.value.length;
    }
    held = Buffer.concat(parts);
    return held;
  }

  return {
    peek: async (length) => (await hold(length)).subarray(0, length),
    async take(length) {
      const whole = await hold(length);
      if (whole.length < length) throw new Error('it is cut short');
      held = whole.subarray(length);
      return whole.subarray(0, length);
    },
    atEnd: async () => (await hold(1)).length === 0,
    async *rest() {
      yield held;
      yield* { [Symbol.asyncIterator]: () => iterator };
    },
  };
}

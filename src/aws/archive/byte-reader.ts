/** Takes bytes from pieces in whatever lengths a format needs. */
export interface ByteReader {
  /** Exactly so many bytes, or undefined at the end. Throws when the pieces end in their midst. */
  take(length: number): Promise<Buffer | undefined>;
  /** Whatever comes next, in the pieces as they came. */
  rest(): AsyncGenerator<Buffer>;
}

/** Reads from pieces; holds no more than what is asked for and one piece. */
export function createByteReader(pieces: AsyncIterable<Buffer>): ByteReader {
  const iterator = pieces[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let heldBytes = 0;
  return {
    async take(length) {
      while (heldBytes < length) {
        const next = await iterator.next();
        if (next.done) {
          if (heldBytes === 0) return undefined;
          throw new Error('it is cut short');
        }
        held.push(next.value);
        heldBytes += next.value.length;
      }
      const whole = held.length === 1 ? (held[0] ?? Buffer.alloc(0)) : Buffer.concat(held);
      held = whole.length > length ? [whole.subarray(length)] : [];
      heldBytes = whole.length - length;
      return whole.subarray(0, length);
    },
    async *rest() {
      try {
        yield* held;
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}

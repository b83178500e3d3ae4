/** How many bytes a digest has. */
export const DIGEST_BYTES = 16;

/** A set of digests that takes at most 43 bytes for each, where a `Set` of texts takes a hundred. */
export interface DigestSet {
  readonly size: number;
  /** Takes `DIGEST_BYTES` bytes. */
  add(digest: Buffer): void;
  has(digest: Buffer): boolean;
}

/** A part of the set, by the first byte of its digests: as it grows by itself, little is there twice meanwhile. */
interface Shard {
  table: Uint32Array;
  used: number;
}

/** Makes an empty set. */
export function createDigestSet(): DigestSet {
  const shards = new Map<number, Shard>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(digest) {
      const first = digest.readUInt8(0);
      const shard = shards.get(first) ?? { table: new Uint32Array(FIRST_SLOTS * WORDS), used: 0 };
      shards.set(first, shard);
      if (!put(shard.table, wordsOf(digest))) return;
      size += 1;
      shard.used += 1;
      if (shard.used * WORDS > shard.table.length * MAX_LOAD) shard.table = grown(shard.table);
    },
    has(digest) {
      const table = shards.get(digest.readUInt8(0))?.table;
      return table !== undefined && !isFree(table, placeOf(table, wordsOf(digest)));
    },
  };
}

const FIRST_SLOTS = 64;
const WORDS = DIGEST_BYTES / 4;
/** Above that the places to look at become many. */
const MAX_LOAD = 0.75;

/** A digest as it is kept; no word of it is 0 in all, since a place of zeros is free. */
function wordsOf(digest: Buffer): Uint32Array {
  const words = Uint32Array.from({ length: WORDS }, (_, word) => digest.readUInt32LE(word * 4));
  words[WORDS - 1] = (words[WORDS - 1] ?? 0) | 1;
  return words;
}

/** Where the words stand, or the free place where they would. There is one, because no table is ever full. */
function placeOf(table: Uint32Array, words: Uint32Array): number {
  const slots = table.length / WORDS;
  for (let slot = (words[1] ?? 0) % slots; ; slot = (slot + 1) % slots) {
    const at = slot * WORDS;
    if (isFree(table, at) || words.every((word, index) => table[at + index] === word)) return at;
  }
}

function isFree(table: Uint32Array, at: number): boolean {
  return table[at + WORDS - 1] === 0;
}

/** False where they were there already. */
function put(table: Uint32Array, words: Uint32Array): boolean {
  const at = placeOf(table, words);
  if (!isFree(table, at)) return false;
  table.set(words, at);
  return true;
}

function grown(table: Uint32Array): Uint32Array {
  const larger = new Uint32Array(table.length * 2);
  for (let at = 0; at < table.length; at += WORDS) {
    if (!isFree(table, at)) put(larger, table.subarray(at, at + WORDS));
  }
  return larger;
}

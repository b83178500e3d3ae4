/** Draws `count` of `items` by a seed: the same seed over the same items draws the same. */
export function drawSample<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = mulberry32(seed);
  const indexes = items.map((_, index) => index);
  for (let last = indexes.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [indexes[last], indexes[chosen]] = [indexes[chosen] ?? 0, indexes[last] ?? 0];
  }
  const drawn = new Set(indexes.slice(0, count));
  return items.filter((_, index) => drawn.has(index));
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

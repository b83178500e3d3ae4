/** Cuts items, in their order, into batches of at most `mostItems` items and `mostBytes` bytes; one too big stands alone. */
export function cutBatches<Item>(
  items: readonly Item[],
  { mostItems, mostBytes, bytesOf }: { mostItems: number; mostBytes: number; bytesOf: (item: Item) => number },
): Item[][] {
  const batches: Item[][] = [];
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && (batch.length >= mostItems || bytes + size > mostBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

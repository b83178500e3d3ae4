/** Cuts items, in their order, into batches of at most `maxItems` items and `maxBytes` bytes; one too big stands alone. */
export function cutBatches<Item>(
  items: readonly Item[],
  {
    maxItems,
    maxBytes = Number.POSITIVE_INFINITY,
    bytesOf = () => 0,
  }: { maxItems: number; maxBytes?: number; bytesOf?: (item: Item) => number },
): Item[][] {
  const batches: Item[][] = [];
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && (batch.length >= maxItems || bytes + size > maxBytes)) {
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

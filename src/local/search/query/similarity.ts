/**
 * Stands in for Lucene's BM25 similarity, with k1 = 1.2 and b = 0.75, as OpenSearch 3 uses it.
 * Statistics are those of the whole index; OpenSearch counts them by shard, which is the same with one shard.
 */
const K1 = 1.2;
const B = 0.75;

/** The rarer a term, the more it weighs. */
export function inverseFrequency(documents: number, holding: number): number {
  return Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
}

/** The score of a term that occurs `frequency` times in a field of `length` terms. */
export function fieldScore(weight: number, frequency: number, length: number, averageLength: number): number {
  const normal = 1 / (K1 * (1 - B + (B * quantise(length)) / averageLength));
  return weight - weight / (1 + frequency * normal);
}

/** The score of a term in a field without lengths, as a boolean is. */
export function plainScore(weight: number): number {
  return weight - weight / (1 + 1 / K1);
}

/** A field's length as Lucene's one-byte norm keeps it: exact up to 39, then with four bits of precision. */
function quantise(length: number): number {
  const exact = 24;
  if (length < exact + 16) return length;
  const rest = length - exact;
  const shift = Math.max(0, 32 - Math.clz32(rest) - 4);
  return exact + ((rest >>> shift) << shift);
}

/**
 * Values and how often each came. Stands in for the distribution that CloudWatch keeps of raw values, as its agent does in sparse
 * exponential buckets (github.com/aws/amazon-cloudwatch-agent, metric/distribution/seh1), but exact as long as the values are few.
 */

/** Each value with its weight, which need not be whole. */
export type Distribution = ReadonlyMap<number, number>;

/** As many different values as one PutMetricData may hold of a metric (API reference, MetricDatum, Values). */
export const MAX_EXACT_VALUES = 150;
/** The upper end of a bucket over its lower one: its middle is off by 1 % at most. */
const BUCKET_RATIO = 1.02;
const LOG_RATIO = Math.log(BUCKET_RATIO);

/** The values of both together. */
export function together(...distributions: readonly Distribution[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const distribution of distributions) {
    for (const [value, weight] of distribution) sum.set(value, (sum.get(value) ?? 0) + weight);
  }
  return sum;
}

/** A list of values, each with a weight of 1 where none is given. */
export function distributionOf(values: readonly number[], weights: readonly number[] = []): Map<number, number> {
  const distribution = new Map<number, number>();
  values.forEach((value, at) => {
    distribution.set(value, (distribution.get(value) ?? 0) + (weights[at] ?? 1));
  });
  return distribution;
}

/** The sum of the weights. */
export function weightOf(distribution: Distribution): number {
  let weight = 0;
  for (const each of distribution.values()) weight += each;
  return weight;
}

/**
 * The same values, not negative ones, as long as they are at most 150; of more, all but the least and the greatest are moved to the
 * middles of buckets, by 1 % at most. What was moved once is not moved further.
 */
export function compacted(distribution: Distribution): Distribution {
  if (distribution.size <= MAX_EXACT_VALUES) return distribution;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of distribution.keys()) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const buckets = new Map<number, number>();
  for (const [value, weight] of distribution) {
    const moved = value === least || value === greatest || value === 0 ? value : middleOf(value);
    const kept = Math.min(greatest, Math.max(least, moved));
    buckets.set(kept, (buckets.get(kept) ?? 0) + weight);
  }
  return buckets;
}

function middleOf(value: number): number {
  return Math.exp((Math.floor(Math.log(value) / LOG_RATIO) + 0.5) * LOG_RATIO);
}

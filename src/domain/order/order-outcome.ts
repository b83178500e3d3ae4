import type { OrderDelivery } from './order-delivery.ts';

/** What became of a delivery: its version was written, it had been written by the same replay before, or a later one stands. */
export type Outcome = 'applied' | 'repeated' | 'stale';

/** What became of the deliveries of a batch, and how many had a time that was replaced by SNS's. */
export function outcomeCounts(
  deliveries: readonly (Pick<OrderDelivery, 'timeReplaced'> & { readonly outcome: Outcome })[],
): Record<Outcome | 'timesReplaced', number> {
  const counts = { applied: 0, repeated: 0, stale: 0, timesReplaced: 0 };
  for (const { outcome, timeReplaced } of deliveries) {
    counts[outcome] += 1;
    if (timeReplaced) counts.timesReplaced += 1;
  }
  return counts;
}

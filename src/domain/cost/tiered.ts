/** What an amount costs where the price falls with it. */
export function tiered(amount: number, tiers: readonly { readonly upTo: number; readonly price: number }[]): number {
  let cost = 0;
  let from = 0;
  for (const { upTo, price } of tiers) {
    if (amount > from) cost += (Math.min(amount, upTo) - from) * price;
    from = upTo;
  }
  return cost;
}

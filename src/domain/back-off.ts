/** How long to wait before another try, after so many tries in vain, from 1: `first`, then twice as long each time, at most `max`. */
export function backOffMs(tries: number, { first, max }: { first: number; max: number }): number {
  return Math.min(max, first * 2 ** (tries - 1));
}

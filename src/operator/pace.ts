import type { Clock } from './operator.ts';

/** Keeps a pace of at most `rate` events a second, also after a delay: each call waits until its events are due. Without a rate, never. */
export function createPace(rate: number | undefined, clock: Clock): (events: number) => Promise<void> {
  if (rate === undefined) return async () => {};
  let due = clock.now();
  return async (events) => {
    const early = due - clock.now();
    if (early > 0) await clock.wait(early);
    due = Math.max(due, clock.now()) + (events / rate) * 1000;
  };
}

/** How many events to send at once: as many as a batch holds, fewer at a slow pace so that it stays even. */
export function burstFor(rate: number | undefined, most: number): number {
  return rate === undefined ? most : Math.min(most, Math.max(1, Math.floor(rate / 10)));
}

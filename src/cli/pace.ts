import type { SessionClock } from './session.ts';

/** Keeps a pace of `rate` events a second: each call waits until its events are due. Without a rate, never. */
export function createPace(rate: number | undefined, clock: SessionClock): (events: number) => Promise<void> {
  if (rate === undefined) return async () => {};
  const start = clock.now();
  let sent = 0;
  return async (events) => {
    const due = start + (sent / rate) * 1000;
    sent += events;
    const early = due - clock.now();
    if (early > 0) await clock.wait(early);
  };
}

/** How many events to send at once: as many as a batch holds, fewer at a slow pace so that it stays even. */
export function burstFor(rate: number | undefined, most: number): number {
  return rate === undefined ? most : Math.min(most, Math.max(1, Math.floor(rate / 10)));
}

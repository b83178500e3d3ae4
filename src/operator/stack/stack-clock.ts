import * as v from 'valibot';
import type { Clock, Operator } from '../operator.ts';

const LocalClock = v.object({ now: v.pipe(v.string(), v.isoTimestamp()), speed: v.optional(v.number(), 1) });

/**
 * The clock that a stack's times are told by: this machine's, or the local stack's own, which may be moved on and run
 * faster. Waiting is by that clock too, but for one that stands still.
 */
export async function openStackClock({ connection, clock }: Pick<Operator, 'connection' | 'clock'>): Promise<Clock> {
  if (connection.endpoint === undefined) return clock;
  const response = await fetch(`${connection.endpoint}/_local/clock`);
  // Another endpoint that speaks AWS has no such path, and no clock of its own.
  const read = v.safeParse(LocalClock, response.ok ? await response.json().catch(() => undefined) : undefined);
  if (!read.success) return clock;
  const { now, speed } = read.output;
  const ahead = Date.parse(now);
  const start = clock.now();
  return {
    now: () => ahead + (clock.now() - start) * speed,
    wait: (ms, signal) => clock.wait(speed === 0 ? ms : ms / speed, signal),
  };
}

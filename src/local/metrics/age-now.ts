/** One datapoint of an age, as it is now: stands in for a metric of CloudWatch that has no history here. */
import type { Clock } from '../clock.ts';

/** The age of what came at a time, in seconds. */
export function ageNow(clock: Clock, since: number): object {
  const age = Math.max(0, (clock.now() - since) / 1000);
  return { Timestamp: clock.now() / 1000, Maximum: age, Minimum: age, Average: age, Unit: 'Seconds' };
}

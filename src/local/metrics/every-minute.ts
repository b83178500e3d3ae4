/** Stands in for the minutes by which CloudWatch is told metrics and looks at alarms: those of the local clock. */
import type { Clock, Timer } from '../clock.ts';
import { MINUTE_MS, minuteOf } from './metric-store.ts';

/** So many minutes are made up for when the clock is moved far; alarms look back no further than a few periods. */
const MAX_MINUTES = 180;

/**
 * Runs at the start of each minute of local time, given that minute; of those that a moved clock passes over at once, given all, the
 * oldest first. Returns what stops it.
 */
export function everyMinute(clock: Clock, run: (minutes: readonly number[]) => void): () => void {
  let timer: Timer;
  const arm = () => {
    const next = minuteOf(clock.now()) + MINUTE_MS;
    timer = clock.at(next, () => {
      const passed = Math.floor((clock.now() - next) / MINUTE_MS) + 1;
      const count = Math.min(passed, MAX_MINUTES);
      arm();
      run(Array.from({ length: count }, (_, at) => next + (passed - count + at) * MINUTE_MS));
    });
  };
  arm();
  return () => timer.cancel();
}

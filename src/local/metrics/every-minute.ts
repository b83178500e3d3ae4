/** Stands in for the minutes by which CloudWatch is told metrics and looks at alarms: those of the local clock. */
import type { Clock, Timer } from '../clock.ts';
import { MINUTE_MS, minuteOf } from './metric-store.ts';

/** Runs at the start of each minute of local time, once however far the clock is moved on. Returns what stops it. */
export function everyMinute(clock: Clock, run: () => void): () => void {
  let timer: Timer;
  const arm = () => {
    timer = clock.at(minuteOf(clock.now()) + MINUTE_MS, () => {
      arm();
      run();
    });
  };
  arm();
  return () => timer.cancel();
}

/**
 * What state some periods of a metric put an alarm in (CloudWatch guide, "How alarm state is evaluated when data is missing").
 * A period without data is undefined; the newest is the last.
 */
import type { AlarmState } from './alarm-store.ts';

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface Evaluation {
  /** Undefined where the alarm stays as it is. */
  readonly state: AlarmState | undefined;
  /** How many periods without data were filled in. */
  readonly filled: number;
}

/** Judges the periods of an evaluation range, which is longer than the evaluation periods. */
export function judge(
  range: ReadonlyArray<boolean | undefined>,
  { periods, toAlarm, missing }: { periods: number; toAlarm: number; missing: MissingData },
): Evaluation {
  const existing = range.filter((breaches) => breaches !== undefined);
  if (existing.length >= periods) {
    const breaching = existing.slice(-periods).filter(Boolean).length;
    return { state: breaching >= toAlarm ? 'ALARM' : 'OK', filled: 0 };
  }
  const filled = periods - existing.length;
  const breaching = existing.filter(Boolean).length + (missing === 'breaching' ? filled : 0);
  if (breaching >= toAlarm) return { state: 'ALARM', filled };
  if (missing === 'breaching' || missing === 'notBreaching' || existing.includes(false)) return { state: 'OK', filled };
  if (missing === 'ignore') return { state: undefined, filled };
  // Nothing but breaches, the oldest of them so old that enough may have followed it.
  const oldest = range.indexOf(true);
  return {
    state: oldest >= 0 && range.length - oldest >= toAlarm + (range.length - periods) ? 'ALARM' : 'INSUFFICIENT_DATA',
    filled,
  };
}

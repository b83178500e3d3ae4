import { UsageError } from './errors.ts';
import { parseDuration } from './parse-duration.ts';

/** A point in time in ms: ISO 8601 with a zone, or a duration back from `now` (`90s`, `30m`, `2h`, `4d`). Throws UsageError. */
export function parseTime(text: string, now: number): number {
  const duration = parseDuration(text);
  if (duration !== undefined) return now - duration;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(
      `'${text}' is no time: give ISO 8601 with a zone (2026-11-21T08:00:00Z) or a duration back from now (2h)`,
    );
  }
  return time;
}

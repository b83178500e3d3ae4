/**
 * What CloudWatch is told of deliveries that SNS gave up, by the minute, for the fifteen days that it keeps minutes.
 * It stands in for three of SNS's metrics (SNS guide, monitoring with CloudWatch); the others are only counted from the start on.
 */
import type { LocalContext } from '../context.ts';
import { integer } from '../database.ts';

/** NumberOfNotificationsFailed, …RedrivenToDlq and …FailedToRedriveToDlq. */
export type Failure = 'failed' | 'redriven' | 'failedToRedrive';

export interface FailureHistory {
  count(topic: string, what: Failure): void;
  /** The sums of the periods from `from` to before `to` that have any; all in ms, a period in whole minutes. */
  sums(
    topic: string,
    what: Failure,
    window: { from: number; to: number; period: number },
  ): { at: number; sum: number }[];
}

const MINUTE_MS = 60_000;
/** CloudWatch keeps datapoints of a minute for 15 days (CloudWatch guide, metrics retention). */
const KEPT_MS = 15 * 86_400_000;
const COLUMNS: Readonly<Record<Failure, string>> = {
  failed: 'failed',
  redriven: 'redriven',
  failedToRedrive: 'failed_to_redrive',
};

/** The history in the database, by the local clock; that of an earlier run is still there. */
export function createFailureHistory({ database, clock }: Pick<LocalContext, 'database' | 'clock'>): FailureHistory {
  return {
    count(topic, what) {
      const now = clock.now();
      const column = COLUMNS[what];
      database.run('DELETE FROM topics_failures WHERE minute < ?', now - KEPT_MS);
      database.run(
        `INSERT INTO topics_failures (topic, minute, ${column}) VALUES (?, ?, 1)
         ON CONFLICT (topic, minute) DO UPDATE SET ${column} = ${column} + 1`,
        topic,
        Math.floor(now / MINUTE_MS) * MINUTE_MS,
      );
    },
    sums(topic, what, { from, to, period }) {
      // CloudWatch rounds a start down to its minute (API reference, GetMetricStatistics).
      const start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
      return database
        .all(
          `SELECT minute - (minute - ?) % ? AS at, SUM(${COLUMNS[what]}) AS sum FROM topics_failures
           WHERE topic = ? AND minute >= ? AND minute < ? GROUP BY at ORDER BY at`,
          start,
          period,
          topic,
          start,
          to,
        )
        .map((row) => ({ at: integer(row, 'at'), sum: integer(row, 'sum') }));
    },
  };
}

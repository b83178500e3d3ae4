/** The statistics of CloudWatch that a statistic set has (CloudWatch guide, statistics definitions); it has no percentiles. */
import type { Summary } from './metric-store.ts';

export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

export type Statistic = (typeof STATISTICS)[number];

/** One statistic of a set of values. */
export function statisticOf({ count, sum, min, max }: Summary, statistic: Statistic): number {
  switch (statistic) {
    case 'SampleCount':
      return count;
    case 'Average':
      return sum / count;
    case 'Sum':
      return sum;
    case 'Minimum':
      return min;
    case 'Maximum':
      return max;
  }
}

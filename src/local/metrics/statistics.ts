/** What a statistic of a metric comes to in each period (CloudWatch guide, statistics definitions). */
import * as v from 'valibot';
import {
  type ExtendedStatistic,
  extendedStatisticOf,
  parseExtendedStatistic,
} from './distribution/extended-statistics.ts';
import type { MetricId, MetricStore, MetricWindow, Summary } from './metric-store.ts';

export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

export type Statistic = (typeof STATISTICS)[number];

/** An extended statistic as it is written. */
export const extendedStatistic = v.pipe(
  v.string(),
  v.check(
    (name) => parseExtendedStatistic(name) !== undefined,
    'must be an extended statistic such as p99, tm90, wm90, tc90, ts90, TM(5%:95%), TC(80:500), PR(:300) or IQM',
  ),
);
/** Any statistic as it is written. */
export const anyStatistic = v.pipe(
  v.string(),
  v.check(
    (name) => simple(name) !== undefined || parseExtendedStatistic(name) !== undefined,
    `must be one of ${STATISTICS.join(', ')}, or an extended statistic such as p99, tm90 or PR(:300)`,
  ),
);

/** What a statistic comes to in one period, which starts at `at`. */
export interface Figure {
  readonly at: number;
  readonly unit: string;
  readonly value: number;
}

/** The figures of a statistic, the oldest first; none of a period of which it is not known. */
export function figuresOf(
  store: Pick<MetricStore, 'read' | 'spread'>,
  metric: MetricId,
  { statistic, ...window }: MetricWindow & { statistic: string },
): Figure[] {
  const known = simple(statistic);
  if (known !== undefined) {
    return store
      .read(metric, window)
      .map((point) => ({ at: point.at, unit: point.unit, value: statisticOf(point, known) }));
  }
  const extended = parseExtendedStatistic(statistic);
  return extended === undefined ? [] : extendedFigures(store, metric, { ...window, extended });
}

function extendedFigures(
  store: Pick<MetricStore, 'spread'>,
  metric: MetricId,
  { extended, ...window }: MetricWindow & { extended: ExtendedStatistic },
): Figure[] {
  return store.spread(metric, window).flatMap(({ at, unit, values }) => {
    const value = extendedStatisticOf(values, extended);
    return value === undefined ? [] : [{ at, unit, value }];
  });
}

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

function simple(name: string): Statistic | undefined {
  return STATISTICS.find((each) => each === name);
}

/**
 * Evaluates an alarm as CloudWatch does each minute, and says why in its words.
 * The evaluation range is two periods longer than the evaluation periods, as in the guide's example: AWS does not say how long it is.
 */

import { isSeries, type Value } from '../metrics/math/values.ts';
import { type MetricStore, minuteOf } from '../metrics/metric-store.ts';
import type { AlarmState } from './alarm-store.ts';
import { type MetricAlarm, statisticName } from './metric-alarm.ts';
import { judge } from './missing-data.ts';

const EXTRA_PERIODS = 2;

export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData: object;
}

interface Figure {
  readonly at: number;
  readonly value: number;
}

/** What state an alarm is to have now; undefined where it stays as it is. */
export function evaluateAlarm(
  alarm: MetricAlarm,
  { store, now, before }: { store: Pick<MetricStore, 'read' | 'spread'>; now: number; before: AlarmState },
): Verdict | undefined {
  const { periodMs, periods, toAlarm, missing } = alarm;
  const range = figuresOf(alarm, store, minuteOf(now));
  const statistic = statisticName(alarm.fields);
  const { state, filled } = judge(
    range.map(({ value }) => (value === undefined ? undefined : alarm.breaches(value))),
    { periods, toAlarm, missing },
  );
  if (state === undefined || hasTooFewSamples(alarm, store, minuteOf(now))) return undefined;
  const figures = range.flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }])).slice(-periods);
  return {
    state,
    reason: reasonOf(alarm, { state, before, figures, filled }),
    reasonData: {
      version: '1.0',
      queryDate: stamp(now),
      ...(figures[0] ? { startDate: stamp(figures[0].at) } : {}),
      ...(statistic === undefined ? {} : { statistic }),
      period: periodMs / 1000,
      recentDatapoints: figures.map(({ value }) => value),
      threshold: alarm.fields.Threshold,
      evaluatedDatapoints: figures.toReversed().map(({ at, value }) => ({ timestamp: stamp(at), value })),
    },
  };
}

/** The time from which on an alarm's figures are the same from minute to minute, as long as there are no others. */
export function settledAfter({ queries, periods, periodMs }: MetricAlarm, store: Pick<MetricStore, 'latest'>): number {
  const latest = Math.max(...queries.series.map(({ metric }) => store.latest(metric) ?? Number.NEGATIVE_INFINITY));
  return latest + (periods + EXTRA_PERIODS + 1) * periodMs;
}

/** A time as CloudWatch writes it in an alarm's words. */
export function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

/** A percentile of few values says little; of none at all, the treatment of missing data decides. */
function hasTooFewSamples(
  { minSamples, queries, periods, periodMs }: MetricAlarm,
  store: Pick<MetricStore, 'read'>,
  to: number,
): boolean {
  if (minSamples === 0) return false;
  const points = queries.series.flatMap(({ metric, unit }) =>
    store.read(metric, { from: to - periods * periodMs, to, period: periodMs, unit }),
  );
  const samples = points.reduce((sum, { count }) => sum + count, 0);
  return samples > 0 && samples < minSamples * (1 - 1e-9);
}

function figuresOf(alarm: MetricAlarm, store: Pick<MetricStore, 'read' | 'spread'>, to: number) {
  const { periodMs, periods, queries, told } = alarm;
  const count = periods + EXTRA_PERIODS;
  const from = to - count * periodMs;
  const value = queries.over(store, { from, to })(told);
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * periodMs;
    return { at, value: figureAt(value, at) };
  });
}

function figureAt(value: Value, at: number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'object' && isSeries(value)) return value.points.get(at);
  throw new Error('what an alarm compares must be one metric');
}

const WORDS = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

function reasonOf(
  { fields, periods, toAlarm, missing }: MetricAlarm,
  {
    state,
    before,
    figures,
    filled,
  }: { state: AlarmState; before: AlarmState; figures: readonly Figure[]; filled: number },
): string {
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${filled} datapoint${filled === 1 ? ' was' : 's were'} unknown.`;
  }
  if (figures.length === 0) {
    const treated = missing === 'breaching' ? 'Breaching' : 'NonBreaching';
    return `Threshold Crossed: no datapoints were received for ${filled} period${filled === 1 ? '' : 's'} and ${filled} missing datapoint${filled === 1 ? ' was' : 's were'} treated as [${treated}].`;
  }
  const shown = figures.toReversed().map(({ at, value }) => `${decimal(value)} (${day(at)})`);
  const needed = state === 'ALARM' ? toAlarm : periods - toAlarm + 1;
  const negation = state === 'ALARM' ? '' : ' not';
  return `Threshold Crossed: ${figures.length} out of the last ${periods} datapoints [${shown.join(', ')}] ${figures.length === 1 ? 'was' : 'were'}${negation} ${WORDS[fields.ComparisonOperator]} the threshold (${decimal(fields.Threshold)}) (minimum ${needed} datapoint${needed === 1 ? '' : 's'} for ${before === 'INSUFFICIENT_DATA' ? 'OK' : before} -> ${state} transition).`;
}

/** 3 is 3.0 in CloudWatch's words. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function day(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month, dayOfMonth] = date.split('-');
  return `${dayOfMonth}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/**
 * An alarm on a metric, or on one figure reckoned from several (CloudWatch API reference, PutMetricAlarm), from a template.
 * Anomaly detection, periods below a minute and queries of Metrics Insights are refused by name.
 */
import * as v from 'valibot';
import { parseExtendedStatistic } from '../metrics/distribution/extended-statistics.ts';
import { numeric } from '../metrics/invalid-request.ts';
import {
  flag,
  type MetricQueries,
  metricFields,
  metricQueries,
  period,
  readQueries,
  unit,
  whole,
} from '../metrics/metric-queries.ts';
import { extendedStatistic, STATISTICS } from '../metrics/statistics.ts';
import type { MissingData } from './missing-data.ts';

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;

const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};

/**
 * Of trimmed and winsorized statistics an alarm takes one number, or two percentages from 10 to 90 (API reference, PutMetricAlarm,
 * ExtendedStatistic).
 */
const OTHER_RANGE = /^(?!PR)\w+\((?!(?:[1-8]\d(?:\.\d+)?|90(?:\.0+)?)%:(?:[1-8]\d(?:\.\d+)?|90(?:\.0+)?)%\)$)/;

const actions = v.optional(v.array(v.string()), []);
const schema = v.object({
  AlarmDescription: v.optional(v.string()),
  ActionsEnabled: v.optional(flag, true),
  AlarmActions: actions,
  OKActions: actions,
  InsufficientDataActions: actions,
  ComparisonOperator: v.picklist(
    ['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'],
    'must be a comparison with a threshold that is a number locally',
  ),
  Threshold: numeric,
  EvaluationPeriods: whole,
  DatapointsToAlarm: v.optional(whole),
  TreatMissingData: v.optional(v.picklist(['missing', 'ignore', 'breaching', 'notBreaching']), 'missing'),
  ...v.partial(v.object({ ...metricFields, Statistic: v.picklist(STATISTICS), Period: period, Unit: unit })).entries,
  Metrics: v.optional(metricQueries),
  ExtendedStatistic: v.optional(
    v.pipe(
      extendedStatistic,
      v.check(
        (name) => !OTHER_RANGE.test(name),
        'must have two percentages from 10 to 90 where it has a range in an alarm',
      ),
    ),
  ),
  EvaluateLowSampleCountPercentile: v.optional(v.picklist(['evaluate', 'ignore'])),
  ThresholdMetricId: v.optional(v.never('anomaly detection is not performed locally')),
});

export type AlarmFields = v.InferOutput<typeof schema>;

export interface MetricAlarm {
  readonly fields: AlarmFields;
  readonly periodMs: number;
  readonly periods: number;
  readonly toAlarm: number;
  readonly missing: MissingData;
  readonly queries: MetricQueries;
  /** The query whose figures are compared with the threshold. */
  readonly told: string;
  /** The state does not change on fewer values than these in all the periods that count; 0 where any number will do. */
  readonly minSamples: number;
  breaches(value: number): boolean;
}

/** Reads the properties of an alarm. Throws an Error that says what of it is not performed. */
export function readMetricAlarm(properties: unknown): MetricAlarm {
  const parsed = v.safeParse(schema, properties);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`${v.getDotPath(issue) ?? 'the alarm'}: ${issue.message}`);
  }
  const fields = parsed.output;
  const { EvaluationPeriods: periods, DatapointsToAlarm: toAlarm = periods, Threshold } = fields;
  if (toAlarm > periods) throw new Error('DatapointsToAlarm: must not be more than EvaluationPeriods');
  const measured = fields.Metrics ? reckonedFigure(fields.Metrics) : plainFigure(fields);
  checkLength(periods, measured.periodMs);
  return {
    fields,
    ...measured,
    periods,
    toAlarm,
    minSamples: fields.EvaluateLowSampleCountPercentile === 'ignore' ? significantSamples(fields.ExtendedStatistic) : 0,
    // Alarms on AWS/DynamoDB ignore missing data whatever they say (API reference, PutMetricAlarm).
    missing: measured.queries.series.every(({ metric }) => metric.namespace === 'AWS/DynamoDB')
      ? 'ignore'
      : fields.TreatMissingData,
    breaches: (value) => COMPARISONS[fields.ComparisonOperator](value, Threshold),
  };
}

/** How far back an alarm may look, by whether its period is at least an hour long (API reference, PutMetricAlarm, Period). */
function checkLength(periods: number, periodMs: number): void {
  const [most, name] = periodMs < HOUR_MS ? [DAY_SECONDS, 'a day'] : [7 * DAY_SECONDS, 'seven days'];
  if (periods * (periodMs / 1000) > most)
    throw new Error(
      `Metrics cannot be checked across more than ${name} (EvaluationPeriods * Period must be <= ${most})`,
    );
}

/** The statistic of an alarm that is not reckoned from several, plain or extended. */
export function statisticName({ Statistic, ExtendedStatistic }: AlarmFields): string | undefined {
  return Statistic ?? ExtendedStatistic;
}

type Measured = Pick<MetricAlarm, 'periodMs' | 'queries' | 'told'>;

/** CloudWatch guide, "Percentile-based CloudWatch alarms and low data samples"; the ends of the scale need no more than one. */
function significantSamples(statistic: string | undefined): number {
  const percentile = parseExtendedStatistic(statistic ?? '');
  if (percentile?.kind !== 'p') return 0;
  const part = percentile.percent / 100;
  if (part === 0 || part === 1) return 0;
  return part >= 0.5 ? 10 / (1 - part) : 10 / part;
}

function plainFigure(fields: AlarmFields): Measured {
  const { Namespace, MetricName, Dimensions = {}, Period, Unit } = fields;
  if (fields.Statistic !== undefined && fields.ExtendedStatistic !== undefined) {
    throw new Error('Statistic and ExtendedStatistic: only one of them may be given');
  }
  const Stat = statisticName(fields);
  if (Namespace === undefined || MetricName === undefined || Stat === undefined || Period === undefined) {
    throw new Error(
      'Namespace, MetricName, Statistic or ExtendedStatistic, and Period are needed where there are no Metrics',
    );
  }
  const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit };
  return { periodMs: Period * 1000, queries: readQueries([{ Id: 'm', MetricStat, ReturnData: true }]), told: 'm' };
}

function reckonedFigure(metrics: v.InferOutput<typeof metricQueries>): Measured {
  const [told, ...more] = metrics.filter(({ ReturnData }) => ReturnData);
  if (told === undefined || more.length > 0) throw new Error('Metrics: exactly one of them must return data');
  const queries = readQueries(metrics);
  const [periodMs, ...others] = new Set(queries.series.map((series) => series.periodMs));
  if (periodMs === undefined || others.length > 0) throw new Error('Metrics: all must be of one period');
  return { periodMs, queries, told: told.Id };
}

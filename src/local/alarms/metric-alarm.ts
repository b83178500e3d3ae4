/**
 * An alarm on a metric, or on one figure reckoned from several (CloudWatch API reference, PutMetricAlarm), from a template.
 * Percentiles, anomaly detection, periods below a minute and queries of Metrics Insights are refused by name.
 */
import * as v from 'valibot';
import { dimensionList, numeric } from '../metrics/invalid-request.ts';
import type { MetricId } from '../metrics/metric-store.ts';
import { STATISTICS, type Statistic } from '../metrics/statistics.ts';
import { compileMath, type Formula } from './metric-math.ts';
import type { MissingData } from './missing-data.ts';

const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};

const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]),
  v.transform((value) => value === true || value === 'true'),
);
const whole = v.pipe(numeric, v.integer('must be a whole number'), v.minValue(1, 'must be at least 1'));
const period = v.pipe(whole, v.multipleOf(60, 'must be a multiple of 60 locally'));
const actions = v.optional(v.array(v.string()), []);
const metricFields = {
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(dimensionList, []),
};
const statistic = v.picklist(STATISTICS, `must be one of ${STATISTICS.join(', ')} locally`);
const queries = v.array(
  v.object({
    Id: v.pipe(v.string(), v.regex(/^[a-z]\w*$/, 'must begin with a small letter')),
    Expression: v.optional(v.string()),
    MetricStat: v.optional(
      v.object({ Metric: v.object(metricFields), Period: period, Stat: statistic, Unit: v.optional(v.string()) }),
    ),
    ReturnData: v.optional(flag, true),
  }),
);
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
  ...v.partial(v.object({ ...metricFields, Statistic: statistic, Period: period, Unit: v.string() })).entries,
  Metrics: v.optional(queries),
  ExtendedStatistic: v.optional(v.never('percentiles are not performed locally')),
  ThresholdMetricId: v.optional(v.never('anomaly detection is not performed locally')),
});

export type AlarmFields = v.InferOutput<typeof schema>;

export interface MetricAlarm {
  readonly fields: AlarmFields;
  readonly periodMs: number;
  readonly periods: number;
  readonly toAlarm: number;
  readonly missing: MissingData;
  readonly series: ReadonlyArray<{ id: string; metric: MetricId; statistic: Statistic; unit: string | undefined }>;
  /** The figure of a period. */
  readonly formula: Formula;
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
  return {
    fields,
    ...measured,
    periods,
    toAlarm,
    // Alarms on AWS/DynamoDB ignore missing data whatever they say (API reference, PutMetricAlarm).
    missing: measured.series.every(({ metric }) => metric.namespace === 'AWS/DynamoDB')
      ? 'ignore'
      : fields.TreatMissingData,
    breaches: (value) => COMPARISONS[fields.ComparisonOperator](value, Threshold),
  };
}

type Measured = Pick<MetricAlarm, 'periodMs' | 'series' | 'formula'>;

function plainFigure({ Namespace, MetricName, Dimensions = {}, Statistic, Period, Unit }: AlarmFields): Measured {
  if (Namespace === undefined || MetricName === undefined || Statistic === undefined || Period === undefined) {
    throw new Error('Namespace, MetricName, Statistic and Period are needed where there are no Metrics');
  }
  const metric = { namespace: Namespace, name: MetricName, dimensions: Dimensions };
  return {
    periodMs: Period * 1000,
    series: [{ id: 'm', metric, statistic: Statistic, unit: Unit }],
    formula: (figures) => figures('m'),
  };
}

function reckonedFigure(metrics: v.InferOutput<typeof queries>): Measured {
  const series = metrics.flatMap(({ Id, MetricStat }) => {
    if (MetricStat === undefined) return [];
    const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
    const metric = { namespace: Namespace, name: MetricName, dimensions: Dimensions };
    return [{ id: Id, metric, statistic: MetricStat.Stat, unit: MetricStat.Unit }];
  });
  const [told, ...more] = metrics.filter(({ ReturnData }) => ReturnData);
  if (told === undefined || more.length > 0) throw new Error('Metrics: exactly one of them must return data');
  const [periodSeconds, ...others] = new Set(metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  if (periodSeconds === undefined || others.length > 0) throw new Error('Metrics: all must be of one period');
  const expression = told.Expression ?? told.Id;
  return {
    periodMs: periodSeconds * 1000,
    series,
    formula: compileMath(expression, new Set(series.map(({ id }) => id))),
  };
}

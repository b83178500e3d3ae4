/**
 * Stands in for the metric math of Amazon CloudWatch, as far as one alarm needs it: a stream that writes nothing to its bucket.
 * Every other metric, expression or comparison is refused with what is performed.
 */
import * as v from 'valibot';

/** What CloudWatch would see of one attempt of a stream to write an object. */
export interface DeliveryAttempt {
  readonly streamName: string;
  readonly succeeded: boolean;
  /** The age of the oldest record that was to be written, in seconds: `DeliveryToS3.DataFreshness`. */
  readonly freshness: number;
}

/** An alarm that goes off when a failed attempt is for records older than an age. */
export interface DeliveryAlarm {
  readonly streamName: string;
  /** In seconds. */
  readonly maxFreshness: number;
}

const metric = v.object({
  Id: v.string(),
  MetricStat: v.object({
    Metric: v.object({
      Namespace: v.literal('AWS/Firehose'),
      MetricName: v.picklist(['DeliveryToS3.Success', 'DeliveryToS3.DataFreshness']),
      Dimensions: v.tuple([v.object({ Name: v.literal('DeliveryStreamName'), Value: v.string() })]),
    }),
    Stat: v.literal('Maximum'),
  }),
});
const alarmSchema = v.object({
  Metrics: v.tuple([v.object({ Expression: v.string() }), metric, metric]),
  Threshold: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.number()),
  ComparisonOperator: v.literal('GreaterThanThreshold'),
  EvaluationPeriods: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.literal(1)),
  TreatMissingData: v.literal('ignore'),
});
const EXPRESSION = /^IF\((\w+) < 1, (\w+) - (\d+), 0\)$/;

/** Reads the properties of an alarm. Throws an Error that says which alarm is performed when it is another one. */
export function readDeliveryAlarm(name: string, properties: unknown): DeliveryAlarm {
  const alarm = v.safeParse(alarmSchema, properties);
  if (!alarm.success) throw notPerformed(name, v.getDotPath(alarm.issues[0]) ?? 'the alarm');
  const [{ Expression }, ...metrics] = alarm.output.Metrics;
  const idOf = (wanted: string) => metrics.find(({ MetricStat }) => MetricStat.Metric.MetricName === wanted)?.Id;
  const [, success, freshness, interval] = EXPRESSION.exec(Expression) ?? [];
  const streams = new Set(metrics.map(({ MetricStat }) => MetricStat.Metric.Dimensions[0].Value));
  const [streamName] = streams;
  if (success === undefined || success !== idOf('DeliveryToS3.Success')) throw notPerformed(name, Expression);
  if (freshness !== idOf('DeliveryToS3.DataFreshness')) throw notPerformed(name, Expression);
  if (streamName === undefined || streams.size > 1) throw notPerformed(name, [...streams].join(' and '));
  return { streamName, maxFreshness: Number(interval) + alarm.output.Threshold };
}

/** True when an attempt at what the alarm is on puts it into ALARM, false when into OK. */
export function goesOff({ maxFreshness }: DeliveryAlarm, { succeeded, freshness }: DeliveryAttempt): boolean {
  return !succeeded && freshness > maxFreshness;
}

function notPerformed(name: string, what: string): Error {
  return new Error(
    `a rule listens to the alarm ${name}, which is not performed locally because of ${what}: only IF(success < 1, freshness - N, 0) of one stream's DeliveryToS3.Success and DeliveryToS3.DataFreshness is, greater than a threshold in one period, missing data ignored`,
  );
}

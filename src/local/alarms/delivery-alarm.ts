/**
 * The alarm that pauses a fork: on a stream that writes nothing to its bucket. It is judged when the stream has tried to write, and
 * not by the minute, so that a pause is never late; between attempts there are no data, and they are ignored.
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

/** Reads the properties of an alarm; undefined for one of another kind. */
export function readDeliveryAlarm(properties: unknown): DeliveryAlarm | undefined {
  const alarm = v.safeParse(alarmSchema, properties);
  if (!alarm.success) return undefined;
  const [{ Expression }, ...metrics] = alarm.output.Metrics;
  const idOf = (wanted: string) => metrics.find(({ MetricStat }) => MetricStat.Metric.MetricName === wanted)?.Id;
  const [, success, freshness, interval] = EXPRESSION.exec(Expression) ?? [];
  const [streamName, ...others] = new Set(metrics.map(({ MetricStat }) => MetricStat.Metric.Dimensions[0].Value));
  const isIts = success === idOf('DeliveryToS3.Success') && freshness === idOf('DeliveryToS3.DataFreshness');
  if (success === undefined || freshness === undefined || !isIts) return undefined;
  if (streamName === undefined || others.length > 0) return undefined;
  return { streamName, maxFreshness: Number(interval) + alarm.output.Threshold };
}

/** True when an attempt at what the alarm is on puts it into ALARM, false when into OK. */
export function goesOff({ maxFreshness }: DeliveryAlarm, { succeeded, freshness }: DeliveryAttempt): boolean {
  return !succeeded && freshness > maxFreshness;
}

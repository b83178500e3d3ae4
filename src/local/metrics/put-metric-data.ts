/**
 * PutMetricData of the stand-in for CloudWatch (API reference): values, statistic sets, and values with counts.
 * Entities are refused by name; what is put by the second is kept by the minute.
 */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { distributionOf } from './distribution/distribution.ts';
import type { KnownValues } from './distribution/kept-distributions.ts';
import { dimensionList, invalidCombination, invalidValue, numeric, readRequest, time } from './invalid-request.ts';
import { unit } from './metric-queries.ts';
import type { MetricStore } from './metric-store.ts';

const HOUR_MS = 3_600_000;
/** From two weeks ago to two hours ahead (API reference, MetricDatum, Timestamp). */
const OLDEST_MS = 14 * 24 * HOUR_MS;
const NEWEST_MS = 2 * HOUR_MS;
/** Values are in the range of -2^360 to 2^360 (API reference, MetricDatum, Value). */
const MAX_MAGNITUDE = 2 ** 360;

const value = v.pipe(
  numeric,
  v.check((number) => Math.abs(number) <= MAX_MAGNITUDE, 'must lie between -2^360 and 2^360'),
);
const datum = v.object({
  MetricName: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  Dimensions: v.optional(dimensionList, []),
  Timestamp: v.optional(time),
  Value: v.optional(value),
  Values: v.optional(v.pipe(v.array(value), v.maxLength(150, 'at most 150 values are taken'))),
  Counts: v.optional(v.array(v.pipe(numeric, v.gtValue(0, 'must be more than 0')))),
  StatisticValues: v.optional(
    v.object({
      SampleCount: v.pipe(numeric, v.gtValue(0, 'must be more than 0')),
      Sum: value,
      Minimum: value,
      Maximum: value,
    }),
  ),
  Unit: v.optional(unit, 'None'),
  StorageResolution: v.optional(
    v.pipe(
      numeric,
      v.check((seconds) => seconds === 1 || seconds === 60, 'must be 1 or 60'),
    ),
    60,
  ),
});
const schema = v.object({
  Namespace: v.pipe(v.string(), v.minLength(1), v.maxLength(255), v.regex(/^[^:]/, 'must not begin with a colon')),
  MetricData: v.pipe(
    v.array(datum),
    v.minLength(1, 'is required'),
    v.maxLength(1000, 'at most 1000 metrics are taken'),
  ),
  EntityMetricData: v.optional(v.never('is not performed locally')),
});

type Datum = v.InferOutput<typeof datum>;

/** Takes all metrics of a request, or none and throws AwsError. */
export function putMetricData(store: MetricStore, clock: Clock, input: unknown): void {
  const { Namespace, MetricData } = readRequest(schema, input);
  if (Namespace.startsWith('AWS/'))
    throw invalidValue(`The value ${Namespace} for parameter Namespace is invalid: AWS/ is reserved.`);
  const now = clock.now();
  const taken = MetricData.map((each, index) => ({
    each,
    values: summaryOf(each, index),
    at: timeOf(each, index, now),
  }));
  for (const { each, values, at } of taken) {
    const metric = { namespace: Namespace, name: each.MetricName, dimensions: each.Dimensions };
    store.add(metric, values, { at, unit: each.Unit });
  }
}

function timeOf({ Timestamp }: Datum, index: number, now: number): number {
  if (Timestamp === undefined) return now;
  if (Timestamp < now - OLDEST_MS || Timestamp > now + NEWEST_MS) {
    throw invalidValue(
      `The parameter MetricData.member.${index + 1}.Timestamp must specify a time no more than two weeks in the past and no more than two hours in the future, by the clock of the local stack.`,
    );
  }
  return Timestamp;
}

function summaryOf({ Value, Values, Counts, StatisticValues }: Datum, index: number): KnownValues {
  const given = [Value, Values, StatisticValues].filter((each) => each !== undefined);
  const place = `MetricData.member.${index + 1}`;
  if (given.length === 0)
    throw invalidCombination(
      `At least one of the parameters ${place}.Value, ${place}.Values and ${place}.StatisticValues must be specified.`,
    );
  if (given.length > 1)
    throw invalidCombination(
      `Only one of the parameters ${place}.Value, ${place}.Values and ${place}.StatisticValues may be specified.`,
    );
  if (Counts !== undefined && Counts.length !== Values?.length) {
    throw invalidCombination(
      `The parameters ${place}.Values and ${place}.Counts must have the same number of members.`,
    );
  }
  if (StatisticValues) {
    const { SampleCount, Sum, Minimum, Maximum } = StatisticValues;
    if (Minimum > Maximum)
      throw invalidValue(`The parameter ${place}.StatisticValues.Maximum must be greater than Minimum.`);
    return { count: SampleCount, sum: Sum, min: Minimum, max: Maximum };
  }
  const values = Values ?? [Value ?? 0];
  if (values.length === 0) throw invalidCombination(`The parameter ${place}.Values must have at least one member.`);
  const counts = values.map((_, at) => Counts?.[at] ?? 1);
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: values.reduce((sum, each, at) => sum + each * (counts[at] ?? 1), 0),
    min: Math.min(...values),
    max: Math.max(...values),
    values: distributionOf(values, counts),
  };
}

/**
 * The embedded metric format (CloudWatch guide, "Specification: Embedded metric format"): metrics in a line of a function's log.
 * A datapoint's time is when the line comes, by the local clock: functions tell the machine's time, wherever the local clock stands.
 */
import * as v from 'valibot';
import { distributionOf } from './distribution/distribution.ts';
import type { KnownValues } from './distribution/kept-distributions.ts';
import type { MetricId } from './metric-store.ts';
import { isUnit } from './units.ts';

/** The specification's limits: 100 metrics, 30 dimensions in a set, 100 values of a metric. */
const directive = v.object({
  Namespace: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
  Dimensions: v.array(v.pipe(v.array(v.string()), v.maxLength(30))),
  Metrics: v.pipe(
    v.array(v.object({ Name: v.string(), Unit: v.optional(v.pipe(v.string(), v.check(isUnit)), 'None') })),
    v.maxLength(100),
  ),
});
const line = v.looseObject({
  _aws: v.object({ Timestamp: v.number(), CloudWatchMetrics: v.array(directive) }),
});
const values = v.union([
  v.pipe(
    v.number(),
    v.finite(),
    v.transform((value) => [value]),
  ),
  v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(100)),
]);

export interface EmbeddedMetric extends MetricId {
  readonly unit: string;
  readonly values: KnownValues;
}

/** The metrics of a log line; none of one that is in another format, or not whole, as CloudWatch makes none of it. */
export function embeddedMetrics(text: string): EmbeddedMetric[] {
  if (!text.startsWith('{') || !text.includes('"CloudWatchMetrics"')) return [];
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), line), text);
  if (!parsed.success) return [];
  const { output } = parsed;
  return output._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
    // Without any set there is one, which is empty.
    const named: readonly string[][] = Dimensions.length === 0 ? [[]] : Dimensions;
    const sets = named.map((names) => dimensionsOf(output, names)).filter((dimensions) => dimensions !== undefined);
    return Metrics.flatMap(({ Name, Unit }) => {
      const found = v.safeParse(values, output[Name]);
      if (!found.success) return [];
      const summary = summaryOf(found.output);
      return sets.map((dimensions) => ({ namespace: Namespace, name: Name, dimensions, unit: Unit, values: summary }));
    });
  });
}

function dimensionsOf(
  target: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, string> | undefined {
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = target[name];
    if (typeof value !== 'string' || value === '') return undefined;
    dimensions[name] = value;
  }
  return dimensions;
}

function summaryOf(list: readonly number[]): KnownValues {
  return {
    count: list.length,
    sum: list.reduce((sum, each) => sum + each, 0),
    min: Math.min(...list),
    max: Math.max(...list),
    values: distributionOf(list),
  };
}

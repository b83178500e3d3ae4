/**
 * GetMetricData of the stand-in for CloudWatch (API reference): metrics and expressions, in pages.
 * Dynamic labels, queries of Metrics Insights and other accounts are refused by name.
 */
import * as v from 'valibot';
import { messageOf } from '../../domain/errors.ts';
import { AwsError } from '../errors.ts';
import { invalidCombination, numeric, readRequest, time } from './invalid-request.ts';
import { isSeries, type Series, type Value } from './math/values.ts';
import { type MetricQueries, metricQueries, readQueries } from './metric-queries.ts';
import type { MetricId, MetricStore } from './metric-store.ts';

/** API reference, GetMetricData. */
const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

const schema = v.object({
  MetricDataQueries: v.pipe(
    metricQueries,
    v.minLength(1),
    v.maxLength(MAX_QUERIES, `at most ${MAX_QUERIES} are taken`),
  ),
  StartTime: time,
  EndTime: time,
  NextToken: v.optional(v.string()),
  ScanBy: v.optional(v.picklist(['TimestampDescending', 'TimestampAscending']), 'TimestampDescending'),
  MaxDatapoints: v.optional(v.pipe(numeric, v.integer(), v.minValue(1), v.maxValue(MAX_DATAPOINTS)), MAX_DATAPOINTS),
  LabelOptions: v.optional(v.object({ Timezone: v.optional(v.string()) })),
});

/** A page of the figures that a request asks for. `check` throws for a metric that is not kept. Throws AwsError. */
export function getMetricData(
  store: Pick<MetricStore, 'read' | 'spread'>,
  input: unknown,
  check: (metric: MetricId) => void,
): object {
  const request = readRequest(schema, input);
  const { StartTime: from, EndTime: to, MetricDataQueries } = request;
  if (to <= from) throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
  const queries = orRefused(() => readQueries(MetricDataQueries));
  for (const { metric } of queries.series) check(metric);
  const told = MetricDataQueries.filter(({ ReturnData }) => ReturnData);
  const dynamic = told.find(({ Label }) => Label?.includes('${'));
  if (dynamic) throw validationError(`The label ${dynamic.Label} is not performed locally: dynamic labels are not.`);
  const reckon = queries.over(store, { from, to });
  const descending = request.ScanBy === 'TimestampDescending';
  const results = told.flatMap(({ Id, Label }) =>
    resultsOf(
      orRefused(() => reckon(Id)),
      { id: Id, label: Label, isMetric: isMetric(queries, Id), descending },
    ),
  );
  return page(results, Number(request.NextToken ?? 0), request.MaxDatapoints);
}

interface Result {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: readonly number[];
  readonly Values: readonly number[];
}

function isMetric({ series }: MetricQueries, wanted: string): boolean {
  return series.some(({ id }) => id === wanted);
}

function resultsOf(
  value: Value,
  {
    id,
    label,
    isMetric: isOwn,
    descending,
  }: { id: string; label: string | undefined; isMetric: boolean; descending: boolean },
): Result[] {
  if (typeof value === 'number' || typeof value === 'string') {
    throw validationError(`The expression ${id} comes to ${value}: it must come to a metric, or several.`);
  }
  const one = (series: Series, named: string): Result => {
    const points = [...series.points].sort(([a], [b]) => (descending ? b - a : a - b));
    return {
      Id: id,
      Label: named,
      Timestamps: points.map(([at]) => at / 1000),
      Values: points.map(([, figure]) => figure),
    };
  };
  if (isSeries(value)) return [one(value, label ?? (isOwn ? value.label : id))];
  return value.map((series) => one(series, label === undefined ? series.label : `${label} ${series.label}`));
}

/** The datapoints are counted through, metric by metric. */
function page(results: readonly Result[], first: number, max: number): object {
  if (!Number.isSafeInteger(first) || first < 0) throw new AwsError('InvalidNextToken', 'Invalid nextToken');
  let skipped = first;
  let left = max;
  const told: object[] = [];
  for (const result of results) {
    const { length } = result.Values;
    const from = Math.min(skipped, length);
    skipped -= from;
    const to = Math.min(length, from + left);
    left -= to - from;
    const isWhole = to === length;
    // A metric without any point is told on the first page.
    if (from === length && first > 0) continue;
    told.push({
      ...result,
      Timestamps: result.Timestamps.slice(from, to),
      Values: result.Values.slice(from, to),
      StatusCode: isWhole ? 'Complete' : 'PartialData',
    });
    if (!isWhole) return { MetricDataResults: told, Messages: [], NextToken: String(first + max) };
  }
  return { MetricDataResults: told, Messages: [] };
}

function orRefused<T>(reckon: () => T): T {
  try {
    return reckon();
  } catch (error) {
    throw error instanceof AwsError ? error : validationError(messageOf(error));
  }
}

function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

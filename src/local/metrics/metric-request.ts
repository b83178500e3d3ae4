/**
 * What GetMetricStatistics of the stand-in for CloudWatch is asked (CloudWatch API reference).
 * Periods below a minute are refused: values are kept by the minute.
 */
import * as v from 'valibot';
import { dimensionList, invalidCombination, numeric, readRequest, time } from './invalid-request.ts';
import type { MetricId } from './metric-store.ts';
import { extendedStatistic, STATISTICS } from './statistics.ts';

const MAX_DATAPOINTS = 1440;

const Request = v.object({
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(dimensionList, []),
  StartTime: time,
  EndTime: time,
  Period: v.pipe(
    numeric,
    v.multipleOf(60, 'Period must be a multiple of 60'),
    v.minValue(60),
    v.transform((seconds) => seconds * 1000),
  ),
  Statistics: v.optional(v.array(v.picklist(STATISTICS)), []),
  ExtendedStatistics: v.optional(
    v.pipe(v.array(extendedStatistic), v.maxLength(10, 'at most 10 extended statistics are taken')),
    [],
  ),
  Unit: v.optional(v.string()),
});

/** A metric that is kept here is asked for this; times and period in ms. */
export interface MetricRequest {
  readonly from: number;
  readonly to: number;
  readonly period: number;
  /** The value of a dimension; empty where it is not given. */
  dimension(name: string): string;
}

/** Datapoints as the API has them, by `Namespace MetricName`. */
export type Metrics = Readonly<Record<string, (request: MetricRequest) => readonly object[]>>;

export interface StatisticsRequest extends MetricRequest {
  readonly metric: MetricId;
  readonly statistics: ReadonlyArray<(typeof STATISTICS)[number]>;
  /** As they are written; none where there are others. */
  readonly extended: readonly string[];
  readonly unit: string | undefined;
}

/** Reads a request. Throws AwsError. */
export function readMetricRequest(input: unknown): StatisticsRequest {
  const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Statistics, ...rest } = readRequest(
    Request,
    input,
  );
  if (Statistics.length > 0 && rest.ExtendedStatistics.length > 0)
    throw invalidCombination('Only one of the parameters Statistics and ExtendedStatistics may be specified.');
  if (EndTime <= StartTime)
    throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
  return {
    metric: { namespace: Namespace, name: MetricName, dimensions: Dimensions },
    statistics: Statistics,
    extended: rest.ExtendedStatistics,
    unit: rest.Unit,
    from: StartTime,
    to: EndTime,
    period: Period,
    dimension: (name) => Dimensions[name] ?? '',
  };
}

/** Throws AwsError where a request asks for no statistic, or for more datapoints than CloudWatch gives at once. */
export function checkExtent({ statistics, extended, from, to, period }: StatisticsRequest): void {
  if (statistics.length + extended.length === 0) {
    throw invalidCombination('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  }
  const asked = Math.ceil((to - from) / period);
  if (asked > MAX_DATAPOINTS) {
    throw invalidCombination(
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${MAX_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
}

/**
 * What GetMetricStatistics of the stand-in for CloudWatch is asked (CloudWatch API reference).
 * Periods below a minute and percentiles are refused: values are kept by the minute, as statistic sets.
 */
import * as v from 'valibot';
import { dimensionList, invalidCombination, numeric, readRequest, time } from './invalid-request.ts';
import type { MetricId } from './metric-store.ts';
import { STATISTICS } from './statistics.ts';

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
  ExtendedStatistics: v.optional(v.never('percentiles are not performed locally')),
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
  readonly unit: string | undefined;
}

/** Reads a request. Throws AwsError. */
export function readMetricRequest(input: unknown): StatisticsRequest {
  const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Statistics, Unit } = readRequest(
    Request,
    input,
  );
  if (EndTime <= StartTime)
    throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
  return {
    metric: { namespace: Namespace, name: MetricName, dimensions: Dimensions },
    statistics: Statistics,
    unit: Unit,
    from: StartTime,
    to: EndTime,
    period: Period,
    dimension: (name) => Dimensions[name] ?? '',
  };
}

/** Throws AwsError where a request asks for no statistic, or for more datapoints than CloudWatch gives at once. */
export function checkExtent({ statistics, from, to, period }: StatisticsRequest): void {
  if (statistics.length === 0) {
    throw invalidCombination('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  }
  const asked = Math.ceil((to - from) / period);
  if (asked > MAX_DATAPOINTS) {
    throw invalidCombination(
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${MAX_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
}

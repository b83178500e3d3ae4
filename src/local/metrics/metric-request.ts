/**
 * What GetMetricStatistics of the stand-in for CloudWatch is asked (CloudWatch API reference).
 * Statistics are not chosen: each metric answers with those that it has.
 */
import * as v from 'valibot';
import { AwsError } from '../errors.ts';

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

const Seconds = v.pipe(
  v.number(),
  v.transform((seconds) => seconds * 1000),
);
const Request = v.object({
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(v.array(v.object({ Name: v.string(), Value: v.string() })), []),
  StartTime: Seconds,
  EndTime: Seconds,
  Period: v.pipe(v.number(), v.multipleOf(60, 'Period must be a multiple of 60'), v.minValue(60), Seconds),
});

/** Reads a request and the name of its metric. Throws AwsError. */
export function readMetricRequest(input: unknown): MetricRequest & { readonly metric: string; readonly label: string } {
  const request = v.safeParse(Request, input);
  if (!request.success) {
    const [issue] = request.issues;
    throw new AwsError('InvalidParameterValue', `${v.getDotPath(issue) ?? 'The request'}: ${issue.message}`);
  }
  const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period } = request.output;
  return {
    metric: `${Namespace} ${MetricName}`,
    label: MetricName,
    from: StartTime,
    to: EndTime,
    period: Period,
    dimension: (name) => Dimensions.find((dimension) => dimension.Name === name)?.Value ?? '',
  };
}

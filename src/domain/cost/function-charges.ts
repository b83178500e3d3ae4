import type { Charges } from './charges.ts';
import { listPrices } from './list-prices.ts';
import { HOURS_PER_MONTH, SECONDS_PER_MONTH } from './month.ts';
import { GB } from './units.ts';

/**
 * What a month of a function of these templates costs: on arm64, traced, its log at INFO. Logged bytes are those of one
 * invocation; each metric is one that it sends whenever it runs.
 */
export function functionCharges({
  invocations,
  gbSeconds,
  logBytes,
  metrics,
}: {
  invocations: number;
  gbSeconds: number;
  logBytes: number;
  metrics: number;
}): Charges {
  const { lambdaRequest, lambdaGbSecond, logGb, metricMonth, traceRecorded } = listPrices;
  return {
    lambda: invocations * lambdaRequest + gbSeconds * lambdaGbSecond.arm64,
    logs: ((invocations * logBytes) / GB) * logGb,
    metrics: metrics * metricMonth * Math.min(1, invocations / HOURS_PER_MONTH),
    traces: tracesOf(invocations) * traceRecorded,
  };
}

/** Lambda records one trace a second and 5 % of what is more, which cannot be configured (Lambda guide, AWS X-Ray). */
function tracesOf(invocations: number): number {
  const each = Math.min(invocations, SECONDS_PER_MONTH);
  return each + (invocations - each) * 0.05;
}

/**
 * ListMetrics of the stand-in for CloudWatch (API reference): what has had a datapoint in the last two weeks.
 * Linked accounts are refused by name.
 */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { invalidValue, readRequest } from './invalid-request.ts';
import type { MetricId, MetricStore } from './metric-store.ts';

const HOUR_MS = 3_600_000;
const PAGE = 500;

const schema = v.object({
  Namespace: v.optional(v.string()),
  MetricName: v.optional(v.string()),
  Dimensions: v.optional(
    v.pipe(
      v.array(v.object({ Name: v.string(), Value: v.optional(v.string()) })),
      v.maxLength(10, 'at most 10 filters are taken'),
    ),
    [],
  ),
  RecentlyActive: v.optional(v.literal('PT3H', 'must be PT3H')),
  NextToken: v.optional(v.string()),
  IncludeLinkedAccounts: v.optional(v.literal(false, 'linked accounts are not performed locally')),
  OwningAccount: v.optional(v.never('is not performed locally')),
});

/** A page of the metrics that a request asks for. */
export function listMetrics(store: MetricStore, clock: Clock, input: unknown): object {
  const request = readRequest(schema, input);
  const first = request.NextToken === undefined ? 0 : Number(request.NextToken);
  if (!Number.isSafeInteger(first) || first < 0) throw invalidValue('Invalid nextToken');
  const since = clock.now() - (request.RecentlyActive ? 3 : 14 * 24) * HOUR_MS;
  const found = store.list(since).filter((metric) => isWanted(metric, request));
  return {
    Metrics: found.slice(first, first + PAGE).map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(found.length > first + PAGE ? { NextToken: String(first + PAGE) } : {}),
  };
}

function isWanted({ namespace, name, dimensions }: MetricId, request: v.InferOutput<typeof schema>): boolean {
  if (request.Namespace !== undefined && request.Namespace !== namespace) return false;
  if (request.MetricName !== undefined && request.MetricName !== name) return false;
  return request.Dimensions.every(({ Name, Value }) =>
    Value === undefined ? Object.hasOwn(dimensions, Name) : dimensions[Name] === Value,
  );
}

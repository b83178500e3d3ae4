/** The query protocol of CloudWatch, which older clients speak: times are ISO 8601 there, where JSON has seconds. */
import { isObject } from '../../domain/is-object.ts';

const TIMES = new Set([
  'Timestamp',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'AlarmConfigurationUpdatedTimestamp',
]);

/** An answer as the query protocol writes it. */
export function toMetricQueryResult(_action: string, output: object): object {
  return Object.fromEntries(Object.entries(output).map(([name, value]) => [name, written(name, value)]));
}

function written(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => written('', item));
  if (isObject(value)) return toMetricQueryResult('', value);
  return TIMES.has(name) && typeof value === 'number' ? new Date(value * 1000) : value;
}

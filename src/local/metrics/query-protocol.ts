/** How CloudWatch's protocols write times: JSON has seconds, the query protocol of older clients ISO 8601, CBOR a tag. */
import { isObject } from '../../domain/is-object.ts';

/** The members of answers that are times. */
export const TIMES: ReadonlySet<string> = new Set([
  'Timestamps',
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
  if (Array.isArray(value)) return value.map((item) => written(name, item));
  // A map, whose keys are no names of XML elements.
  if (name === 'ExtendedStatistics' && isObject(value)) return new Map(Object.entries(value));
  if (isObject(value)) return toMetricQueryResult('', value);
  return TIMES.has(name) && typeof value === 'number' ? new Date(value * 1000) : value;
}

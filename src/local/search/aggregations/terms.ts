/**
 * Stands in for OpenSearch's `terms` aggregation: a bucket for each value of a field, counted exactly.
 * Regular expressions in include and exclude, partitions and scripts are not done.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { formatDate } from '../mapping/dates.ts';
import type { Field } from '../mapping/field-types.ts';
import { illegalArgument, notDone, SearchError } from '../search-error.ts';
import { compareText, numbersOf, stringsOf } from '../store/field-values.ts';
import {
  type AggregationContext,
  type Aggregator,
  type AggregatorSet,
  type Collector,
  checkParameters,
  fieldSource,
} from './aggregator.ts';

const PARAMETERS = [
  'field',
  'size',
  'shard_size',
  'order',
  'min_doc_count',
  'shard_min_doc_count',
  'missing',
  'include',
  'exclude',
  'show_term_doc_count_error',
  'execution_hint',
  'collect_mode',
  'format',
  'value_type',
];

interface Bucket {
  readonly key: string | number;
  count: number;
  readonly inner: Collector;
}

interface Finished extends Bucket {
  readonly result: Json;
}

/** `terms`, with the aggregations below it. */
export function termsAggregation(context: AggregationContext, body: Json, below: AggregatorSet): Aggregator {
  checkParameters('terms', body, PARAMETERS);
  const size = Number(body['size'] ?? 10);
  if (!(size > 0)) throw illegalArgument(`[size] must be greater than 0. Found [${size}] in [terms]`);
  const least = Number(body['min_doc_count'] ?? 1);
  if (least < 1) throw notDone('[min_doc_count] 0 of a [terms] aggregation');
  const source = fieldSource(context, body['field']);
  const wanted = (key: string | number) => admits(body['include'], key, true) && !admits(body['exclude'], key, false);
  const order = readOrder(body['order']);
  const missing = body['missing'];
  // OpenSearch gives no bound for counts in ascending order once buckets of an outermost aggregation are left out.
  const rarestFirst = !context.nested && isRarestFirst(body['order']);
  let strings: ReturnType<typeof stringsOf>;
  let numbers: ReturnType<typeof numbersOf>;
  let generation = 0;

  const create = (): Collector => {
    const buckets = new Map<string | number, Bucket>();
    /** By ordinal, for the segment that is being read. */
    let byOrdinal: (Bucket | undefined)[] = [];
    let seen = -1;
    const bucketFor = (key: string | number): Bucket | undefined => {
      let bucket = buckets.get(key);
      if (!bucket && wanted(key)) {
        context.countBucket();
        bucket = { key, count: 0, inner: below.create() };
        buckets.set(key, bucket);
      }
      return bucket;
    };
    const count = (bucket: Bucket | undefined, document: number, score: number) => {
      if (!bucket) return;
      bucket.count++;
      bucket.inner.collect(document, score);
    };
    return {
      collect(document, score) {
        if (seen !== generation) {
          byOrdinal = [];
          seen = generation;
        }
        const { offsets } = strings ?? numbers ?? {};
        const [start, end] = [offsets?.[document] ?? 0, offsets?.[document + 1] ?? 0];
        if (start === end) {
          if (typeof missing === 'string' || typeof missing === 'number') count(bucketFor(missing), document, score);
          return;
        }
        for (let at = start; at < end; at++) {
          if (strings) {
            const ordinal = strings.ordinals[at] ?? 0;
            if (at > start && strings.ordinals.subarray(start, at).includes(ordinal)) continue;
            const bucket = byOrdinal[ordinal] ?? bucketFor(strings.terms[ordinal] ?? '');
            byOrdinal[ordinal] = bucket;
            count(bucket, document, score);
          } else if (numbers) {
            const value = numbers.values[at] ?? 0;
            if (at === start || !numbers.values.subarray(start, at).includes(value))
              count(bucketFor(value), document, score);
          }
        }
      },
      result() {
        const counted = [...buckets.values()].filter((bucket) => bucket.count >= least);
        const finished = counted.map((bucket): Finished => ({ ...bucket, result: bucket.inner.result() }));
        finished.sort((a, b) => order(a, b));
        const shown = finished.slice(0, size);
        const other = finished.slice(size).reduce((sum, bucket) => sum + bucket.count, 0);
        return {
          doc_count_error_upper_bound: rarestFirst && finished.length > size ? -1 : 0,
          sum_other_doc_count: other,
          buckets: shown.map(({ key, count: documents, result }) => ({
            ...showKey(source.first, key, body['format']),
            doc_count: documents,
            ...result,
          })),
        };
      },
    };
  };
  return {
    enter(segment) {
      const field = source.in(segment.index);
      strings = field && stringsOf(segment, field);
      numbers = field && numbersOf(segment, field);
      generation++;
      below.enter(segment);
    },
    create,
  };
}

function admits(list: unknown, key: string | number, otherwise: boolean): boolean {
  if (list === undefined) return otherwise;
  if (!Array.isArray(list)) throw notDone('a pattern or partition in [include] or [exclude] of a [terms] aggregation');
  return list.some((one) => one === key || String(one) === String(key));
}

/** A bucket's key, with its text for dates and booleans. */
function showKey(field: Field | undefined, key: string | number, format: unknown): Json {
  if (field?.type === 'boolean') return { key, key_as_string: key === 1 ? 'true' : 'false' };
  if (field?.type === 'date' && typeof key === 'number') {
    return { key, key_as_string: formatDate(key, typeof format === 'string' ? format : field.format) };
  }
  return { key };
}

type Order = (a: Finished, b: Finished) => number;

function compareKeys(a: Bucket, b: Bucket): number {
  if (typeof a.key === 'number' && typeof b.key === 'number') return a.key - b.key;
  return compareText(String(a.key), String(b.key));
}

function isRarestFirst(order: unknown): boolean {
  const [first] = listOf(order);
  return isObject(first) && String(first['_count']).toLowerCase() === 'asc';
}

function readOrder(order: unknown): Order {
  const steps = listOf(order ?? { _count: 'desc' }).map((one): Order => {
    const [path, direction] = isObject(one) ? (Object.entries(one)[0] ?? []) : [];
    if (path === undefined) throw illegalArgument('Must specify at least one field for [order]');
    const sign = String(direction).toLowerCase() === 'desc' ? -1 : 1;
    if (path === '_count') return (a, b) => sign * (a.count - b.count);
    if (path === '_key' || path === '_term') return (a, b) => sign * compareKeys(a, b);
    return (a, b) => compareMetrics(metricAt(a.result, path), metricAt(b.result, path), sign);
  });
  return (a, b) => {
    for (const step of steps) {
      const difference = step(a, b);
      if (difference !== 0) return difference;
    }
    return compareKeys(a, b);
  };
}

/** Buckets without a value come last, whichever the direction. */
function compareMetrics(a: number | undefined, b: number | undefined, sign: number): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return sign * (a - b);
}

function metricAt(result: Json, path: string): number | undefined {
  const [name = '', metric = 'value'] = path.replace('>', '.').split('.');
  const inner = result[name];
  if (!isObject(inner)) {
    throw new SearchError(
      400,
      'aggregation_execution_exception',
      `Invalid aggregator order path [${path}]. The provided aggregation [${name}] either does not exist, or is a pipeline aggregation and cannot be used to sort the buckets.`,
    );
  }
  const value = metric === 'value' && inner['doc_count'] !== undefined ? inner['doc_count'] : inner[metric];
  return typeof value === 'number' ? value : undefined;
}

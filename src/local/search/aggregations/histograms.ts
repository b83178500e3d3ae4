/**
 * Stands in for OpenSearch's `histogram` and `date_histogram`: buckets of equal width, or by calendar and time zone.
 * hard_bounds and the old `interval` of date_histogram are not done.
 */
import { isObject, type Json } from '../json.ts';
import { DEFAULT_DATE_FORMAT, floorTo, formatDate, parseDateBound, shift } from '../mapping/dates.ts';
import { atZone, zoneOffset } from '../mapping/time-zone.ts';
import { illegalArgument, notDone } from '../search-error.ts';
import { numbersOf } from '../store/field-values.ts';
import {
  type AggregationContext,
  type Aggregator,
  type AggregatorSet,
  type Collector,
  checkParameters,
  fieldSource,
  tooManyBuckets,
} from './aggregator.ts';

interface Rounding {
  round(value: number): number;
  next(key: number): number;
}

interface Shape {
  readonly rounding: Rounding;
  readonly least: number;
  readonly bounds: { min: number | undefined; max: number | undefined };
  show(key: number): Json;
  readonly name: (key: number) => string;
}

/** `histogram`. */
export function histogram(context: AggregationContext, body: Json, below: AggregatorSet): Aggregator {
  checkParameters('histogram', body, [
    'field',
    'interval',
    'offset',
    'min_doc_count',
    'extended_bounds',
    'keyed',
    'missing',
    'order',
  ]);
  const interval = Number(body['interval']);
  if (!(interval > 0)) throw illegalArgument('[interval] must be >0 for histogram aggregation');
  const offset = Number(body['offset'] ?? 0);
  const bounds = isObject(body['extended_bounds']) ? body['extended_bounds'] : {};
  const bound = (key: string) => (bounds[key] === undefined ? undefined : Number(bounds[key]));
  const round = (value: number) => Math.floor((value - offset) / interval) * interval + offset;
  return bucketsByKey(context, body, below, {
    // A key is computed from its number, so that fractions do not add up their rounding errors.
    rounding: { round, next: (key) => (Math.round((key - offset) / interval) + 1) * interval + offset },
    least: Number(body['min_doc_count'] ?? 0),
    bounds: { min: bound('min'), max: bound('max') },
    show: (key) => ({ key }),
    name: (key) => (Number.isInteger(key) ? `${key}.0` : String(key)),
  });
}

const UNITS: Readonly<Record<string, string>> = {
  '1s': 's',
  second: 's',
  '1m': 'm',
  minute: 'm',
  '1h': 'h',
  hour: 'h',
  '1d': 'd',
  day: 'd',
  '1w': 'w',
  week: 'w',
  '1M': 'M',
  month: 'M',
  '1q': 'q',
  quarter: 'q',
  '1y': 'y',
  year: 'y',
};

const FIXED_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `date_histogram`. */
export function dateHistogram(context: AggregationContext, body: Json, below: AggregatorSet): Aggregator {
  if (body['interval'] !== undefined)
    throw notDone('[interval] of a [date_histogram] aggregation (use calendar_interval or fixed_interval)');
  checkParameters('date_histogram', body, [
    'field',
    'calendar_interval',
    'fixed_interval',
    'time_zone',
    'offset',
    'format',
    'min_doc_count',
    'extended_bounds',
    'keyed',
    'missing',
    'order',
  ]);
  const zone = typeof body['time_zone'] === 'string' ? body['time_zone'] : 'UTC';
  const own = fieldSource(context, body['field']).first;
  const format = typeof body['format'] === 'string' ? body['format'] : (own?.format ?? DEFAULT_DATE_FORMAT);
  const bounds = isObject(body['extended_bounds']) ? body['extended_bounds'] : {};
  const rounding = dateRounding(body, zone);
  const bound = (key: string) => {
    const value = bounds[key];
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    return parseDateBound(value, { format, now: context.now, roundUp: false, zone, field: key });
  };
  return bucketsByKey(context, body, below, {
    rounding,
    least: Number(body['min_doc_count'] ?? 0),
    bounds: { min: bound('min'), max: bound('max') },
    show: (key) => ({ key_as_string: formatDate(key, format, zone), key }),
    name: (key) => formatDate(key, format, zone),
  });
}

function dateRounding(body: Json, zone: string): Rounding {
  const offset = durationOf(body['offset'] ?? 0);
  const offsets = new Map<number, number>();
  const zoneAt = (time: number): number => {
    const quarter = Math.floor(time / 900_000);
    let known = offsets.get(quarter);
    if (known === undefined) {
      known = zoneOffset(time, zone);
      offsets.set(quarter, known);
    }
    return known;
  };
  const utc = (local: number) => (zone === 'UTC' ? local : atZone(local, zone));
  const calendar = body['calendar_interval'];
  if (calendar !== undefined) {
    const unit = UNITS[String(calendar)];
    if (unit === undefined) {
      throw illegalArgument(`The supplied interval [${String(calendar)}] could not be parsed as a calendar interval.`);
    }
    return {
      round: (value) => utc(floorTo(value - offset + zoneAt(value - offset), unit)) + offset,
      next: (key) => utc(shift(key - offset + zoneAt(key - offset), unit, 1)) + offset,
    };
  }
  const fixed = body['fixed_interval'];
  if (fixed === undefined) throw illegalArgument('Invalid interval specified, must be non-null and non-empty');
  const width = durationOf(fixed);
  if (!(width > 0))
    throw illegalArgument(`failed to parse setting [date_histogram.fixedInterval] with value [${String(fixed)}]`);
  const floor = (local: number) => Math.floor(local / width) * width;
  return {
    round: (value) => utc(floor(value - offset + zoneAt(value - offset))) + offset,
    next: (key) => utc(floor(key - offset + zoneAt(key - offset)) + width) + offset,
  };
}

function durationOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const match = /^([+-]?)(\d+)(ms|s|m|h|d)$/.exec(String(value));
  if (!match)
    throw illegalArgument(`failed to parse [${String(value)}] as a time value: unit is missing or unrecognized`);
  return (match[1] === '-' ? -1 : 1) * Number(match[2]) * (FIXED_UNITS[match[3] ?? ''] ?? 1);
}

function bucketsByKey(context: AggregationContext, body: Json, below: AggregatorSet, shape: Shape): Aggregator {
  const source = fieldSource(context, body['field']);
  const missing = body['missing'] === undefined ? undefined : missingValue(body['missing'], context.now);
  let numbers: ReturnType<typeof numbersOf>;
  const create = (): Collector => {
    const buckets = new Map<number, { count: number; inner: Collector }>();
    const add = (key: number) => {
      let bucket = buckets.get(key);
      if (!bucket) {
        context.countBucket();
        bucket = { count: 0, inner: below.create() };
        buckets.set(key, bucket);
      }
      return bucket;
    };
    const count = (key: number, document: number, score: number) => {
      const bucket = add(key);
      bucket.count++;
      bucket.inner.collect(document, score);
    };
    return {
      collect(document, score) {
        const start = numbers?.offsets[document] ?? 0;
        const end = numbers?.offsets[document + 1] ?? 0;
        if (start === end && missing !== undefined) count(shape.rounding.round(missing), document, score);
        const keys = new Set<number>();
        for (let at = start; at < end; at++) {
          const key = shape.rounding.round(numbers?.values[at] ?? 0);
          if (keys.has(key)) continue;
          keys.add(key);
          count(key, document, score);
        }
      },
      result() {
        if (shape.least === 0) fillGaps(shape, buckets, add);
        const sorted = [...buckets].filter(([, bucket]) => bucket.count >= shape.least).sort(([a], [b]) => a - b);
        const shown = sorted.map(([key, bucket]) => ({ key, count: bucket.count, result: bucket.inner.result() }));
        arrange(shown, body['order']);
        const rendered = shown.map(({ key, count: documents, result }) => ({
          ...shape.show(key),
          doc_count: documents,
          ...result,
        }));
        return body['keyed'] === true
          ? { buckets: Object.fromEntries(shown.map(({ key }, i) => [shape.name(key), rendered[i]])) }
          : { buckets: rendered };
      },
    };
  };
  return {
    enter(segment) {
      const field = source.in(segment.index);
      numbers = field && numbersOf(segment, field);
      below.enter(segment);
    },
    create,
  };
}

function fillGaps(shape: Shape, buckets: ReadonlyMap<number, unknown>, add: (key: number) => void): void {
  const { min, max } = shape.bounds;
  const keys = [...buckets.keys()];
  if (min !== undefined) keys.push(shape.rounding.round(min));
  if (max !== undefined) keys.push(shape.rounding.round(max));
  if (keys.length === 0) return;
  const last = keys.reduce((a, b) => Math.max(a, b));
  for (let key = keys.reduce((a, b) => Math.min(a, b)); key <= last; ) {
    add(key);
    if (key === last) return;
    const next = shape.rounding.next(key);
    // Between numbers as wide apart as these, doubles cannot tell a bucket this narrow from the next.
    if (next <= key) throw tooManyBuckets();
    key = next;
  }
}

function arrange(buckets: { key: number; count: number }[], order: unknown): void {
  if (order === undefined) return;
  const [path, direction] = isObject(order) ? (Object.entries(order)[0] ?? []) : [];
  const sign = String(direction).toLowerCase() === 'desc' ? -1 : 1;
  if (path === '_key') buckets.sort((a, b) => sign * (a.key - b.key));
  else if (path === '_count') buckets.sort((a, b) => sign * (a.count - b.count) || a.key - b.key);
  else throw notDone(`[order] by [${String(path)}] of a histogram`);
}

function missingValue(value: unknown, now: number): number {
  if (typeof value === 'number') return value;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  return parseDateBound(String(value), { format: DEFAULT_DATE_FORMAT, now, roundUp: false, field: 'missing' });
}

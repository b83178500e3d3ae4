/**
 * Stands in for OpenSearch's metric aggregations: avg, sum, min, max, stats, value_count, cardinality and percentiles.
 * cardinality and percentiles are exact where OpenSearch estimates; scripts are not done.
 */
import { type Json, listOf } from '../json.ts';
import { formatDate } from '../mapping/dates.ts';
import { columnKind, type Field } from '../mapping/field-types.ts';
import { illegalArgument } from '../search-error.ts';
import { numbersOf, stringsOf } from '../store/field-values.ts';
import { type AggregationContext, type Aggregator, checkParameters, fieldSource } from './aggregator.ts';

interface Tally {
  add(value: number): void;
  result(): Json;
}

/** An aggregation of a field's numbers. */
export function numericMetric(context: AggregationContext, type: string, body: Json): Aggregator {
  const known = ['field', 'missing', 'format', ...(type === 'percentiles' ? ['percents', 'keyed', 'tdigest'] : [])];
  checkParameters(type, body, known);
  const source = fieldSource(context, body['field']);
  const field = source.first;
  if (field && columnKind(field.type) === 'string') {
    throw illegalArgument(`Field [${field.path}] of type [${field.type}] is not supported for aggregation [${type}]`);
  }
  const missing = body['missing'] === undefined ? undefined : Number(body['missing']);
  let offsets: Uint32Array | undefined;
  let values: Float64Array | undefined;
  return {
    enter(segment) {
      const own = source.in(segment.index);
      const column = own && numbersOf(segment, own);
      offsets = column?.offsets;
      values = column?.values;
    },
    create() {
      const tally = tallyOf(type, field, body);
      return {
        collect(document) {
          const start = offsets?.[document] ?? 0;
          const end = offsets?.[document + 1] ?? 0;
          if (start === end && missing !== undefined) tally.add(missing);
          for (let at = start; at < end; at++) tally.add(values?.[at] ?? 0);
        },
        result: tally.result,
      };
    },
  };
}

function tallyOf(type: string, field: Field | undefined, body: Json): Tally {
  if (type === 'percentiles') return percentiles(body);
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let lost = 0;
  const asText = (name: string, value: number | null): Json => {
    if (field?.type !== 'date' || value === null) return {};
    const format = typeof body['format'] === 'string' ? body['format'] : field.format;
    return { [name]: formatDate(Math.trunc(value), format) };
  };
  const one = (value: number | null): Json => ({ value, ...asText('value_as_string', value) });
  return {
    /** Kahan's compensated sum, as OpenSearch adds. */
    add(value) {
      count++;
      if (value < least) least = value;
      if (value > most) most = value;
      const corrected = value - lost;
      const next = sum + corrected;
      lost = next - sum - corrected;
      sum = next;
    },
    result() {
      const [min, max, avg] = count === 0 ? [null, null, null] : [least, most, sum / count];
      if (type === 'avg') return one(avg);
      if (type === 'min') return one(min);
      if (type === 'max') return one(max);
      if (type === 'sum') return one(sum);
      return {
        count,
        min,
        max,
        avg,
        sum,
        ...asText('min_as_string', min),
        ...asText('max_as_string', max),
        ...asText('avg_as_string', avg),
        ...(count === 0 ? {} : asText('sum_as_string', sum)),
      };
    },
  };
}

function percentiles(body: Json): Tally {
  const percents = body['percents'] === undefined ? [1, 5, 25, 50, 75, 95, 99] : listOf(body['percents']).map(Number);
  for (const percent of percents) {
    if (!(percent >= 0 && percent <= 100)) throw illegalArgument(`percent must be in [0,100], got [${percent}]`);
  }
  const values: number[] = [];
  const named = (percent: number) => (Number.isInteger(percent) ? `${percent}.0` : String(percent));
  return {
    add: (value) => values.push(value),
    result() {
      const sorted = Float64Array.from(values).sort();
      const at = (percent: number) => quantile(sorted, percent / 100);
      const ordered = [...percents].sort((a, b) => a - b);
      return body['keyed'] === false
        ? { values: ordered.map((percent) => ({ key: percent, value: at(percent) })) }
        : { values: Object.fromEntries(ordered.map((percent) => [named(percent), at(percent)])) };
    },
  };
}

/** As OpenSearch's t-digest while it holds every value for itself: the value that a share of the others lies below. */
function quantile(sorted: Float64Array, fraction: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? null;
}

/** `value_count`: how many values a field has. */
export function valueCount(context: AggregationContext, body: Json): Aggregator {
  checkParameters('value_count', body, ['field', 'missing']);
  return counting(context, body, () => {
    let count = 0;
    return {
      add() {
        count++;
      },
      result: () => ({ value: count }),
    };
  });
}

/** `cardinality`: how many different values a field has, exactly. */
export function cardinality(context: AggregationContext, body: Json): Aggregator {
  checkParameters('cardinality', body, ['field', 'missing', 'precision_threshold', 'execution_hint']);
  return counting(context, body, () => {
    const seen = new Set<string | number>();
    return { add: (value) => seen.add(value), result: () => ({ value: seen.size }) };
  });
}

/** Values of any kind; a keyword's are a set for each document. */
function counting(
  context: AggregationContext,
  body: Json,
  tallyFor: () => { add(value: string | number): void; result(): Json },
): Aggregator {
  const source = fieldSource(context, body['field']);
  const missing = body['missing'];
  let each: (document: number, add: (value: string | number) => void) => number = () => 0;
  return {
    enter(segment) {
      const field = source.in(segment.index);
      const numbers = field && numbersOf(segment, field);
      const strings = field && stringsOf(segment, field);
      each = (document, add) => {
        const { offsets } = numbers ?? strings ?? {};
        const [start, end] = [offsets?.[document] ?? 0, offsets?.[document + 1] ?? 0];
        if (numbers) for (let at = start; at < end; at++) add(numbers.values[at] ?? 0);
        else if (strings)
          for (const ordinal of new Set(strings.ordinals.subarray(start, end))) add(strings.terms[ordinal] ?? '');
        return end - start;
      };
    },
    create() {
      const tally = tallyFor();
      return {
        collect(document) {
          const found = each(document, tally.add);
          if (found === 0 && (typeof missing === 'string' || typeof missing === 'number')) tally.add(missing);
        },
        result: tally.result,
      };
    },
  };
}

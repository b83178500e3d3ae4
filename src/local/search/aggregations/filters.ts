/**
 * Stands in for OpenSearch's bucket aggregations by query or range: filter, filters, missing and range.
 * adjacency_matrix, date_range, ip_range and geo distances are not done.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { columnKind } from '../mapping/field-types.ts';
import type { Clause } from '../query/clause.ts';
import { compileQuery } from '../query/compile-query.ts';
import { illegalArgument, parsingError } from '../search-error.ts';
import { numbersOf, stringsOf } from '../store/field-values.ts';
import type { IndexState } from '../store/index-state.ts';
import {
  type AggregationContext,
  type Aggregator,
  type AggregatorSet,
  checkParameters,
  fieldSource,
} from './aggregator.ts';

/** A part of the documents, with the aggregations below it. */
interface Part {
  /** 1 for the documents of the current segment that belong to it. */
  mask: Uint8Array | undefined;
  enter(segment: Parameters<Aggregator['enter']>[0]): void;
}

/** `filter`. */
export function filterAggregation(context: AggregationContext, body: unknown, below: AggregatorSet): Aggregator {
  return parts([queryPart(context, body)], below, ([only]) => only ?? {});
}

/** `filters`, named or anonymous. */
export function filtersAggregation(context: AggregationContext, body: Json, below: AggregatorSet): Aggregator {
  checkParameters('filters', body, ['filters', 'other_bucket', 'other_bucket_key', 'keyed']);
  const filters = body['filters'];
  const named = isObject(filters);
  if (!named && !Array.isArray(filters)) throw parsingError('[filters] must be an object or an array');
  const names = named ? Object.keys(filters) : [];
  const queries = named ? Object.values(filters) : listOf(filters);
  const all: Part[] = queries.map((query) => queryPart(context, query));
  const other = body['other_bucket'] === true || body['other_bucket_key'] !== undefined;
  if (other) all.push(otherPart([...all]));
  const otherName = String(body['other_bucket_key'] ?? '_other_');
  return parts(all, below, (results) => ({
    buckets: named ? Object.fromEntries(results.map((result, i) => [names[i] ?? otherName, result])) : results,
  }));
}

/** `missing`: documents without a value of a field. */
export function missingAggregation(context: AggregationContext, body: Json, below: AggregatorSet): Aggregator {
  checkParameters('missing', body, ['field']);
  const source = fieldSource(context, body['field']);
  const part: Part = {
    mask: undefined,
    enter(segment) {
      const field = source.in(segment.index);
      const column =
        field && (columnKind(field.type) === 'string' ? stringsOf(segment, field) : numbersOf(segment, field));
      part.mask = Uint8Array.from({ length: segment.size }, (_, i) =>
        column && (column.offsets[i + 1] ?? 0) > (column.offsets[i] ?? 0) ? 0 : 1,
      );
    },
  };
  return parts([part], below, ([only]) => only ?? {});
}

/** `range`: from inclusive, to exclusive. */
export function rangeAggregation(context: AggregationContext, body: Json, below: AggregatorSet): Aggregator {
  checkParameters('range', body, ['field', 'ranges', 'keyed', 'missing']);
  const source = fieldSource(context, body['field']);
  if (source.first && columnKind(source.first.type) === 'string') {
    throw illegalArgument(
      `Field [${source.first.path}] of type [${source.first.type}] is not supported for aggregation [range]`,
    );
  }
  const ranges = listOf(body['ranges'])
    .filter(isObject)
    .map((range) => {
      checkParameters('range', range, ['from', 'to', 'key']);
      const from =
        range['from'] === undefined || range['from'] === null ? Number.NEGATIVE_INFINITY : Number(range['from']);
      const to = range['to'] === undefined || range['to'] === null ? Number.POSITIVE_INFINITY : Number(range['to']);
      return { from, to, key: typeof range['key'] === 'string' ? range['key'] : `${bound(from)}-${bound(to)}` };
    })
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  if (ranges.length === 0) throw illegalArgument('No [ranges] specified for the [range] aggregation');
  const missing = body['missing'] === undefined ? undefined : Number(body['missing']);
  const all = ranges.map(({ from, to }): Part => {
    const part: Part = {
      mask: undefined,
      enter(segment) {
        const field = source.in(segment.index);
        const numbers = field && numbersOf(segment, field);
        const within = (value: number) => value >= from && value < to;
        part.mask = new Uint8Array(segment.size);
        for (let i = 0; i < segment.size; i++) {
          const values = numbers?.values.subarray(numbers.offsets[i], numbers.offsets[i + 1]) ?? [];
          if (values.length === 0 ? missing !== undefined && within(missing) : values.some(within)) part.mask[i] = 1;
        }
      },
    };
    return part;
  });
  return parts(all, below, (results) => {
    const shown = ranges.map(({ from, to, key }, i) => ({
      ...(body['keyed'] === true ? {} : { key }),
      ...(Number.isFinite(from) ? { from } : {}),
      ...(Number.isFinite(to) ? { to } : {}),
      ...results[i],
    }));
    return {
      buckets: body['keyed'] === true ? Object.fromEntries(ranges.map(({ key }, i) => [key, shown[i]])) : shown,
    };
  });
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bound(value: number): string {
  if (!Number.isFinite(value)) return '*';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function queryPart(context: AggregationContext, query: unknown): Part {
  const clauses = new Map<IndexState, Clause>(
    context.indices.map((index) => [index, compileQuery(context.queryContext(index), query)]),
  );
  const part: Part = {
    mask: undefined,
    enter(segment) {
      part.mask = clauses.get(segment.index)?.evaluate(segment).docs;
    },
  };
  return part;
}

function otherPart(named: readonly Part[]): Part {
  const part: Part = {
    mask: undefined,
    enter(segment) {
      part.mask = Uint8Array.from({ length: segment.size }, (_, i) =>
        named.some(({ mask }) => mask?.[i] === 1) ? 0 : 1,
      );
    },
  };
  return part;
}

function parts(all: readonly Part[], below: AggregatorSet, show: (results: Json[]) => Json): Aggregator {
  return {
    enter(segment) {
      for (const part of all) part.enter(segment);
      below.enter(segment);
    },
    create() {
      const buckets = all.map((part) => ({ part, count: 0, inner: below.create() }));
      return {
        collect(document, score) {
          for (const bucket of buckets) {
            if (bucket.part.mask?.[document] !== 1) continue;
            bucket.count++;
            bucket.inner.collect(document, score);
          }
        },
        result: () => show(buckets.map(({ count, inner }) => ({ doc_count: count, ...inner.result() }))),
      };
    },
  };
}

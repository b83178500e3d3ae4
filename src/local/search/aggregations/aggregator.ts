/**
 * What an aggregation is while it runs: it is told each segment, then collects matching documents into buckets.
 * Stands in for OpenSearch's aggregator tree; results come from one place, so nothing is merged or approximated.
 */
import type { Json } from '../json.ts';
import type { Field } from '../mapping/field-types.ts';
import type { QueryContext } from '../query/clause.ts';
import { illegalArgument, SearchError } from '../search-error.ts';
import type { IndexState } from '../store/index-state.ts';
import type { Segment } from '../store/segments.ts';

/** One bucket's (or the whole search's) share of an aggregation. */
export interface Collector {
  collect(document: number, score: number): void;
  result(): Json;
}

/** An aggregation of the request, over all its buckets. */
export interface Aggregator {
  /** Documents collected from now on are of this segment. */
  enter(segment: Segment): void;
  create(): Collector;
}

/** What aggregations are compiled for. */
export interface AggregationContext {
  readonly indices: readonly IndexState[];
  /** The context in which a filter is compiled for one of the indices. */
  queryContext(index: IndexState): QueryContext;
  /** Counts a bucket; throws too_many_buckets_exception beyond the limit. */
  countBucket(): void;
  readonly now: number;
  /** True below another aggregation. */
  readonly nested: boolean;
  /** Builds the hits of `top_hits`. */
  readonly topHits: (name: string, body: Json) => Aggregator;
}

/** Aggregations under their names, as one. */
export interface AggregatorSet {
  enter(segment: Segment): void;
  create(): Collector;
}

/** OpenSearch's `search.max_buckets`. */
const MAX_BUCKETS = 65_535;

/** A counter of buckets for one request. */
export function bucketCounter(): () => void {
  let count = 0;
  return () => {
    if (++count > MAX_BUCKETS) throw tooManyBuckets();
  };
}

/** More buckets than OpenSearch makes for a search: 503. */
export function tooManyBuckets(): SearchError {
  return new SearchError(
    503,
    'too_many_buckets_exception',
    `Trying to create too many buckets. Must be less than or equal to: [${MAX_BUCKETS}] but was [${MAX_BUCKETS + 1}]. This limit can be set by changing the [search.max_buckets] cluster level setting.`,
    { max_buckets: MAX_BUCKETS },
  );
}

/** The field of an aggregation in each index; the first index that has it tells its type. */
export interface FieldSource {
  readonly first: Field | undefined;
  in(index: IndexState): Field | undefined;
}

/** Looks an aggregation's field up; a text field is refused as OpenSearch does. */
export function fieldSource(context: AggregationContext, name: unknown): FieldSource {
  if (typeof name !== 'string')
    throw illegalArgument('Required one of fields [field, script], but none were specified. ');
  const fields = new Map(context.indices.map((index) => [index.id, index.mapping.fields.get(name)]));
  for (const field of fields.values()) if (field?.type === 'text') throw textFieldError(name);
  return { first: [...fields.values()].find((field) => field !== undefined), in: (index) => fields.get(index.id) };
}

/** Text fields keep no values by document in OpenSearch. */
export function textFieldError(name: string): SearchError {
  return illegalArgument(
    `Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [${name}] in order to load field data by uninverting the inverted index. Note that this can use significant memory.`,
  );
}

/** Throws for a parameter that an aggregation does not know or that is not done. */
export function checkParameters(type: string, body: Json, known: readonly string[]): void {
  for (const key of Object.keys(body)) {
    if (!known.includes(key)) {
      throw new SearchError(
        400,
        'x_content_parse_exception',
        `[${type}] unknown field [${key}] or one that is not done by the embedded search`,
      );
    }
  }
}

/**
 * Stands in for OpenSearch's `_search`, `_count` and `_delete_by_query`: query, sort, page and aggregate over columns.
 * Scroll, points in time, highlighting, suggesters, collapsing, rescoring and scripts are refused by name.
 */
import { type AggregationContext, bucketCounter } from '../aggregations/aggregator.ts';
import { compileAggregations } from '../aggregations/compile.ts';
import { isObject, type Json, listOf } from '../json.ts';
import { type Clause, type QueryContext, scoreOf } from '../query/clause.ts';
import { compileQuery } from '../query/compile-query.ts';
import { illegalArgument, notDone, parsingError, SearchError } from '../search-error.ts';
import type { Documents } from '../store/documents.ts';
import type { IndexState } from '../store/index-state.ts';
import type { Segment, Segments } from '../store/segments.ts';
import { type HitOptions, hitBody, topDocuments } from './hits.ts';
import { compileSort } from './sort.ts';

export interface SearchDependencies {
  readonly documents: Documents;
  readonly segments: Segments;
  /** Epoch milliseconds by the stack's clock. */
  readonly now: () => number;
}

const DONE = [
  'query',
  'from',
  'size',
  'sort',
  '_source',
  'aggs',
  'aggregations',
  'track_total_hits',
  'search_after',
  'post_filter',
  'min_score',
  'version',
  'seq_no_primary_term',
  'timeout',
  'track_scores',
];

const NOT_DONE = [
  'collapse',
  'docvalue_fields',
  'explain',
  'ext',
  'fields',
  'highlight',
  'indices_boost',
  'pit',
  'profile',
  'rescore',
  'script_fields',
  'slice',
  'stats',
  'stored_fields',
  'suggest',
  'terminate_after',
];

const WINDOW = 10_000;

/** Runs a search over indices and answers as OpenSearch does. */
export function runSearch(deps: SearchDependencies, indices: readonly IndexState[], body: Json): Json {
  const started = performance.now();
  for (const key of Object.keys(body)) {
    if (NOT_DONE.includes(key)) throw notDone(`[${key}] of a search`);
    if (!DONE.includes(key)) throw parsingError(`Unknown key for a value in [${key}].`);
  }
  const from = whole(body, 'from', 0);
  const size = whole(body, 'size', 10);
  for (const index of indices) {
    const window = Number(index.settings['max_result_window'] ?? WINDOW);
    if (from + size <= window) continue;
    throw illegalArgument(
      `Result window is too large, from + size must be less than or equal to: [${window}] but was [${from + size}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting.`,
    );
  }
  const keys = compileSort(indices, body['sort']);
  const scoring =
    keys.length === 0 ||
    keys.some((key) => key.name === '_score') ||
    body['track_scores'] === true ||
    body['min_score'] !== undefined;
  const contexts = contextsOf(deps, indices, scoring);
  const after = body['search_after'];
  if (after !== undefined && from > 0)
    throw illegalArgument('`from` parameter must be set to 0 when `search_after` is used.');
  if (after !== undefined && (!Array.isArray(after) || after.length !== keys.length)) {
    throw illegalArgument(`search_after has ${listOf(after).length} value(s) but sort has ${keys.length}.`);
  }
  const top = topDocuments(
    keys,
    from + size,
    Array.isArray(after) ? keys.map((key, i) => key.read(after[i])) : undefined,
  );
  const aggregations = compileAggregations(aggregationContext(deps, contexts), body['aggs'] ?? body['aggregations']);
  const collector = aggregations.create();
  const least = body['min_score'] === undefined ? undefined : Number(body['min_score']);

  for (const context of contexts.values()) {
    const clause = compileQuery(context, body['query'] ?? { match_all: {} });
    const late =
      body['post_filter'] === undefined ? undefined : compileQuery({ ...context, scoring: false }, body['post_filter']);
    for (const segment of context.segments) {
      aggregations.enter(segment);
      top.enter(segment);
      const shown = late?.evaluate(segment).docs;
      eachMatch(segment, clause, (document, score) => {
        if (least !== undefined && score < least) return;
        collector.collect(document, score);
        if (!shown || shown[document] === 1) top.collect(document, score);
      });
    }
  }
  const options: HitOptions = {
    keys,
    source: body['_source'],
    version: body['version'] === true,
    sequence: body['seq_no_primary_term'] === true,
  };
  const shown = top.best().slice(from);
  const scored = keys.length === 0 || keys.some((key) => key.name === '_score') || body['track_scores'] === true;
  const maximum = top.maxScore();
  return {
    took: Math.round(performance.now() - started),
    timed_out: false,
    _shards: { total: indices.length, successful: indices.length, skipped: 0, failed: 0 },
    hits: {
      ...totalOf(body['track_total_hits'], top.total()),
      max_score: scored && maximum !== null && size > 0 ? Math.fround(maximum) : null,
      hits: shown.map((candidate) => hitBody(deps.documents, candidate, options)),
    },
    ...(body['aggs'] === undefined && body['aggregations'] === undefined ? {} : { aggregations: collector.result() }),
  };
}

/** How many documents match a query. */
export function countMatches(deps: SearchDependencies, indices: readonly IndexState[], query: unknown): number {
  let count = 0;
  for (const context of contextsOf(deps, indices, false).values()) {
    const clause = compileQuery(context, query ?? { match_all: {} });
    for (const segment of context.segments) eachMatch(segment, clause, () => count++);
  }
  return count;
}

/** The sequence numbers of the documents that match a query, by index. */
export function matchingSequences(
  deps: SearchDependencies,
  indices: readonly IndexState[],
  query: unknown,
): Map<IndexState, number[]> {
  const found = new Map<IndexState, number[]>();
  for (const [index, context] of contextsOf(deps, indices, false)) {
    const clause = compileQuery(context, query);
    const sequences: number[] = [];
    for (const segment of context.segments)
      eachMatch(segment, clause, (document) => sequences.push(segment.first + document));
    found.set(index, sequences);
  }
  return found;
}

function contextsOf(
  deps: SearchDependencies,
  indices: readonly IndexState[],
  scoring: boolean,
): Map<IndexState, QueryContext> {
  const now = deps.now();
  return new Map(
    indices.map((index) => [
      index,
      {
        index,
        segments: deps.segments.of(index),
        now,
        scoring,
        sequenceOf: (id) => deps.documents.get(index, id)?.sequence,
      },
    ]),
  );
}

function eachMatch(segment: Segment, clause: Clause, visit: (document: number, score: number) => void): void {
  const matches = clause.evaluate(segment);
  const { docs } = matches;
  const { live } = segment;
  for (let document = 0; document < segment.size; document++) {
    if (docs[document] !== 1 || (live && live[document] !== 1)) continue;
    visit(document, scoreOf(matches, document));
  }
}

function aggregationContext(
  deps: SearchDependencies,
  contexts: ReadonlyMap<IndexState, QueryContext>,
): AggregationContext {
  const indices = [...contexts.keys()];
  return {
    indices,
    countBucket: bucketCounter(),
    now: deps.now(),
    nested: false,
    queryContext(index) {
      const context = contexts.get(index);
      if (!context) throw new TypeError(`index ${index.name} is not part of this search`);
      return { ...context, scoring: false };
    },
    topHits: (name, body) => topHits(deps, indices, name, body),
  };
}

function topHits(deps: SearchDependencies, indices: readonly IndexState[], name: string, body: Json) {
  for (const key of Object.keys(body)) {
    if (!['size', 'from', 'sort', '_source', 'version', 'seq_no_primary_term', 'track_scores'].includes(key)) {
      throw notDone(`[${key}] of the top_hits aggregation [${name}]`);
    }
  }
  const keys = compileSort(indices, body['sort']);
  const from = whole(body, 'from', 0);
  const size = whole(body, 'size', 3);
  if (from + size > 100) {
    throw illegalArgument(
      `Top hits result window is too large, the top hits aggregator [${name}]'s from + size must be less than or equal to: [100] but was [${from + size}].`,
    );
  }
  const options: HitOptions = {
    keys,
    source: body['_source'],
    version: body['version'] === true,
    sequence: body['seq_no_primary_term'] === true,
  };
  let current: Segment | undefined;
  return {
    enter(segment: Segment) {
      current = segment;
    },
    create() {
      const top = topDocuments(keys, from + size);
      let entered: Segment | undefined;
      return {
        collect(document: number, score: number) {
          if (current && entered !== current) {
            entered = current;
            top.enter(current);
          }
          top.collect(document, score);
        },
        result() {
          const maximum = keys.length === 0 || keys.some((key) => key.name === '_score') ? top.maxScore() : null;
          const shown = top.best().slice(from);
          return {
            hits: {
              total: { value: top.total(), relation: 'eq' },
              max_score: maximum === null ? null : Math.fround(maximum),
              hits: shown.map((candidate) => hitBody(deps.documents, candidate, options)),
            },
          };
        },
      };
    },
  };
}

function whole(body: Json, name: string, otherwise: number): number {
  const value = body[name];
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number))
    throw parsingError(`Failed to parse [${name}], [${String(value)}] is not a whole number`);
  if (number < 0)
    throw new SearchError(
      400,
      'illegal_argument_exception',
      `[${name}] parameter cannot be negative, found [${number}]`,
    );
  return number;
}

/** Totals are exact up to 10,000 unless asked otherwise, and left out when not tracked. */
function totalOf(track: unknown, total: number): { total?: Json } {
  if (track === false) return {};
  const limit = track === true ? Number.POSITIVE_INFINITY : track === undefined ? WINDOW : Number(track);
  if (!isObject(track) && Number.isNaN(limit))
    throw parsingError(`Failed to parse [track_total_hits] [${String(track)}]`);
  return { total: total > limit ? { value: limit, relation: 'gte' } : { value: total, relation: 'eq' } };
}

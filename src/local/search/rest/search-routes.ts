/**
 * Stands in for OpenSearch's search APIs: `_search`, `_count`, `_delete_by_query` and the refresh family.
 * Scroll and asynchronous tasks are not done.
 */
import type { Json } from '../json.ts';
import { countMatches, matchingSequences, runSearch, type SearchDependencies } from '../results/run-search.ts';
import { illegalArgument, notDone, SearchError } from '../search-error.ts';
import type { IndexState } from '../store/index-state.ts';
import type { ResolveOptions } from '../store/indices.ts';
import type { Stores } from './document-routes.ts';
import { anyText, flag, INDICES, notSet, notTaken, oneOf, type Parameters, wholeNumber } from './parameters.ts';
import type { Answer, Call, Route } from './routes.ts';
import { totalsAsNumbers } from './total-hits.ts';

const QUERY: Parameters = {
  ...INDICES,
  q: anyText,
  df: anyText,
  default_operator: anyText,
  lenient: flag,
  analyzer: notTaken,
  analyze_wildcard: notSet,
  // Of one node the same shards answer, whichever are preferred.
  preference: anyText,
  routing: notTaken,
};
const SEARCH: Parameters = {
  ...QUERY,
  size: wholeNumber,
  from: wholeNumber,
  sort: anyText,
  _source: anyText,
  _source_includes: anyText,
  _source_excludes: anyText,
  track_total_hits: anyText,
  track_scores: flag,
  version: flag,
  seq_no_primary_term: flag,
  rest_total_hits_as_int: flag,
  // Statistics are those of the whole index in both.
  search_type: oneOf(['query_then_fetch', 'dfs_query_then_fetch']),
  // How the work is shared out among shards and nodes, and what of it is remembered.
  request_cache: flag,
  batched_reduce_size: wholeNumber,
  ccs_minimize_roundtrips: flag,
  max_concurrent_shard_requests: wholeNumber,
  pre_filter_shard_size: wholeNumber,
  allow_partial_search_results: flag,
  cancel_after_time_interval: anyText,
  ...Object.fromEntries(
    [
      ...['docvalue_fields', 'explain', 'ext', 'include_named_queries_score', 'indices_boost', 'phase_took', 'scroll'],
      ...['search_pipeline', 'stats', 'stored_fields', 'suggest_field', 'suggest_mode', 'suggest_size', 'suggest_text'],
      ...['terminate_after', 'typed_keys', 'verbose_pipeline'],
    ].map((name) => [name, notTaken]),
  ),
};
const COUNT: Parameters = { ...QUERY, min_score: notTaken, terminate_after: notTaken };
const FLUSH: Parameters = { ...INDICES, force: flag, wait_if_ongoing: flag };
const MERGE: Parameters = {
  ...INDICES,
  max_num_segments: wholeNumber,
  only_expunge_deletes: flag,
  flush: flag,
  wait_for_completion: flag,
  primary_only: flag,
};
const DELETE_BY_QUERY: Parameters = {
  ...QUERY,
  // No other change can come between the search and the removal, so there is nothing to proceed over.
  conflicts: oneOf(['abort', 'proceed']),
  refresh: flag,
  wait_for_completion: flag,
  scroll_size: wholeNumber,
  max_docs: wholeNumber,
  slices: anyText,
  requests_per_second: (value, name) => {
    if (Number(value) !== -1) throw notDone(`the parameter [${name}] with [${value}]`);
  },
  search_type: oneOf(['query_then_fetch', 'dfs_query_then_fetch']),
};

/** The routes of searches. */
export function searchRoutes(stores: Stores, deps: SearchDependencies): Route[] {
  const found = (call: Call) => indicesOf(stores, call);
  const search = (call: Call): Answer => {
    const body: Json = { ...call.json(), ...uriSearch(call) };
    if (!call.flag('rest_total_hits_as_int')) return { body: runSearch(deps, found(call), body) };
    const track = body['track_total_hits'] ?? true;
    if (typeof track !== 'boolean') {
      throw illegalArgument(
        `[rest_total_hits_as_int] cannot be used if the tracking of total hits is not accurate, got ${String(track)}`,
      );
    }
    return { body: totalsAsNumbers(runSearch(deps, found(call), { ...body, track_total_hits: track })) };
  };
  const count = (call: Call): Answer => {
    const indices = found(call);
    const body = call.json();
    for (const key of Object.keys(body))
      if (key !== 'query') throw illegalArgument(`request does not support [${key}]`);
    const query = uriSearch(call)['query'] ?? body['query'];
    return { body: { count: countMatches(deps, indices, query), _shards: shards(indices.length) } };
  };
  const refresh = (call: Call): Answer => {
    const total = found(call).length;
    return { body: { _shards: { total: 2 * total, successful: total, failed: 0 } } };
  };
  const refreshed = (name: string, parameters: Parameters): Route[] =>
    ['', '/{index}'].map((prefix) => ({
      name: `indices.${name}`,
      methods: ['POST', 'GET'],
      path: `${prefix}/_${name}`,
      parameters,
      run: refresh,
    }));
  return [
    { name: 'search', methods: ['GET', 'POST'], path: '/_search', parameters: SEARCH, run: search },
    { name: 'search', methods: ['GET', 'POST'], path: '/{index}/_search', parameters: SEARCH, run: search },
    { name: 'count', methods: ['GET', 'POST'], path: '/_count', parameters: COUNT, run: count },
    { name: 'count', methods: ['GET', 'POST'], path: '/{index}/_count', parameters: COUNT, run: count },
    ...refreshed('refresh', INDICES),
    ...refreshed('flush', FLUSH),
    ...refreshed('forcemerge', MERGE),
    {
      name: 'delete_by_query',
      methods: ['POST'],
      path: '/{index}/_delete_by_query',
      parameters: DELETE_BY_QUERY,
      run: (call) => deleteByQuery(stores, deps, call),
    },
  ];
}

function deleteByQuery(stores: Stores, deps: SearchDependencies, call: Call): Answer {
  const started = performance.now();
  if (call.query.get('wait_for_completion') === 'false')
    throw illegalArgument('[wait_for_completion] false is not done by the embedded search');
  const query = uriSearch(call)['query'] ?? call.json()['query'];
  if (query === undefined) {
    throw new SearchError(400, 'action_request_validation_exception', 'Validation Failed: 1: query is missing;');
  }
  const most = Number(call.query.get('max_docs') ?? Number.POSITIVE_INFINITY);
  let deleted = 0;
  stores.database.write(() => {
    for (const [index, sequences] of matchingSequences(deps, indicesOf(stores, call), query)) {
      for (const sequence of sequences) {
        const document = deleted < most ? stores.documents.at(index, sequence) : undefined;
        if (!document) continue;
        stores.documents.remove(index, document.id);
        deleted++;
      }
      stores.indices.save(index);
    }
  });
  return {
    body: {
      took: Math.round(performance.now() - started),
      timed_out: false,
      total: deleted,
      deleted,
      batches: Math.ceil(deleted / Math.max(1, Number(call.query.get('scroll_size') ?? 1000))),
      version_conflicts: 0,
      noops: 0,
      retries: { bulk: 0, search: 0 },
      throttled_millis: 0,
      requests_per_second: -1.0,
      throttled_until_millis: 0,
      failures: [],
    },
  };
}

/** The indices that a request names, or all of them. */
export function indicesOf(
  stores: Pick<Stores, 'indices'>,
  call: Call,
  options: Pick<ResolveOptions, 'aliases'> = {},
): IndexState[] {
  return stores.indices.resolve(call.domain, call.parts['index'] ?? '', {
    ignoreUnavailable: call.flag('ignore_unavailable'),
    allowNoIndices: call.query.get('allow_no_indices') !== 'false',
    ...options,
  });
}

function shards(total: number): Json {
  return { total, successful: total, skipped: 0, failed: 0 };
}

/** What a search's URL says, in the words of its body. */
function uriSearch(call: Call): Record<string, unknown> {
  const { query } = call;
  const body: Record<string, unknown> = {};
  const text = query.get('q');
  if (text !== null) {
    const operator = query.get('default_operator');
    const field = query.get('df');
    body['query'] = {
      query_string: {
        query: text,
        ...(operator === null ? {} : { default_operator: operator }),
        ...(field === null ? {} : { default_field: field }),
        ...(call.flag('lenient') ? { lenient: true } : {}),
      },
    };
  }
  for (const name of ['size', 'from']) if (query.has(name)) body[name] = Number(query.get(name));
  for (const name of ['version', 'seq_no_primary_term', 'track_scores'])
    if (query.has(name)) body[name] = call.flag(name);
  const sort = query.get('sort');
  if (sort !== null) {
    body['sort'] = sort.split(',').map((one) => {
      const colon = one.lastIndexOf(':');
      return colon < 0 ? one : { [one.slice(0, colon)]: one.slice(colon + 1) };
    });
  }
  const track = query.get('track_total_hits');
  if (track !== null)
    body['track_total_hits'] = track === 'true' || track === 'false' ? track === 'true' : Number(track);
  const source = query.get('_source');
  const [includes, excludes] = [query.get('_source_includes'), query.get('_source_excludes')];
  if (source !== null)
    body['_source'] = source === 'true' || source === 'false' ? source === 'true' : source.split(',');
  else if (includes !== null || excludes !== null)
    body['_source'] = { includes: includes?.split(','), excludes: excludes?.split(',') };
  return body;
}

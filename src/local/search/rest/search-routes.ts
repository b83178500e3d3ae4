/**
 * Stands in for OpenSearch's search APIs: `_search`, `_count`, `_delete_by_query` and the refresh family.
 * Scroll and asynchronous tasks are not done.
 */
import type { Json } from '../json.ts';
import { countMatches, matchingSequences, runSearch, type SearchDependencies } from '../results/run-search.ts';
import { illegalArgument, SearchError } from '../search-error.ts';
import type { IndexState } from '../store/index-state.ts';
import type { ResolveOptions } from '../store/indices.ts';
import type { Stores } from './document-routes.ts';
import type { Answer, Call, Route } from './routes.ts';

const INDICES = ['ignore_unavailable', 'allow_no_indices', 'expand_wildcards'];
const QUERY = [...INDICES, 'q', 'df', 'default_operator', 'analyze_wildcard', 'lenient', 'preference', 'routing'];
const SEARCH = [
  ...QUERY,
  'size',
  'from',
  'sort',
  '_source',
  '_source_includes',
  '_source_excludes',
  'track_total_hits',
  'track_scores',
  'version',
  'seq_no_primary_term',
  'search_type',
  'request_cache',
  'batched_reduce_size',
  'ccs_minimize_roundtrips',
  'max_concurrent_shard_requests',
  'pre_filter_shard_size',
  'rest_total_hits_as_int',
  'allow_partial_search_results',
];

/** The routes of searches. */
export function searchRoutes(stores: Stores, deps: SearchDependencies): Route[] {
  const found = (call: Call) => indicesOf(stores, call);
  const search = (call: Call): Answer => {
    const answer = runSearch(deps, found(call), { ...call.json(), ...uriSearch(call) });
    return { body: answer };
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
  const refreshed = (name: string): Route[] =>
    ['', '/{index}'].map((prefix) => ({
      name: `indices.${name}`,
      methods: ['POST', 'GET'],
      path: `${prefix}/_${name}`,
      parameters: [...INDICES, 'force', 'wait_if_ongoing', 'max_num_segments', 'only_expunge_deletes', 'flush'],
      run: refresh,
    }));
  return [
    { name: 'search', methods: ['GET', 'POST'], path: '/_search', parameters: SEARCH, run: search },
    { name: 'search', methods: ['GET', 'POST'], path: '/{index}/_search', parameters: SEARCH, run: search },
    { name: 'count', methods: ['GET', 'POST'], path: '/_count', parameters: QUERY, run: count },
    { name: 'count', methods: ['GET', 'POST'], path: '/{index}/_count', parameters: QUERY, run: count },
    ...refreshed('refresh'),
    ...refreshed('flush'),
    ...refreshed('forcemerge'),
    {
      name: 'delete_by_query',
      methods: ['POST'],
      path: '/{index}/_delete_by_query',
      parameters: [
        ...QUERY,
        'conflicts',
        'refresh',
        'wait_for_completion',
        'scroll_size',
        'max_docs',
        'slices',
        'requests_per_second',
      ],
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
      batches: Math.ceil(deleted / 1000),
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

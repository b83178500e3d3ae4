/**
 * Stands in for OpenSearch's query DSL: compiles a query for one index.
 * A query that is not done is a 400 that names it; one that does not exist is OpenSearch's own parsing error.
 */
import { isObject } from '../json.ts';
import { notDone, parsingError } from '../search-error.ts';
import type { Clause, CompileQuery, QueryContext } from './clause.ts';
import { boolQuery, constantScoreQuery, disMaxQuery, matchAllQuery, matchNoneQuery } from './compound-queries.ts';
import { queryStringQuery } from './query-string.ts';
import { simpleQueryStringQuery } from './simple-query-string.ts';
import {
  existsQuery,
  idsQuery,
  prefixQuery,
  rangeQuery,
  termQuery,
  termsQuery,
  wildcardQuery,
} from './term-queries.ts';
import { matchPhrasePrefixQuery, matchPhraseQuery, matchQuery, multiMatchQuery } from './text-queries.ts';

/** Compiles the body of one kind of query; `compile` takes the queries that it holds. */
type QueryKind = (context: QueryContext, body: unknown, compile: CompileQuery) => Clause;

function kindOf(name: string): QueryKind | undefined {
  const kinds: Readonly<Record<string, QueryKind>> = {
    bool: boolQuery,
    constant_score: constantScoreQuery,
    dis_max: disMaxQuery,
    exists: existsQuery,
    ids: idsQuery,
    match: matchQuery,
    match_all: matchAllQuery,
    match_none: matchNoneQuery,
    match_phrase: matchPhraseQuery,
    match_phrase_prefix: matchPhrasePrefixQuery,
    multi_match: multiMatchQuery,
    prefix: prefixQuery,
    query_string: queryStringQuery,
    range: rangeQuery,
    simple_query_string: simpleQueryStringQuery,
    term: termQuery,
    terms: termsQuery,
    wildcard: wildcardQuery,
  };
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

const NOT_DONE = new Set([
  'boosting',
  'combined_fields',
  'distance_feature',
  'function_score',
  'fuzzy',
  'geo_bounding_box',
  'geo_distance',
  'geo_polygon',
  'geo_shape',
  'has_child',
  'has_parent',
  'hybrid',
  'intervals',
  'knn',
  'match_bool_prefix',
  'more_like_this',
  'nested',
  'neural',
  'parent_id',
  'percolate',
  'rank_feature',
  'regexp',
  'script',
  'script_score',
  'span_term',
  'terms_set',
  'wrapper',
  'xy_shape',
]);

/** Compiles one query clause; throws SearchError for anything that it does not know. */
export function compileQuery(context: QueryContext, query: unknown): Clause {
  if (!isObject(query)) throw parsingError('query malformed, no start_object after query name');
  const [entry, ...more] = Object.entries(query);
  if (!entry) throw parsingError('query malformed, empty clause found');
  const [name, body] = entry;
  const kind = kindOf(name);
  if (!kind)
    throw NOT_DONE.has(name) || name.startsWith('span_')
      ? notDone(`query [${name}]`)
      : parsingError(`unknown query [${name}]`);
  const second = more[0];
  if (second)
    throw parsingError(`[${name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME] [${second[0]}]`);
  if (!isObject(body)) throw parsingError(`[${name}] query malformed, no start_object after query name`);
  return kind(context, body, compileQuery);
}

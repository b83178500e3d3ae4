/**
 * Stands in for OpenSearch's compound queries: bool, dis_max and constant_score, and match_all and match_none.
 * boosting and function_score are not done.
 */
import { isObject, listOf } from '../json.ts';
import { checkKeys, parsingError } from '../search-error.ts';
import { type Clause, type CompileQuery, constantClause, everyDocument, noMatch, type QueryContext } from './clause.ts';
import { boolClause, disMaxClause, minimumShould } from './joined-clauses.ts';
import { boostOf } from './query-body.ts';

/** `match_all`. */
export function matchAllQuery(_context: QueryContext, body: unknown): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('match_all', options, ['boost', '_name']);
  return everyDocument(boostOf(options));
}

/** `match_none`. */
export function matchNoneQuery(_context: QueryContext, body: unknown): Clause {
  checkKeys('match_none', isObject(body) ? body : {}, ['boost', '_name']);
  return noMatch;
}

/** `constant_score`. */
export function constantScoreQuery(context: QueryContext, body: unknown, compile: CompileQuery): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('constant_score', options, ['filter', 'boost', '_name']);
  if (options['filter'] === undefined) throw parsingError("[constant_score] requires a 'filter' element");
  const filter = compile({ ...context, scoring: false }, options['filter']);
  return constantClause(boostOf(options), (segment) => filter.evaluate(segment).docs);
}

/** `bool`: must and filter all hold, must_not none, and enough of should. */
export function boolQuery(context: QueryContext, body: unknown, compile: CompileQuery): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('bool', options, [
    'must',
    'filter',
    'should',
    'must_not',
    'minimum_should_match',
    'boost',
    'adjust_pure_negative',
    '_name',
  ]);
  const quiet = { ...context, scoring: false };
  const must = listOf(options['must']).map((query) => compile(context, query));
  const should = listOf(options['should']).map((query) => compile(context, query));
  const filter = listOf(options['filter']).map((query) => compile(quiet, query));
  const mustNot = listOf(options['must_not']).map((query) => compile(quiet, query));
  const asked = minimumShould(options['minimum_should_match'], should.length, 0);
  // Where nothing else must match, one of the optional clauses has to.
  const required = must.length + filter.length === 0 && should.length > 0 ? Math.max(1, asked) : asked;
  const boost = boostOf(options);
  if (must.length + should.length + filter.length + mustNot.length === 0) return everyDocument(boost);
  return boolClause({ must, should, filter, mustNot, required, boost });
}

/** `dis_max`: the best of several queries, and a share of the others. */
export function disMaxQuery(context: QueryContext, body: unknown, compile: CompileQuery): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('dis_max', options, ['queries', 'tie_breaker', 'boost', '_name']);
  const queries = listOf(options['queries']);
  if (queries.length === 0) throw parsingError("[dis_max] requires 'queries' field with at least one clause");
  const clauses = queries.map((query) => compile(context, query));
  return disMaxClause(clauses, Number(options['tie_breaker'] ?? 0), boostOf(options));
}

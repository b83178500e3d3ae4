/**
 * Stands in for OpenSearch's compound queries: bool, dis_max and constant_score, and match_all and match_none.
 * boosting and function_score are not done.
 */

import { isObject, listOf } from '../json.ts';
import { checkKeys, parsingError } from '../search-error.ts';
import type { Segment } from '../store/segments.ts';
import { type Clause, constantClause, type Matches, noMatch, type QueryContext, scoreOf } from './clause.ts';
import { compileQuery } from './query.ts';
import { boostOf } from './query-body.ts';

/** `match_all`. */
export function matchAllQuery(_context: QueryContext, body: unknown): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('match_all', options, ['boost', '_name']);
  return everything(boostOf(options));
}

function everything(boost: number): Clause {
  return constantClause(boost, (segment) => new Uint8Array(segment.size).fill(1));
}

/** `match_none`. */
export function matchNoneQuery(_context: QueryContext, body: unknown): Clause {
  checkKeys('match_none', isObject(body) ? body : {}, ['boost', '_name']);
  return noMatch;
}

/** `constant_score`. */
export function constantScoreQuery(context: QueryContext, body: unknown): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('constant_score', options, ['filter', 'boost', '_name']);
  if (options['filter'] === undefined) throw parsingError("[constant_score] requires a 'filter' element");
  const filter = compileQuery({ ...context, scoring: false }, options['filter']);
  return constantClause(boostOf(options), (segment) => filter.evaluate(segment).docs);
}

/** `bool`: must and filter all hold, must_not none, and enough of should. */
export function boolQuery(context: QueryContext, body: unknown): Clause {
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
  const must = listOf(options['must']).map((query) => compileQuery(context, query));
  const should = listOf(options['should']).map((query) => compileQuery(context, query));
  const filter = listOf(options['filter']).map((query) => compileQuery(quiet, query));
  const mustNot = listOf(options['must_not']).map((query) => compileQuery(quiet, query));
  const asked = minimumShould(options['minimum_should_match'], should.length, 0);
  // Where nothing else must match, one of the optional clauses has to.
  const required = must.length + filter.length === 0 && should.length > 0 ? Math.max(1, asked) : asked;
  const boost = boostOf(options);
  if (must.length + should.length + filter.length + mustNot.length === 0) return everything(boost);
  return boolClause({ must, should, filter, mustNot, required, boost });
}

/** Clauses joined as `bool` joins them; `required` is how many of `should` must match. */
export function boolClause(parts: {
  must: readonly Clause[];
  should: readonly Clause[];
  filter: readonly Clause[];
  mustNot: readonly Clause[];
  required: number;
  boost: number;
}): Clause {
  const positive = parts.must.length + parts.should.length + parts.filter.length > 0;
  return {
    evaluate(segment) {
      const docs = new Uint8Array(segment.size).fill(1);
      const scores = new Float64Array(segment.size);
      for (const clause of parts.filter) and(docs, clause.evaluate(segment).docs);
      for (const clause of parts.mustNot) andNot(docs, clause.evaluate(segment).docs);
      for (const clause of parts.must) {
        const matches = clause.evaluate(segment);
        and(docs, matches.docs);
        addScores(scores, matches);
      }
      if (parts.should.length > 0) {
        const counts = new Uint16Array(segment.size);
        for (const clause of parts.should) {
          const matches = clause.evaluate(segment);
          for (let i = 0; i < segment.size; i++) if (matches.docs[i] === 1) counts[i] = (counts[i] ?? 0) + 1;
          addScores(scores, matches);
        }
        for (let i = 0; i < segment.size; i++) if ((counts[i] ?? 0) < parts.required) docs[i] = 0;
      } else if (parts.required > 0 && positive) {
        // More optional clauses are asked for than there are: nothing can match, unless everything is only forbidden.
        docs.fill(0);
      }
      if (!positive) scores.fill(0);
      else if (parts.boost !== 1) for (let i = 0; i < segment.size; i++) scores[i] = (scores[i] ?? 0) * parts.boost;
      return { docs, scores, constant: 0 };
    },
  };
}

/** `dis_max`: the best of several queries, and a share of the others. */
export function disMaxQuery(context: QueryContext, body: unknown): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('dis_max', options, ['queries', 'tie_breaker', 'boost', '_name']);
  const queries = listOf(options['queries']);
  if (queries.length === 0) throw parsingError("[dis_max] requires 'queries' field with at least one clause");
  const clauses = queries.map((query) => compileQuery(context, query));
  return disMaxClause(clauses, Number(options['tie_breaker'] ?? 0), boostOf(options));
}

/** The best of several clauses, and `tie` times the sum of the others. */
export function disMaxClause(clauses: readonly Clause[], tie: number, boost: number): Clause {
  return {
    evaluate(segment: Segment): Matches {
      const all = clauses.map((clause) => clause.evaluate(segment));
      const docs = new Uint8Array(segment.size);
      const scores = new Float64Array(segment.size);
      for (let i = 0; i < segment.size; i++) {
        let best = 0;
        let sum = 0;
        for (const matches of all) {
          if (matches.docs[i] !== 1) continue;
          docs[i] = 1;
          const score = scoreOf(matches, i);
          best = Math.max(best, score);
          sum += score;
        }
        scores[i] = boost * (best + tie * (sum - best));
      }
      return { docs, scores, constant: 0 };
    },
  };
}

/** How many optional clauses must match: a number, a percentage, or either counted from the end. */
export function minimumShould(value: unknown, clauses: number, otherwise: number): number {
  if (value === undefined || value === null) return Math.min(otherwise, clauses);
  const text = String(value).trim();
  const conditional = /^(\d+)<(.+)$/.exec(text.split(/\s+/)[0] ?? '');
  if (conditional)
    return clauses <= Number(conditional[1]) ? clauses : minimumShould(conditional[2], clauses, otherwise);
  const match = /^(-?\d+)(%?)$/.exec(text);
  if (!match) throw parsingError(`[minimum_should_match] [${text}] is neither a number nor a percentage`);
  const amount = match[2] === '%' ? Math.trunc((clauses * Number(match[1])) / 100) : Number(match[1]);
  return Math.max(0, amount < 0 ? clauses + amount : amount);
}

function and(docs: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < docs.length; i++) if (other[i] !== 1) docs[i] = 0;
}

function andNot(docs: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < docs.length; i++) if (other[i] === 1) docs[i] = 0;
}

function addScores(scores: Float64Array, matches: Matches): void {
  for (let i = 0; i < scores.length; i++) {
    if (matches.docs[i] === 1) scores[i] = (scores[i] ?? 0) + scoreOf(matches, i);
  }
}

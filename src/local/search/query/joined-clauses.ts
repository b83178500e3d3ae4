/**
 * Joins clauses to one, as OpenSearch's `bool` and `dis_max` do.
 * Queries that are made of several clauses, whatever their name, are joined here; it knows no query itself.
 */
import { parsingError } from '../search-error.ts';
import type { Segment } from '../store/segments.ts';
import { type Clause, type Matches, scoreOf } from './clause.ts';

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

/**
 * Stands in for Lucene's term and phrase scoring: which documents hold a term or a run of terms, by BM25.
 * A phrase must be met exactly; slop is not done.
 */
import type { Field } from '../mapping/field-types.ts';
import { maskNumbers, maskStrings, numbersOf, stringsOf } from '../store/field-values.ts';
import type { Segment } from '../store/segments.ts';
import { type TokenView, tokensOf } from '../store/tokens.ts';
import { type Clause, constantClause, constantMatches, noMatch, type QueryContext } from './clause.ts';
import { boolClause } from './joined-clauses.ts';
import { fieldScore, inverseFrequency, plainScore } from './similarity.ts';

/** A clause for one term: a token of a text field, or a keyword's whole value, which scores its boost as in OpenSearch 3. */
export function termClause(context: QueryContext, field: Field, term: string, boost: number): Clause {
  if (field.type === 'text') return phraseClause(context, field, [term], boost);
  return constantClause(boost, (segment) => maskStrings(segment, stringsOf(segment, field), (value) => value === term));
}

/** A clause for `true` (1) or `false` (0), which scores by how rare it is. */
export function booleanClause(context: QueryContext, field: Field, wanted: number, boost: number): Clause {
  const mask = (segment: Segment) => maskNumbers(segment, numbersOf(segment, field), (value) => value === wanted);
  if (!context.scoring) return constantClause(boost, mask);
  let holding = 0;
  let documents = 0;
  for (const segment of context.segments) {
    for (const hit of mask(segment)) holding += hit;
    for (const hit of maskNumbers(segment, numbersOf(segment, field), () => true)) documents += hit;
  }
  return constantClause(plainScore(boost * inverseFrequency(documents, holding)), mask);
}

/** A clause for tokens that follow one another in a text field; the last may be only a beginning. */
export function phraseClause(
  context: QueryContext,
  field: Field,
  terms: readonly string[],
  boost: number,
  lastIsPrefix = false,
): Clause {
  if (terms.length === 0 || !context.segments.some((segment) => terms.every((term) => mayHold(segment, field, term)))) {
    return noMatch;
  }
  const count = (segment: Segment): Uint32Array | undefined => {
    const view = tokensOf(segment, field);
    return view && countPhrase(segment, view, terms, lastIsPrefix);
  };
  if (!context.scoring) {
    return {
      evaluate(segment) {
        const frequencies = count(segment);
        return constantMatches(
          Uint8Array.from(frequencies ?? new Uint8Array(segment.size), (one) => (one > 0 ? 1 : 0)),
          boost,
        );
      },
    };
  }
  const { documents, averageLength } = fieldStatistics(context, field);
  const last = terms.at(-1) ?? '';
  const weighed = lastIsPrefix ? [...terms.slice(0, -1), ...termsBeginning(context, field, last)] : terms;
  const weightOf = (term: string) => inverseFrequency(documents, documentsHolding(context, field, term));
  // A single beginning is a choice of terms, each scored for itself; a phrase weighs all its terms together.
  if (lastIsPrefix && terms.length === 1) {
    return boolClause({
      must: [],
      should: weighed.map((term) => phraseClause(context, field, [term], boost)),
      filter: [],
      mustNot: [],
      required: 1,
      boost: 1,
    });
  }
  const weight = boost * weighed.reduce((sum, term) => sum + weightOf(term), 0);
  return {
    evaluate(segment) {
      const docs = new Uint8Array(segment.size);
      const scores = new Float64Array(segment.size);
      const view = tokensOf(segment, field);
      const frequencies = count(segment);
      if (view && frequencies) {
        for (let document = 0; document < segment.size; document++) {
          const frequency = frequencies[document] ?? 0;
          if (frequency === 0) continue;
          docs[document] = 1;
          const length = (view.offsets[document + 1] ?? 0) - (view.offsets[document] ?? 0);
          scores[document] = fieldScore(weight, frequency, length, averageLength);
        }
      }
      return { docs, scores, constant: 0 };
    },
  };
}

/** False when a term is certainly in no value of a segment: found out without cutting its values into tokens. */
function mayHold(segment: Segment, field: Field, term: string): boolean {
  const column = segment.column(field.column);
  if (column?.kind !== 'string') return false;
  return /[\u0080-\uffff]/.test(term) || column.terms.join('\n').toLowerCase().includes(term);
}

function countPhrase(
  segment: Segment,
  view: TokenView,
  terms: readonly string[],
  lastIsPrefix: boolean,
): Uint32Array | undefined {
  const wanted = terms.map((term, i) => {
    if (!lastIsPrefix || i < terms.length - 1) {
      const ordinal = view.terms.get(term);
      return new Set(ordinal === undefined ? [] : [ordinal]);
    }
    return new Set([...view.terms].filter(([known]) => known.startsWith(term)).map(([, ordinal]) => ordinal));
  });
  if (wanted.some((ordinals) => ordinals.size === 0)) return undefined;
  const [first, ...rest] = wanted;
  const single = first?.size === 1 ? [...first][0] : undefined;
  const frequencies = new Uint32Array(segment.size);
  for (let document = 0; document < segment.size; document++) {
    const end = view.offsets[document + 1] ?? 0;
    let found = 0;
    for (let at = view.offsets[document] ?? 0; at < end; at++) {
      const token = view.tokens[at] ?? 0;
      if (single === undefined ? !first?.has(token) : token !== single) continue;
      const position = view.positions[at] ?? 0;
      const follows = rest.every(
        (ordinals, i) =>
          at + i + 1 < end &&
          ordinals.has(view.tokens[at + i + 1] ?? 0) &&
          view.positions[at + i + 1] === position + i + 1,
      );
      if (follows) found++;
    }
    frequencies[document] = found;
  }
  return frequencies;
}

/** The terms of a field that begin so, at most as many as OpenSearch's `max_expansions`. */
function termsBeginning(context: QueryContext, field: Field, prefix: string): string[] {
  const found = new Set<string>();
  for (const segment of context.segments) {
    for (const term of tokensOf(segment, field)?.terms.keys() ?? []) if (term.startsWith(prefix)) found.add(term);
  }
  return [...found].sort().slice(0, 50);
}

function fieldStatistics(context: QueryContext, field: Field): { documents: number; averageLength: number } {
  let documents = 0;
  let tokens = 0;
  for (const segment of context.segments) {
    const view = tokensOf(segment, field);
    documents += view?.documents ?? 0;
    tokens += view?.tokens.length ?? 0;
  }
  return { documents, averageLength: documents === 0 ? 1 : tokens / documents };
}

function documentsHolding(context: QueryContext, field: Field, term: string): number {
  let holding = 0;
  for (const segment of context.segments) {
    const view = tokensOf(segment, field);
    const ordinal = view?.terms.get(term);
    if (!view || ordinal === undefined) continue;
    for (let document = 0; document < segment.size; document++) {
      const end = view.offsets[document + 1] ?? 0;
      for (let at = view.offsets[document] ?? 0; at < end; at++) {
        if (view.tokens[at] === ordinal) {
          holding++;
          break;
        }
      }
    }
  }
  return holding;
}

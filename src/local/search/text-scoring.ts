/**
 * Stands in for Lucene's term and phrase scoring: which documents hold a term or a run of terms, by BM25.
 * A phrase must be met exactly; slop is not done.
 */
import { type Clause, constantMatches, noMatch, type QueryContext } from './clause.ts';
import type { Field } from './field-types.ts';
import { maskNumbers, maskStrings, numbersOf, stringsOf } from './field-values.ts';
import type { Segment } from './segments.ts';
import { fieldScore, inverseFrequency, keywordScore } from './similarity.ts';
import { type TokenView, tokensOf } from './tokens.ts';

/** A clause for one term: a token of a text field, or a keyword's (or boolean's) whole value. */
export function termClause(context: QueryContext, field: Field, term: string | number, boost: number): Clause {
  return field.type === 'text'
    ? phraseClause(context, field, [String(term)], boost)
    : wholeClause(context, field, term, boost);
}

function wholeClause(context: QueryContext, field: Field, term: string | number, boost: number): Clause {
  const mask = (segment: Segment) =>
    typeof term === 'number'
      ? maskNumbers(segment, numbersOf(segment, field), (value) => value === term)
      : maskStrings(segment, stringsOf(segment, field), (value) => value === term);
  if (!context.scoring) return { evaluate: (segment) => constantMatches(mask(segment), boost) };
  let holding = 0;
  let documents = 0;
  for (const segment of context.segments) {
    for (const hit of mask(segment)) holding += hit;
    const column = typeof term === 'number' ? numbersOf(segment, field) : stringsOf(segment, field);
    if (column)
      for (let i = 0; i < segment.size; i++) if ((column.offsets[i + 1] ?? 0) > (column.offsets[i] ?? 0)) documents++;
  }
  const score = keywordScore(boost * inverseFrequency(documents, holding));
  return { evaluate: (segment) => constantMatches(mask(segment), score) };
}

/** A clause for tokens that follow one another in a text field; the last may be only a beginning. */
export function phraseClause(
  context: QueryContext,
  field: Field,
  terms: readonly string[],
  boost: number,
  lastIsPrefix = false,
): Clause {
  if (terms.length === 0) return noMatch;
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
  const weight =
    boost * terms.reduce((sum, term) => sum + inverseFrequency(documents, documentsHolding(context, field, term)), 0);
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

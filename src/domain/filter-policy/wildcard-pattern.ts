import { matchesPieces } from '../matches-pieces.ts';
import { policyError } from './filter-policy-error.ts';

/** SNS guide, filter policy constraints: no more than three wildcards a pattern. */
const MAX_WILDCARDS = 3;

/** A compiled wildcard pattern: `stars` counts its `*`, `test` tells whether a whole text matches. */
export interface WildcardPattern {
  readonly stars: number;
  readonly test: (text: string) => boolean;
}

/**
 * Compiles a wildcard pattern: `*` stands for zero or more characters, `\*` and `\\` for themselves.
 * Throws FilterPolicyError for two `*` side by side, another escape, or more than three `*`.
 */
export function compileWildcard(pattern: string): WildcardPattern {
  const pieces = splitAtStars(pattern);
  const stars = pieces.length - 1;
  if (stars > MAX_WILDCARDS) {
    throw policyError(`Wildcard pattern ${JSON.stringify(pattern)} has ${stars} wildcards, at most 3 are allowed`);
  }
  const [first = '', ...rest] = pieces;
  if (stars === 0) return { stars, test: (text) => text === first };
  const last = rest.pop() ?? '';
  return { stars, test: (text) => matchesPieces(text, first, rest, last) };
}

/** The pattern's points of SNS's wildcard budget (SNS guide, filter policy constraints). */
export function wildcardPoints({ stars }: WildcardPattern): number {
  return stars <= 1 ? 1 : 3 * stars;
}

function splitAtStars(pattern: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    if (character === '*') {
      if (pattern[index + 1] === '*') throw policyError(`Consecutive wildcard characters at pos ${index}`);
      pieces.push(piece);
      piece = '';
      continue;
    }
    if (character !== '\\') {
      piece += character;
      continue;
    }
    const escaped = pattern[index + 1];
    if (escaped !== '*' && escaped !== '\\') throw policyError(`Invalid escape character at pos ${index}`);
    piece += escaped;
    index += 1;
  }
  return [...pieces, piece];
}

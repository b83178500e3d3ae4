/** A part of a pattern of Java's DateTimeFormatter: a letter so many times, or text as it stands. */
export type DatePatternToken = { readonly letter: string; readonly count: number } | { readonly text: string };

/**
 * Takes a pattern apart (Java SE API, DateTimeFormatter, "Patterns for Formatting and Parsing"). Brackets only mark what may be
 * left out. Throws a RangeError for a quote that is not closed and for the characters that Java reserves.
 */
export function datePatternTokens(pattern: string): DatePatternToken[] {
  const tokens: DatePatternToken[] = [];
  let at = 0;
  for (const { 0: whole, 1: letter, 2: quoted, index } of pattern.matchAll(TOKEN)) {
    if (index !== at) break;
    at += whole.length;
    if (letter !== undefined) tokens.push({ letter, count: whole.length });
    else if (quoted !== undefined) tokens.push({ text: quoted === '' ? "'" : quoted.replaceAll("''", "'") });
    else if (!'[]'.includes(whole)) tokens.push({ text: whole });
  }
  if (at === pattern.length) return tokens;
  const character = pattern.charAt(at);
  if (character === "'") throw new RangeError(`the pattern ${pattern} ends with an incomplete string literal`);
  throw new RangeError(`the pattern ${pattern} holds the reserved character ${character}`);
}

const TOKEN = /([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z'{}#]/g;

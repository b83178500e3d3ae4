/**
 * Wildcards of index names, field names and wildcard queries: `*` for any run of characters, `?` for one.
 * Stands in for OpenSearch's simple patterns; character classes are not part of them.
 */

/** The whole text must match; `\` before a character takes it literally. */
export function wildcardPattern(pattern: string, flags = 'su'): RegExp {
  let source = '';
  for (const [token] of pattern.matchAll(/\\.|[\s\S]/gu)) {
    if (token === '*') source += '.*';
    else if (token === '?') source += '.';
    else source += escapeForUnicode(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
  }
  return new RegExp(`^${source}$`, flags);
}

function escapeForUnicode(character: string): string {
  return /[.*+?^${}()|[\]\\/]/.test(character) ? `\\${character}` : character;
}

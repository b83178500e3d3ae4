/**
 * Wildcards of index names, field names and wildcard queries: `*` for any run of characters, `?` for one.
 * Stands in for OpenSearch's simple patterns; character classes are not part of them.
 */

/**
 * The whole text must match; `\` before a character takes it literally. A match takes time in proportion to text times pattern,
 * however many stars there are.
 */
export function wildcardPattern(pattern: string, flags = 'su'): RegExp {
  const [first = '', ...others] = segments(pattern);
  const last = others.pop();
  if (last === undefined) return new RegExp(`^${first}$`, flags);
  // Between two stars the first place that fits is as good as any later one. A look-ahead is not entered again once it has
  // matched, so no star is tried twice; JavaScript has no atomic groups.
  const middle = others
    .filter((segment) => segment !== '')
    .map((segment, index) => `(?=(?<s${index}>.*?${segment}))\\k<s${index}>`);
  return new RegExp(`^${first}${middle.join('')}.*${last}$`, flags);
}

/** What stands between the stars, as sources of expressions. */
function segments(pattern: string): string[] {
  const found = [''];
  for (const [token] of pattern.matchAll(/\\.|[\s\S]/gu)) {
    if (token === '*') found.push('');
    else found.push(`${found.pop()}${sourceOf(token)}`);
  }
  return found;
}

function sourceOf(token: string): string {
  if (token === '?') return '.';
  return escapeForUnicode(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
}

function escapeForUnicode(character: string): string {
  return /[.*+?^${}()|[\]\\/]/.test(character) ? `\\${character}` : character;
}

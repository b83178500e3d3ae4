/**
 * Parses JSON, each number being what `numberOf` makes of its text. Throws a SyntaxError for text that is not JSON, and a
 * TypeError rather than a number that a double has rounded.
 */
export function parseJsonNumbers(text: string, numberOf: (source: string) => unknown): unknown {
  return JSON.parse(text, (_key: string, value: unknown, ...[context]: unknown[]) =>
    typeof value === 'number' ? numberOf(sourceOf(context)) : value,
  );
}

/** The third argument of a reviver holds the source of a primitive (ECMAScript 2026, JSON.parse source text access). */
function sourceOf(context: unknown): string {
  if (typeof context === 'object' && context !== null && 'source' in context && typeof context.source === 'string') {
    return context.source;
  }
  throw new TypeError('JSON.parse gives no source text: Node.js 22 or later is needed');
}

const NUMBER_TEXT = Symbol('the number as it is written');

/** A JSON number that was never turned into a float. */
export interface JsonNumber {
  readonly [NUMBER_TEXT]: string;
}

/** Parses JSON, keeping each number as it is written; throws a SyntaxError for text that is not JSON. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key: string, value: unknown, ...[context]: unknown[]) =>
    typeof value === 'number' ? { [NUMBER_TEXT]: sourceOf(context) } : value,
  );
}

/** True for a number that parseExactJson read; no JSON document can spell one in another way. */
export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'object' && value !== null && NUMBER_TEXT in value;
}

/** The number as it is written. */
export function numberText(number: JsonNumber): string {
  return number[NUMBER_TEXT];
}

/** The third argument of a reviver holds the source of a primitive (ECMAScript 2026, JSON.parse source text access). */
function sourceOf(context: unknown): string {
  if (typeof context === 'object' && context !== null && 'source' in context && typeof context.source === 'string') {
    return context.source;
  }
  throw new TypeError('JSON.parse gives no source text: Node.js 22 or later is needed');
}

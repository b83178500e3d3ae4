import { parseJsonNumbers } from './parse-json-numbers.ts';

const NUMBER_TEXT = Symbol('the number as it is written');

/** A JSON number that was never turned into a float. */
export interface JsonNumber {
  readonly [NUMBER_TEXT]: string;
}

/** Parses JSON, keeping each number as it is written; throws a SyntaxError for text that is not JSON. */
export function parseExactJson(text: string): unknown {
  return parseJsonNumbers(text, (source) => ({ [NUMBER_TEXT]: source }));
}

/** The same; undefined for text that is not JSON, or that is nested more deeply than the call stack goes. */
export function exactJsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** True for a number that parseExactJson read; no JSON document can spell one in another way. */
export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'object' && value !== null && NUMBER_TEXT in value;
}

/** The number as it is written. */
export function numberText(number: JsonNumber): string {
  return number[NUMBER_TEXT];
}

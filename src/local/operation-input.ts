/**
 * Reads the fields of an AWS request that is not yet trusted: texts, lists and maps, without an error of its own.
 * A field of a wrong type counts as absent; each service has its own error for what it then misses.
 */
import { isObject } from '../domain/is-object.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A text, or undefined. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list of texts; absent is empty. */
export function textList(input: Input, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A list of objects; absent is empty. */
export function objectList(input: Input, name: string): Input[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A map of texts, such as attributes and tags; other values are written as JSON. */
export function textMap(input: Input, name: string): Record<string, string> {
  const value = input[name];
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, typeof item === 'string' ? item : JSON.stringify(item)]),
  );
}

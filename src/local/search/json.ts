/**
 * JSON as the search domain reads and writes it: a document's source goes out as the very text that came in.
 * Stands in for OpenSearch's XContent; it knows JSON only (no CBOR, SMILE or YAML).
 */
import { isObject as isAnyObject } from '../../domain/is-object.ts';
import { scanJson } from '../../domain/json/scan-json.ts';

export type Json = Readonly<Record<string, unknown>>;

/** True for an object that is not an array. */
export function isObject(value: unknown): value is Json {
  return isAnyObject(value) && !(value instanceof RawJson);
}

/** Objects and lists in one another, at most, of what OpenSearch reads: Jackson's `StreamReadConstraints.DEFAULT_MAX_DEPTH`. */
const MAX_NESTING = 1000;

/** Reads JSON; throws for what is none, and for what OpenSearch does not read: too deep, a key twice in one object, half a character in a key. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // A level takes two characters at least.
  if (text.length > 2 * MAX_NESTING) refuseNesting(value);
  refuseKeys(text);
  return value;
}

/** Throws for keys that Jackson's `STRICT_DUPLICATE_DETECTION` and its reading of escapes refuse; the text is JSON. */
function refuseKeys(text: string): void {
  const objects: Set<string>[] = [];
  scanJson(text, 0, {
    open: () => objects.push(new Set()),
    close: () => objects.pop(),
    key(start, end) {
      const written = text.slice(start + 1, end - 1);
      const key = written.includes('\\') ? String(JSON.parse(`"${written}"`)) : written;
      const keys = objects.at(-1);
      if (keys?.has(key)) throw new SyntaxError(`Duplicate Object property ${JSON.stringify(key)}`);
      if (!key.isWellFormed()) throw new SyntaxError('Broken surrogate pair in property name');
      keys?.add(key);
    },
    scalar() {},
  });
}

function refuseNesting(value: unknown): void {
  let level = containersOf([value]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_NESTING)
      throw new SyntaxError(`Document nesting depth (${depth}) exceeds the maximum allowed (${MAX_NESTING})`);
    level = level.flatMap((container) => containersOf(Object.values(container)));
  }
}

const containersOf = (values: unknown[]): object[] =>
  values.filter((value) => typeof value === 'object' && value !== null);

/** JSON text that is written as it is. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Writes a value; `indent` as `?pretty` wants it. */
export function toJson(value: unknown, pretty = false): string {
  if (!pretty) return write(value);
  return JSON.stringify(JSON.parse(write(value)), null, 2);
}

function write(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null)).join(',')}]`;
  if (isObject(value)) {
    const members: string[] = [];
    for (const key in value) {
      const item = value[key];
      if (item !== undefined) members.push(`${JSON.stringify(key)}:${write(item)}`);
    }
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${Number.isNaN(value) ? 'NaN' : value}"`;
  return JSON.stringify(value) ?? 'null';
}

/** A list, or the one value as a list; nothing for undefined and null. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

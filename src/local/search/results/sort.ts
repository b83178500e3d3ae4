/**
 * Stands in for OpenSearch's sorting: by score, document order and fields, with modes, missing values and search_after.
 * Ties keep document order. Sorting by script, distance or nested documents is not done.
 */
import { textFieldError } from '../aggregations/aggregator.ts';
import { isObject, type Json, listOf, RawJson } from '../json.ts';
import { parseDate } from '../mapping/dates.ts';
import { columnKind, type Field, roundTo } from '../mapping/field-types.ts';
import { illegalArgument, notDone, parsingError, SearchError } from '../search-error.ts';
import { compareText, numbersOf, stringsOf } from '../store/field-values.ts';
import type { IndexState } from '../store/index-state.ts';
import type { Segment } from '../store/segments.ts';

/** A value to sort by; undefined is a document without one. */
export type SortValue = number | string | undefined;

export interface SortKey {
  readonly name: string;
  readonly descending: boolean;
  enter(segment: Segment): void;
  value(document: number, score: number): SortValue;
  /** As a hit's `sort` shows it. */
  show(value: SortValue): unknown;
  /** A value of `search_after`. */
  read(value: unknown): SortValue;
  readonly missingFirst: boolean;
}

/** The keys of a `sort`; none for the default, by score. */
export function compileSort(indices: readonly IndexState[], sort: unknown): SortKey[] {
  return listOf(sort).map((one) => {
    if (typeof one === 'string') return keyOf(indices, one, {});
    const [entry, ...more] = isObject(one) ? Object.entries(one) : [];
    if (!entry || more.length > 0)
      throw illegalArgument('malformed sort format, within the sort array, an object with one field is expected');
    const [name, options] = entry;
    return keyOf(indices, name, isObject(options) ? options : { order: options });
  });
}

function keyOf(indices: readonly IndexState[], name: string, options: Json): SortKey {
  const order = options['order'] ?? (name === '_score' ? 'desc' : 'asc');
  if (order !== 'asc' && order !== 'desc') throw illegalArgument(`Unknown SortOrder [${String(order)}]`);
  const descending = order === 'desc';
  if (name === '_score') return scoreKey(descending);
  if (name === '_doc') return documentKey(descending);
  if (name === '_script' || name === '_geo_distance') throw notDone(`sort by [${name}]`);
  for (const key of Object.keys(options)) {
    if (!['order', 'missing', 'mode', 'unmapped_type', 'format', 'numeric_type'].includes(key)) {
      throw parsingError(`[field_sort] unknown field [${key}]`);
    }
  }
  if (options['numeric_type'] !== undefined || options['format'] !== undefined)
    throw notDone('[format] or [numeric_type] of a sort');
  return fieldKey(indices, name, descending, options);
}

function scoreKey(descending: boolean): SortKey {
  return {
    name: '_score',
    descending,
    enter() {},
    value: (_document, score) => Math.fround(score),
    show: (value) => value,
    read: (value) => Number(value),
    missingFirst: false,
  };
}

function documentKey(descending: boolean): SortKey {
  let base = 0;
  return {
    name: '_doc',
    descending,
    enter(segment) {
      base = segment.first;
    },
    value: (document) => base + document,
    show: (value) => value,
    read: (value) => Number(value),
    missingFirst: false,
  };
}

function fieldKey(indices: readonly IndexState[], name: string, descending: boolean, options: Json): SortKey {
  let field: Field | undefined;
  for (const index of indices) {
    const own = index.mapping.fields.get(name);
    if (!own && options['unmapped_type'] === undefined) {
      throw new SearchError(400, 'query_shard_exception', `No mapping found for [${name}] in order to sort on`, {
        index: index.name,
        index_uuid: index.uuid,
      });
    }
    if (own?.type === 'text') throw textFieldError(name);
    field ??= own;
  }
  const missing = options['missing'] ?? '_last';
  const mode = String(options['mode'] ?? (descending ? 'max' : 'min'));
  const substitute = missing === '_last' || missing === '_first' ? undefined : missing;
  const text = field !== undefined && columnKind(field.type) === 'string';
  let pick: (document: number) => SortValue = () => undefined;
  const read = (value: unknown): SortValue => readValue(field, value);
  return {
    name,
    descending,
    missingFirst: missing === '_first',
    enter(segment) {
      const own = segment.index.mapping.fields.get(name);
      const numbers = own && numbersOf(segment, own);
      const strings = own && stringsOf(segment, own);
      pick = (document) => {
        const { offsets } = numbers ?? strings ?? {};
        const [start, end] = [offsets?.[document] ?? 0, offsets?.[document + 1] ?? 0];
        if (start === end) return substitute === undefined ? undefined : read(substitute);
        if (strings)
          return pickText(
            Array.from(strings.ordinals.subarray(start, end), (ordinal) => strings.terms[ordinal] ?? ''),
            mode,
          );
        return (
          numbers &&
          (end === start + 1 ? numbers.values[start] : pickNumber(numbers.values.subarray(start, end), mode, own))
        );
      };
    },
    value: (document) => pick(document),
    show(value) {
      if (value !== undefined) return typeof value === 'number' && field ? shortestNumber(field, value) : value;
      if (text || !field) return null;
      const largest = (missing === '_first') === descending;
      if (
        field.type === 'double' ||
        field.type === 'float' ||
        field.type === 'half_float' ||
        field.type === 'scaled_float'
      ) {
        return largest ? 'Infinity' : '-Infinity';
      }
      if (field.type !== 'long' && field.type !== 'date') return largest ? 2_147_483_647 : -2_147_483_648;
      return new RawJson(largest ? '9223372036854775807' : '-9223372036854775808');
    },
    read,
  };
}

/** OpenSearch sorts whole numbers, dates and booleans as longs, so that an average is rounded. */
function isWhole(field: Field | undefined): boolean {
  return field !== undefined && !['double', 'float', 'half_float', 'scaled_float'].includes(field.type);
}

function pickText(values: string[], mode: string): string | undefined {
  if (mode !== 'min' && mode !== 'max')
    throw illegalArgument(`we only support MAX and MIN sort modes on strings, not [${mode}]`);
  return values.reduce((a, b) => (compareText(a, b) < 0 === (mode === 'min') ? a : b));
}

function pickNumber(values: Float64Array, mode: string, field: Field | undefined): number {
  const middling = (value: number) => (isWhole(field) ? Math.round(value) : value);
  const sum = () => values.reduce((a, b) => a + b, 0);
  switch (mode) {
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'sum':
      return sum();
    case 'avg':
      return middling(sum() / values.length);
    case 'median': {
      const sorted = values.slice().sort();
      const middle = Math.floor(sorted.length / 2);
      const high = sorted[middle] ?? 0;
      return sorted.length % 2 === 1 ? high : middling(((sorted[middle - 1] ?? 0) + high) / 2);
    }
    default:
      throw illegalArgument(`Unknown SortMode [${mode}]`);
  }
}

/** A float is shown with as many digits as tell it from its neighbours: 398.85, not 398.8500061035156. */
function shortestNumber(field: Field, value: number): number {
  if (field.type !== 'float' && field.type !== 'half_float') return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (roundTo(field, short) === value) return short;
  }
  return value;
}

function readValue(field: Field | undefined, value: unknown): SortValue {
  if (
    value === null ||
    value === undefined ||
    Math.abs(Number(value)) >= 2 ** 63 ||
    value === 'Infinity' ||
    value === '-Infinity'
  ) {
    return undefined;
  }
  if (!field || columnKind(field.type) === 'string') return String(value);
  if (field.type === 'date' && typeof value === 'string') return parseDate(value, field.format);
  if (field.type === 'boolean') return value === true || value === 'true' || value === 1 ? 1 : 0;
  const number = Number(value);
  if (Number.isNaN(number)) throw illegalArgument(`Failed to parse search_after value for field [${field.path}].`);
  return roundTo(field, number);
}

/** Orders two lists of sort values; missing values come last (or first), whichever the direction. */
export function compareSortValues(keys: readonly SortKey[], a: readonly SortValue[], b: readonly SortValue[]): number {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const [left, right] = [a[i], b[i]];
    if (!key || left === right) continue;
    if (left === undefined) return key.missingFirst ? -1 : 1;
    if (right === undefined) return key.missingFirst ? 1 : -1;
    const difference =
      typeof left === 'number' && typeof right === 'number' ? left - right : compareText(String(left), String(right));
    if (difference !== 0) return key.descending ? -difference : difference;
  }
  return 0;
}

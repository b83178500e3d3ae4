/**
 * Stands in for OpenSearch's field types: which value a mapped field takes, and how it is kept.
 * ip, geo, nested, completion, vector and range types are not done: a mapping that names one is refused.
 */
import type { Json } from '../json.ts';
import { DEFAULT_DATE_FORMAT, parseDate } from './dates.ts';

/** The types that are done, each with the kind of column that holds it. */
const COLUMN_KINDS = {
  text: 'string',
  keyword: 'string',
  long: 'number',
  integer: 'number',
  short: 'number',
  byte: 'number',
  double: 'number',
  float: 'number',
  half_float: 'number',
  scaled_float: 'number',
  date: 'number',
  boolean: 'number',
} as const;

export type FieldType = keyof typeof COLUMN_KINDS;
export type ColumnKind = 'string' | 'number';

/** One field that can be searched, sub-fields included. */
export interface Field {
  /** The name by which queries know it, `customer.id` or `product.keyword`. */
  readonly path: string;
  /** Where its values lie: a sub-field of the same kind shares its parent's column. */
  readonly column: string;
  readonly type: FieldType;
  readonly format: string;
  /** Longer strings are kept in the source and cannot be found. */
  readonly ignoreAbove: number;
  readonly scalingFactor: number;
  readonly ignoreMalformed: boolean;
  readonly nullValue: unknown;
  readonly indexed: boolean;
}

/** A number as it was written, where its text matters. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** True for the name of a type that is done. */
export function isFieldType(name: unknown): name is FieldType {
  return typeof name === 'string' && Object.hasOwn(COLUMN_KINDS, name);
}

/** How a type's values are kept. */
export function columnKind(type: FieldType): ColumnKind {
  return COLUMN_KINDS[type];
}

/** The field that a leaf of a mapping defines. */
export function fieldOf(path: string, column: string, type: FieldType, definition: Json): Field {
  return {
    path,
    column,
    type,
    format: typeof definition['format'] === 'string' ? definition['format'] : DEFAULT_DATE_FORMAT,
    ignoreAbove: typeof definition['ignore_above'] === 'number' ? definition['ignore_above'] : Number.POSITIVE_INFINITY,
    scalingFactor: Number(definition['scaling_factor'] ?? 1),
    ignoreMalformed: definition['ignore_malformed'] === true || definition['ignore_malformed'] === 'true',
    nullValue: definition['null_value'] ?? undefined,
    indexed: definition['index'] !== false && definition['index'] !== 'false',
  };
}

/** What a value cannot be, as OpenSearch words the cause. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

/** The value as the field keeps it, or undefined where the field keeps nothing; a ValueError when it cannot take it. */
export function convertValue(field: Field, value: string | number | boolean | NumberText): string | number | undefined {
  const plain = value instanceof NumberText ? value.text : value;
  if (columnKind(field.type) === 'string') return String(plain);
  switch (field.type) {
    case 'boolean':
      return toBoolean(value instanceof NumberText ? Number(value.text) : value);
    case 'date':
      return toDate(field, plain);
    default:
      return plain === '' ? undefined : toNumber(field, plain);
  }
}

function toBoolean(value: string | number | boolean): number {
  if (value === true || value === 'true') return 1;
  if (value === false || value === 'false' || value === '') return 0;
  throw new ValueError(`Failed to parse value [${value}] as only [true] or [false] are allowed.`);
}

function toDate(field: Field, value: string | number | boolean): number {
  const time = typeof value === 'boolean' ? undefined : parseDate(value, field.format);
  if (time === undefined) throw new ValueError(`failed to parse date field [${value}] with format [${field.format}]`);
  return time;
}

const WHOLE_BOUNDS: Partial<Record<FieldType, number>> = {
  byte: 2 ** 7,
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 2 ** 63,
};

/** A decimal as Java's BigDecimal reads it. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function toNumber(field: Field, value: string | number | boolean): number {
  const number = typeof value === 'number' ? value : readNumber(field.type, String(value));
  const bound = WHOLE_BOUNDS[field.type];
  if (bound !== undefined) return toWhole(field.type, bound, value, number);
  const kept = roundTo(field, number);
  if (!Number.isFinite(kept)) throw new ValueError(`[${field.type}] supports only finite values, but got [${value}]`);
  return kept;
}

/** A long is read exactly; every other type as Java's `Double.parseDouble` reads, with spaces around and the letter of a type behind. */
function readNumber(type: FieldType, text: string): number {
  const isExact = type === 'long' || /(?![\t-\r ])\s/.test(text);
  const decimal = isExact ? text : text.trim().replace(/(?<=[\d.])[dDfF]$/, '');
  if (DECIMAL.test(decimal)) return Number(decimal);
  if (type !== 'long' && /^[+-]?(?:NaN|Infinity)$/.test(decimal)) return Number(decimal);
  throw new ValueError(text === '' ? 'empty String' : `For input string: "${text}"`);
}

function toWhole(type: FieldType, bound: number, value: string | number | boolean, number: number): number {
  // Java makes 0 of what is not a number.
  const whole = Number.isNaN(number) ? 0 : Math.trunc(number);
  const exact =
    type === 'long' && /^[+-]?\d+$/.test(String(value)) ? BigInt(String(value).replace(/^\+/, '')) : undefined;
  const fits = exact === undefined ? whole >= -bound && whole < bound : exact >= -(2n ** 63n) && exact < 2n ** 63n;
  if (fits) return whole;
  throw new ValueError(`Value [${value}] is out of range for a${type === 'integer' ? 'n' : ''} ${type}`);
}

/** A number at the precision of the field's type: a `float` keeps 24 bits, a `half_float` 11. */
export function roundTo(field: Field, number: number): number {
  if (field.type === 'float') return Math.fround(number);
  if (field.type === 'half_float') return toHalf(number);
  if (field.type === 'scaled_float') return Math.round(number * field.scalingFactor) / field.scalingFactor;
  return number;
}

function toHalf(number: number): number {
  if (number === 0 || !Number.isFinite(number)) return number;
  const step = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(number))), -14) - 10);
  const ratio = number / step;
  const floor = Math.floor(ratio);
  const rest = ratio - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return Math.abs(rounded * step) > 65_504 ? Number.POSITIVE_INFINITY : rounded * step;
}

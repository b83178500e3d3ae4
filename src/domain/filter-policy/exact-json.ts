import { isObject } from '../is-object.ts';
import { parseJsonNumbers } from '../json/parse-json-numbers.ts';

/** Marks a number of a JSON text whose digits a double cannot hold. */
const longNumber = Symbol('digits of a long number');

/** A JSON number with more digits than a double keeps, as it was written. */
export interface LongNumber {
  readonly [longNumber]: string;
}

/** A JSON value that is neither object nor array, its number exact. */
export type Scalar = string | number | boolean | null | LongNumber;

/** 15 significant digits always survive a double, and keep their order; from the 16th on, or so far from 1 that the exponent has three digits, they may not. */
const maybeLong = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;

/** JSON.parse that keeps the digits of long numbers. Throws SyntaxError, and TypeError where it cannot keep them. */
export function parseJsonExactly(text: string): unknown {
  if (!maybeLong.test(text)) return JSON.parse(text);
  return parseJsonNumbers(text, exactNumber);
}

/** The number written in `digits`, as a double where that is exact. `digits` is a decimal number, with or without exponent. */
export function exactNumber(digits: string): number | LongNumber {
  return maybeLong.test(digits) ? { [longNumber]: digits } : Number(digits);
}

/** True for a number, long or not. */
export function isNumber(value: unknown): value is number | LongNumber {
  return typeof value === 'number' || isLongNumber(value);
}

/** True for anything that is neither an object nor an array. */
export function isScalar(value: unknown): value is Scalar {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    isLongNumber(value)
  );
}

/** True for an object that is neither a list nor a long number. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !isLongNumber(value);
}

/** The value as JSON text, long numbers with every digit. */
export function scalarText(value: Scalar): string {
  return isLongNumber(value) ? value[longNumber] : JSON.stringify(value);
}

/** The order of two numbers by their decimal value: negative, zero or positive. */
export function compareNumbers(left: number | LongNumber, right: number | LongNumber): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return compareDecimals(readDecimal(scalarText(left)), readDecimal(scalarText(right)));
}

function isLongNumber(value: unknown): value is LongNumber {
  return typeof value === 'object' && value !== null && longNumber in value;
}

/** sign × 0.digits × 10^exponent, digits without zeros at either end; zero has none. */
interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

function readDecimal(text: string): Decimal {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  const whole = parts?.[2] ?? '';
  const all = whole + (parts?.[3] ?? '');
  const significant = all.replace(/^0+/, '');
  const leadingZeros = all.length - significant.length;
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return { sign: 0, digits, exponent: 0 };
  const exponent = whole.length - leadingZeros + Number(parts?.[4] ?? 0);
  return { sign: parts?.[1] === '-' ? -1 : 1, digits, exponent };
}

function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.sign !== right.sign) return left.sign - right.sign;
  if (left.exponent !== right.exponent) return left.sign * (left.exponent - right.exponent);
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -left.sign : left.sign;
}

/**
 * DynamoDB's numbers: 38 significant digits, magnitudes from 1E-130 to 9.9…E+125 (DynamoDB guide, "Data types").
 * They are kept as decimal texts in plain notation; arithmetic is exact.
 */
import Big from 'big.js';
import { validationError } from '../table-errors.ts';

const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

/** The number in plain notation without needless zeros; throws DynamoDB's ValidationException for what is no number of its. */
export function normalNumber(text: string): string {
  if (text === '') throw validationError('The parameter cannot be converted to a numeric value');
  const number = parse(text);
  if (!number) throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  return inRange(number).toFixed();
}

/** Negative, zero or positive, as the first number is less than, equal to or greater than the second. */
export function compareNumbers(first: string, second: string): number {
  return first === second ? 0 : new Big(first).cmp(second);
}

/** The sum of two numbers, or their difference; throws as DynamoDB does when it is out of range. */
export function addNumbers(first: string, second: string, sign: 1 | -1 = 1): string {
  const operand = new Big(second);
  return inRange(sign === 1 ? new Big(first).plus(operand) : new Big(first).minus(operand)).toFixed();
}

/** The bytes that a number takes up: one for each two digits, one for the exponent, one for a sign (DynamoDB guide, "Item sizes"). */
export function numberSize(text: string): number {
  const { c: digits, e: exponent, s: sign } = new Big(text);
  if (digits.length === 1 && digits[0] === 0) return 1;
  const uneven = digits.length % 2 !== 0 || exponent % 2 !== 0 ? 0 : 1;
  return 1 + Math.ceil(digits.length / 2) + uneven + (sign === -1 ? 1 : 0);
}

/** Bytes that sort as numbers do: sign, exponent, digits; those of a negative number are turned about. */
export function numberOrderBytes(text: string): Buffer {
  const { c: digits, e: exponent, s: sign } = new Big(text);
  if (digits[0] === 0) return Buffer.from([1]);
  const biased = exponent - MIN_EXPONENT;
  if (sign === 1) return Buffer.from([2, biased, ...digits]);
  return Buffer.from([0, 255 - biased, ...digits.map((digit) => 9 - digit), 0xff]);
}

/**
 * Bytes as DynamoDB hashes them: exponent to the base 100, then pairs of digits.
 * The order in which a scan visits numbers depends on them; recorded by dynalite.
 */
export function numberHashBytes(text: string): Buffer {
  const { c: digits, e, s: sign } = new Big(text);
  if (digits[0] === 0) return Buffer.from([0x80]);
  const exponent = e + 1;
  const shifted = exponent % 2 === 0 ? digits : [0, ...digits];
  const pairs: number[] = [];
  for (let at = 0; at < shifted.length; at += 2) {
    const pair = (shifted[at] ?? 0) * 10 + (shifted[at + 1] ?? 0);
    pairs.push(sign === -1 ? 101 - pair : pair + 1);
  }
  const first = Math.ceil(exponent / 2) - 64;
  const ending = sign === -1 && pairs.length < 20 ? [102] : [];
  return Buffer.from([sign === -1 ? ~first : first, ...pairs, ...ending]);
}

function parse(text: string): Big | undefined {
  try {
    // Java's BigDecimal, which DynamoDB reads with, takes a leading plus.
    return new Big(/^\+[\d.]/.test(text) ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

function inRange(number: Big): Big {
  if (number.c.length === 1 && number.c[0] === 0) return new Big(0);
  if (number.e > MAX_EXPONENT) {
    throw validationError('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (number.e < MIN_EXPONENT) {
    throw validationError('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  if (number.c.length > MAX_DIGITS) {
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  }
  return number;
}

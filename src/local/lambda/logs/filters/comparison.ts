/**
 * What a filter pattern asks of one value: `= "text"` with stars, a number, or a regular expression between percent signs
 * (Logs guide, "Filter pattern syntax"). Only numbers are greater or less.
 */
import { matchesPieces } from '../../../../domain/matches-pieces.ts';
import { invalidPattern } from './invalid-pattern.ts';
import { compileLogRegex } from './log-regex.ts';

/** A value of a log line that can be compared. */
export type Compared = string | number | boolean;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A test of a value by an operator and what stands behind it in the pattern. Throws InvalidParameterException. */
export function compileComparison(operator: string, operand: string): (value: Compared) => boolean {
  if (operator === '!=') {
    const equals = compileEquality(operand);
    return (value) => !equals(value);
  }
  if (operator === '=') return compileEquality(operand);
  if (!NUMBER.test(operand)) throw invalidPattern(`${operator} takes a number, not ${operand}`);
  const bound = Number(operand);
  const test = ORDERS[operator];
  if (!test) throw invalidPattern(`${operator} is no operator`);
  return (value) => test(numberOf(value), bound);
}

const ORDERS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numberOf(value: Compared): number {
  return typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value)) ? Number(value) : Number.NaN;
}

function compileEquality(operand: string): (value: Compared) => boolean {
  if (operand.startsWith('%')) {
    const found = compileLogRegex(operand.slice(1, -1));
    return (value) => found(String(value));
  }
  if (operand.startsWith('"')) return withStars(unquoted(operand));
  if (!NUMBER.test(operand)) return withStars(operand);
  const wanted = Number(operand);
  return (value) => numberOf(value) === wanted;
}

/** What stands between the quotes of a pattern. */
export function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\([\s\S])/g, '$1');
}

function withStars(pattern: string): (value: Compared) => boolean {
  const [first = '', ...middle] = pattern.split('*');
  const last = middle.pop();
  if (last === undefined) return (value) => String(value) === pattern;
  return (value) => matchesPieces(String(value), first, middle, last);
}

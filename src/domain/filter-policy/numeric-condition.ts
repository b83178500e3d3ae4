import { compareNumbers, isNumber, isScalar, type LongNumber, scalarText } from './exact-json.ts';
import { policyError } from './filter-policy-error.ts';

type Test = (value: number | LongNumber) => boolean;

/**
 * Compiles the list of a `numeric` condition: one comparison, or a lower bound and then an upper one.
 * Throws FilterPolicyError (SNS guide, numeric value matching; texts as SNS answers them).
 */
export function compileNumeric(terms: readonly unknown[]): Test {
  const [operator, value, ...range] = terms;
  if (typeof operator !== 'string') throw policyError(`Invalid member in numeric match: ${tokenText(operator)}`);
  const accepts = comparisons.get(operator);
  if (accepts === undefined) throw policyError(`Unrecognized numeric range operator: ${operator}`);
  const bound = boundOf(value, operator);
  const test: Test = (tested) => accepts(compareNumbers(tested, bound));
  if (range.length === 0) return test;
  if (operator !== '>' && operator !== '>=') throw policyError('Too many elements in numeric expression');
  return completeRange(test, bound, range);
}

type Bound = number | LongNumber;

function completeRange(lower: Test, bottom: Bound, [operator, value, ...rest]: readonly unknown[]): Test {
  if (typeof operator !== 'string') throw policyError(`Bad value in numeric range: ${tokenText(operator)}`);
  const accepts = upperBounds.get(operator);
  if (accepts === undefined) throw policyError(`Bad numeric range operator: ${operator}`);
  const top = boundOf(value, operator);
  if (rest.length > 0) throw policyError('Too many terms in numeric range expression');
  if (compareNumbers(bottom, top) >= 0) throw policyError('Bottom must be less than top');
  return (tested) => lower(tested) && accepts(compareNumbers(tested, top));
}

type Accepts = (order: number) => boolean;

const upperBounds: ReadonlyMap<string, Accepts> = new Map([
  ['<', (order: number) => order < 0],
  ['<=', (order: number) => order <= 0],
]);

const comparisons: ReadonlyMap<string, Accepts> = new Map([
  ...upperBounds,
  ['=', (order: number) => order === 0],
  ['>', (order: number) => order > 0],
  ['>=', (order: number) => order >= 0],
]);

function boundOf(value: unknown, operator: string): Bound {
  if (!isNumber(value)) throw policyError(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  return value;
}

/** The token as SNS's parser names it: the end of the list is its bracket. */
function tokenText(token: unknown): string {
  if (token === undefined) return ']';
  if (isScalar(token)) return scalarText(token);
  return Array.isArray(token) ? '[' : '{';
}

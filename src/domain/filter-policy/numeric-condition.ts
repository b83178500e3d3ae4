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
  const test = comparison(operator, value);
  if (test === undefined) throw policyError(`Unrecognized numeric range operator: ${operator}`);
  if (range.length === 0) return test;
  if (operator !== '>' && operator !== '>=') throw policyError('Too many elements in numeric expression');
  return completeRange(test, value, range);
}

function completeRange(lower: Test, bottom: unknown, [operator, top, ...rest]: readonly unknown[]): Test {
  if (typeof operator !== 'string') throw policyError(`Bad value in numeric range: ${tokenText(operator)}`);
  if (operator !== '<' && operator !== '<=') throw policyError(`Bad numeric range operator: ${operator}`);
  const upper = comparison(operator, top);
  if (rest.length > 0) throw policyError('Too many terms in numeric range expression');
  if (isNumber(bottom) && isNumber(top) && compareNumbers(bottom, top) >= 0) {
    throw policyError('Bottom must be less than top');
  }
  return (value) => lower(value) && upper?.(value) === true;
}

function comparison(operator: string, bound: unknown): Test | undefined {
  switch (operator) {
    case '=':
      return comparing(bound, 'equals', (order) => order === 0);
    case '<':
      return comparing(bound, operator, (order) => order < 0);
    case '<=':
      return comparing(bound, operator, (order) => order <= 0);
    case '>':
      return comparing(bound, operator, (order) => order > 0);
    case '>=':
      return comparing(bound, operator, (order) => order >= 0);
    default:
      return undefined;
  }
}

function comparing(bound: unknown, name: string, accepts: (order: number) => boolean): Test {
  if (!isNumber(bound)) throw policyError(`Value of ${name} must be numeric`);
  return (value) => accepts(compareNumbers(value, bound));
}

/** The token as SNS's parser names it: the end of the list is its bracket. */
function tokenText(token: unknown): string {
  if (token === undefined) return ']';
  if (isScalar(token)) return typeof token === 'string' ? token : scalarText(token);
  return Array.isArray(token) ? '[' : '{';
}

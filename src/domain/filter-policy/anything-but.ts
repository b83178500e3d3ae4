import { type Condition, condition, equality } from './condition.ts';
import { isNumber, isPlainObject, isScalar, type Scalar } from './exact-json.ts';
import { policyError } from './filter-policy-error.ts';
import { compileWildcard } from './wildcard-pattern.ts';

/**
 * Compiles an `anything-but` condition: a value is there and is none of those listed, or has none of the patterns listed.
 * Over an array it holds when one element is outside the list, as the examples of the SNS guide's string matching page show.
 * Throws FilterPolicyError; texts as event-ruler's compiler has them.
 */
export function compileAnythingBut(operand: unknown, text: string): Condition {
  const { hits, wildcard } = compileOperand(operand);
  return condition('anything-but', text, (value) => !hits.some((hit) => hit(value)), { points: 1, wildcard });
}

interface Excluded {
  readonly hits: ReadonlyArray<(value: Scalar) => boolean>;
  readonly wildcard: boolean;
}

function compileOperand(operand: unknown): Excluded {
  if (Array.isArray(operand)) return { hits: compileList(operand).map(equality), wildcard: false };
  if (typeof operand === 'string' || isNumber(operand)) return { hits: [equality(operand)], wildcard: false };
  if (!isPlainObject(operand)) {
    throw policyError('Value of anything-but must be an array or single string/number value.');
  }
  const [first, ...more] = Object.entries(operand);
  if (first === undefined) throw policyError('Anything-But expression name not found');
  const patterns = compilePatterns(first[0], first[1]);
  if (more.length > 0) throw policyError('Only one key allowed in match expression');
  return {
    hits: patterns.map((test) => (value: Scalar) => typeof value === 'string' && test(value)),
    wildcard: first[0] === 'wildcard',
  };
}

function compileList(members: readonly unknown[]): Scalar[] {
  const values = members.filter((member) => isScalar(member) && (typeof member === 'string' || isNumber(member)));
  if (values.length !== members.length) {
    throw policyError('Inside anything but list, start|null|boolean is not supported.');
  }
  const numbers = values.filter(isNumber).length;
  if (values.length === 0 || (numbers > 0 && numbers < values.length)) {
    throw policyError('Inside anything but list, either all values are number or string, mixed type is not supported');
  }
  return values.filter(isScalar);
}

function compilePatterns(operator: string, operand: unknown): Array<(text: string) => boolean> {
  const compile = patternOperator(operator);
  if (compile === undefined) throw policyError(`Unsupported anything-but pattern: ${operator}`);
  const patterns: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (patterns.length === 0) throw policyError('Empty arrays are not allowed');
  return patterns.map((pattern) => {
    const affix = operator === 'prefix' || operator === 'suffix';
    if (typeof pattern !== 'string') {
      throw policyError(`${affix ? 'prefix/suffix' : operator} match pattern must be a string`);
    }
    if (affix && pattern === '') throw policyError('Null prefix/suffix not allowed');
    return compile(pattern);
  });
}

function patternOperator(operator: string): ((pattern: string) => (text: string) => boolean) | undefined {
  switch (operator) {
    case 'prefix':
      return (pattern) => (text) => text.startsWith(pattern);
    case 'suffix':
      return (pattern) => (text) => text.endsWith(pattern);
    case 'equals-ignore-case':
      return (pattern) => {
        const lower = pattern.toLowerCase();
        return (text) => text.toLowerCase() === lower;
      };
    case 'wildcard':
      return (pattern) => compileWildcard(pattern).test;
    default:
      return undefined;
  }
}

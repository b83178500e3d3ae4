import { compileAnythingBut } from './anything-but.ts';
import { type Condition, condition, equality, jsonText, ofText } from './condition.ts';
import { isNumber, isPlainObject, isScalar, scalarText } from './exact-json.ts';
import { policyError } from './filter-policy-error.ts';
import { compileCidr } from './ip-range.ts';
import { compileNumeric } from './numeric-condition.ts';
import { compileWildcard, wildcardPoints } from './wildcard-pattern.ts';

/** Compiles one member of a key's list. Throws FilterPolicyError for what SNS refuses. */
export function compileCondition(member: unknown): Condition {
  if (isScalar(member)) return condition('exact', scalarText(member), equality(member));
  if (!isPlainObject(member)) {
    throw policyError('Match value must be String, number, true, false, or null');
  }
  const [first, ...more] = Object.entries(member);
  if (first === undefined) throw policyError('Match expression name not found');
  const compiled = compileOperator(first[0], first[1], jsonText(member));
  if (more.length > 0) throw policyError(secondKeyText(first[0], first[1]));
  return compiled;
}

/** event-ruler's compiler speaks of a numeric expression wherever it has just read a list or value of one. */
function secondKeyText(operator: string, operand: unknown): string {
  const numeric =
    operator === 'numeric' || (operator === 'anything-but' && (isScalar(operand) || Array.isArray(operand)));
  return numeric ? 'Too many elements in numeric expression' : 'Only one key allowed in match expression';
}

function compileOperator(operator: string, operand: unknown, text: string): Condition {
  switch (operator) {
    case 'anything-but':
      return compileAnythingBut(operand, text);
    case 'exists':
      return compileExists(operand, text);
    case 'numeric': {
      if (!Array.isArray(operand)) throw policyError('Value of numeric must be an array.');
      const test = compileNumeric(operand);
      return condition(operator, text, (value) => isNumber(value) && test(value));
    }
    case 'cidr':
      // SNS names the wrong operator here; the text is its own.
      return condition(operator, text, ofText(compileCidr(requireString('prefix', operand))));
    case 'wildcard': {
      const pattern = compileWildcard(requireString(operator, operand));
      return condition(operator, text, ofText(pattern.test), { wildcard: true, points: wildcardPoints(pattern) });
    }
    case 'prefix': {
      const prefix = requireString(operator, operand);
      return condition(
        operator,
        text,
        ofText((value) => value.startsWith(prefix)),
      );
    }
    case 'suffix': {
      const suffix = requireString(operator, operand);
      return condition(
        operator,
        text,
        ofText((value) => value.endsWith(suffix)),
      );
    }
    case 'equals-ignore-case': {
      const lower = requireString(operator, operand).toLowerCase();
      return condition(
        operator,
        text,
        ofText((value) => value.toLowerCase() === lower),
      );
    }
    default:
      throw policyError(`Unrecognized match type ${operator}`);
  }
}

/** SNS guide, key matching: `true` asks for a value that is neither null nor empty, `false` for a key that is not there. */
function compileExists(operand: unknown, text: string): Condition {
  if (typeof operand !== 'boolean') throw policyError('exists match pattern must be either true or false.');
  if (operand) return condition('exists', text, (value) => value !== null && value !== '');
  return { ...condition('exists', text, () => false), absent: true };
}

function requireString(operator: string, operand: unknown): string {
  if (typeof operand !== 'string') throw policyError(`${operator} match pattern must be a string`);
  return operand;
}

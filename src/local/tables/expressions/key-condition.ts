/**
 * DynamoDB's key condition expressions: a condition for the partition key and perhaps one for the sort key.
 */
import type { AttributeValue } from '../values/attribute-value.ts';
import type { Operand } from './bindings.ts';
import type { Condition, Leaf } from './condition.ts';
import { ExpressionError } from './tokens.ts';

export type KeyOperator = 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH';

/** What is asked of a key's attribute; the operator is one of the legacy API's, of which only some can be asked of keys. */
export interface KeyCondition {
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

const OPERATORS: Readonly<Record<string, KeyOperator>> = {
  '=': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
  BETWEEN: 'BETWEEN',
  begins_with: 'BEGINS_WITH',
};

/** As an operator reads from the other side. */
const TURNED: Readonly<Record<string, string>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The conditions for each key attribute; throws ExpressionError for what cannot be asked of keys. */
export function keyConditionsOf(condition: Condition): Map<string, KeyCondition> {
  const conditions = new Map<string, KeyCondition>();
  collect(condition, conditions);
  return conditions;
}

function collect(condition: Condition, conditions: Map<string, KeyCondition>): void {
  if (condition.kind === 'and') {
    for (const each of condition.conditions) collect(each, conditions);
    return;
  }
  if (condition.kind !== 'leaf') throw invalidOperator(condition.kind.toUpperCase());
  const { name, keyCondition } = keyConditionOf(condition);
  if (conditions.has(name)) {
    throw new ExpressionError('KeyConditionExpressions must only contain one condition per key');
  }
  conditions.set(name, keyCondition);
}

function keyConditionOf(leaf: Leaf): { name: string; keyCondition: KeyCondition } {
  checkOperator(leaf);
  const { at, name } = keyOf(leaf.operands);
  const others = leaf.operands.filter((_, index) => index !== at).map(valueOfOperand);
  const operator = at === 0 ? leaf.operator : (TURNED[leaf.operator] ?? leaf.operator);
  return { name, keyCondition: { operator: OPERATORS[operator] ?? operator, values: others } };
}

function checkOperator({ operator, operands }: Leaf): void {
  if (operator === 'IN' || operator === '<>') throw invalidOperator(operator);
  if (['attribute_exists', 'attribute_not_exists', 'attribute_type', 'contains'].includes(operator)) {
    throw invalidOperator(operator);
  }
  const keyFirst = operator === 'BETWEEN' || operator === 'begins_with';
  if (keyFirst && operands[0]?.kind !== 'path') {
    throw invalidCondition(`${operator} operator must have the key attribute as its first operand`);
  }
}

/** The one path among the operands, which must be a plain name. */
function keyOf(operands: readonly Operand[]): { at: number; name: string } {
  let found: { at: number; name: string } | undefined;
  for (const [at, operand] of operands.entries()) {
    if (operand.kind === 'function') {
      throw operand.name === 'size'
        ? new ExpressionError('KeyConditionExpressions cannot contain nested operations')
        : invalidOperator(operand.name);
    }
    if (operand.kind !== 'path') continue;
    if (found) throw invalidCondition('Multiple attribute names used in one condition');
    if (operand.path.length > 1) {
      throw new ExpressionError('KeyConditionExpressions cannot have conditions on nested attributes');
    }
    found = { at, name: String(operand.path[0]) };
  }
  if (!found) throw invalidCondition('No key attribute specified');
  return found;
}

function valueOfOperand(operand: Operand): AttributeValue {
  return operand.kind === 'value' && operand.value ? operand.value : {};
}

function invalidOperator(operator: string): ExpressionError {
  return new ExpressionError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function invalidCondition(what: string): ExpressionError {
  return new ExpressionError(`Invalid condition in KeyConditionExpression: ${what}`);
}

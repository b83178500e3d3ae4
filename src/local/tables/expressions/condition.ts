/**
 * DynamoDB's condition, filter and key condition expressions: bound to a request's names and values, and evaluated.
 */
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { typeOf } from '../values/attribute-value.ts';
import { beginsWith, compareValues, containsValue, valuesEqual } from '../values/compare.ts';
import { type Bindings, bindOperand, type Operand, type Path, type Undefined, valueAt } from './bindings.ts';
import { ConditionChecks } from './condition-checks.ts';
import {
  type Comparator,
  type ComparisonNode,
  type ConditionNode,
  type ConditionSyntax,
  readCondition,
} from './condition-syntax.ts';
import { lastUsed } from './last-used.ts';
import type { FunctionNode } from './reader.ts';
import { ExpressionError } from './tokens.ts';

/** A condition that can be evaluated. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | Leaf;

/** A comparison or a function; its operator is a comparator, BETWEEN, IN or the function's name. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly operator: string;
  readonly operands: readonly Operand[];
}

/** A condition expression of a request. */
export interface BoundCondition {
  readonly condition: Condition;
  /** Every path in it, in the order of the text. */
  readonly paths: readonly Path[];
}

const syntaxOf = lastUsed(readCondition);

/** Reads a condition expression with a request's names and values; throws ExpressionError with DynamoDB's words. */
export function bindCondition(expression: string, bindings: Bindings): BoundCondition {
  return bindConditionSyntax(syntaxOf(expression), bindings);
}

/** The same of a condition that was read already, whatever its grammar. */
export function bindConditionSyntax(syntax: ConditionSyntax, bindings: Bindings): BoundCondition {
  const checks = new ConditionChecks(syntax.redundantParentheses);
  const paths: Path[] = [];
  const condition = bind(syntax.condition, { bindings, checks, paths });
  const error = checks.error();
  if (error !== undefined) throw new ExpressionError(error);
  return { condition, paths };
}

/** True when an item satisfies the condition. */
export function satisfies(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((each) => satisfies(item, each));
    case 'or':
      return condition.conditions.some((each) => satisfies(item, each));
    case 'not':
      return !satisfies(item, condition.condition);
    default:
      return satisfiesLeaf(item, condition);
  }
}

/** True when two values stand in the relation of a comparator. Values of two types are only ever unequal. */
export function compares(comparator: Comparator, first: AttributeValue, second: AttributeValue): boolean {
  if (comparator === '=') return valuesEqual(first, second);
  if (comparator === '<>') return !valuesEqual(first, second);
  const order = compareValues(first, second);
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

interface Binding {
  readonly bindings: Bindings;
  readonly checks: ConditionChecks;
  readonly paths: Path[];
}

function bind(node: ConditionNode, binding: Binding): Condition {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { kind: node.kind, conditions: node.conditions.map((each) => bind(each, binding)) };
    case 'not':
      return { kind: 'not', condition: bind(node.condition, binding) };
    default:
      return bindLeaf(node, binding);
  }
}

function bindLeaf(node: ComparisonNode | FunctionNode, binding: Binding): Leaf {
  const leaf = binding.checks.leaf();
  const missing: Undefined = (message) => leaf.undefinedName(message);
  const operands = node.operands.map((operand) => bindOperand(operand, binding.bindings, missing));
  binding.checks.names(node.operands);
  collectPaths(operands, binding);
  if (node.kind !== 'function') {
    leaf.comparison(node.operator, operands);
    return { kind: 'leaf', operator: node.operator, operands };
  }
  const call: Operand = { kind: 'function', name: node.name, operands };
  leaf.condition(call);
  return { kind: 'leaf', operator: node.name, operands };
}

function collectPaths(operands: readonly Operand[], binding: Binding): void {
  for (const operand of operands) {
    if (operand.kind === 'function') collectPaths(operand.operands, binding);
    if (operand.kind === 'path') binding.paths.push(operand.path);
  }
}

function satisfiesLeaf(item: Item, { operator, operands }: Leaf): boolean {
  const [first, second, third] = operands.map((operand) => operandValue(item, operand));
  switch (operator) {
    case 'attribute_exists':
      return first !== undefined;
    case 'attribute_not_exists':
      return first === undefined;
    case '<>':
      return !(first && second && valuesEqual(first, second));
    case 'IN':
      return first !== undefined && operands.slice(1).some((each) => equals(first, operandValue(item, each)));
  }
  if (first === undefined || second === undefined) return false;
  switch (operator) {
    case 'attribute_type':
      return typeOf(first) === second.S;
    case 'begins_with':
      return beginsWith(first, second);
    case 'contains':
      return containsValue(first, second);
    case 'BETWEEN':
      return third !== undefined && compares('>=', first, second) && compares('<=', first, third);
    default:
      return isComparator(operator) && compares(operator, first, second);
  }
}

function equals(value: AttributeValue, other: AttributeValue | undefined): boolean {
  return other !== undefined && valuesEqual(value, other);
}

function isComparator(operator: string): operator is Comparator {
  return ['=', '<>', '<', '<=', '>', '>='].includes(operator);
}

function operandValue(item: Item, operand: Operand): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const argument = operand.operands[0];
  return argument && operand.name === 'size' ? sizeOf(operandValue(item, argument)) : undefined;
}

/** The size of a value as `size` gives it: characters, bytes or members. */
function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value?.S !== undefined) return { N: String(value.S.length) };
  if (value?.B !== undefined) return { N: String(Buffer.byteLength(value.B, 'base64')) };
  const members = value?.SS ?? value?.NS ?? value?.BS ?? value?.L ?? (value?.M && Object.keys(value.M));
  return members && { N: String(members.length) };
}

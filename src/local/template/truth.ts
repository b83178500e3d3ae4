/**
 * Stands in for CloudFormation's condition functions and, with `rule`, its rule functions (Rules section).
 * Fn::ValueOf and Fn::ValueOfAll ask about resources of an account and are refused by name.
 */
import { asList, asText, intrinsicOf, type Node, type Place, usageError, type Value } from './nodes.ts';
import { resolve, type Scope } from './resolve.ts';

/** What the functions of a Rules section need beside the scope: the values of all parameters of one type. */
export interface RuleScope extends Scope {
  allOfType(type: string): Value;
}

/** Evaluates a condition; undefined when it depends on something that only the deployment will know. */
export function truth(node: Node, scope: Scope, rule?: RuleScope): boolean | undefined {
  if (node.kind === 'map' && node.entries.size === 1) {
    const named = node.entries.get('Condition');
    if (named) return scope.condition(asText(named.node, 'Condition'), named.place);
  }
  const intrinsic = intrinsicOf(node);
  if (!intrinsic) {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    throw usageError(node.place, 'a condition must be one of Fn::And, Fn::Equals, Fn::Not, Fn::Or or Condition');
  }
  const { name, argument, place } = intrinsic;
  const operands = () => asList(argument, name).items;
  switch (name) {
    case 'Fn::Equals':
      return equals(operands(), scope, place);
    case 'Fn::Not': {
      const [operand, more] = operands();
      if (!operand || more) throw usageError(place, 'Fn::Not needs exactly one condition, in a list');
      const value = truth(operand, scope, rule);
      return value === undefined ? undefined : !value;
    }
    case 'Fn::And':
      return combine(name, operands(), false, place, (operand) => truth(operand, scope, rule));
    case 'Fn::Or':
      return combine(name, operands(), true, place, (operand) => truth(operand, scope, rule));
    case 'Fn::Contains':
    case 'Fn::EachMemberEquals':
    case 'Fn::EachMemberIn':
      if (rule) return compareLists(name, operands(), rule, place);
      throw usageError(place, `${name} may stand only in the Rules section`);
    default:
      throw usageError(place, `${name} does not give true or false, or is not performed locally`);
  }
}

/** And, Or of two to ten conditions: one that decides beats one that is not known. */
function combine(
  name: string,
  operands: readonly Node[],
  deciding: boolean,
  place: Place,
  evaluate: (operand: Node) => boolean | undefined,
): boolean | undefined {
  if (operands.length < 2 || operands.length > 10) {
    throw usageError(place, `${name} needs 2 to 10 conditions, not ${operands.length}`);
  }
  const values = operands.map(evaluate);
  if (values.includes(deciding)) return deciding;
  return values.includes(undefined) ? undefined : !deciding;
}

function equals(operands: readonly Node[], scope: Scope, place: Place): boolean | undefined {
  const [left, right] = operands.map((operand) => resolve(operand, scope));
  if (!left || !right || operands.length !== 2) throw usageError(place, 'Fn::Equals needs exactly two values');
  const a = comparable(left);
  const b = comparable(right);
  return a === undefined || b === undefined ? undefined : a === b;
}

/** Values are equal when their texts are: `true` and "true", 1 and "1". */
function comparable(value: Value): string | undefined {
  if (value.kind === 'scalar') return value.text;
  if (value.kind !== 'list') return value.kind === 'unknown' ? undefined : '';
  const parts = value.items.map(comparable);
  return parts.includes(undefined) ? undefined : JSON.stringify(parts);
}

function compareLists(name: string, operands: readonly Node[], rule: RuleScope, place: Place): boolean | undefined {
  const [left, right] = operands.map((operand) => texts(operand, rule));
  if (operands.length !== 2) throw usageError(place, `${name} needs exactly two arguments`);
  if (!left || !right) return undefined;
  switch (name) {
    case 'Fn::Contains':
      return right.every((wanted) => left.includes(wanted));
    case 'Fn::EachMemberEquals':
      return left.every((member) => member === right[0]);
    default:
      return left.every((member) => right.includes(member));
  }
}

function texts(node: Node, rule: RuleScope): string[] | undefined {
  const intrinsic = intrinsicOf(node);
  const value =
    intrinsic?.name === 'Fn::RefAll' ? rule.allOfType(asText(intrinsic.argument, 'Fn::RefAll')) : resolve(node, rule);
  if (value.kind === 'unknown') return undefined;
  const found = (value.kind === 'list' ? value.items : [value]).map(comparable);
  const known = found.filter((text) => text !== undefined);
  return known.length === found.length ? known : undefined;
}

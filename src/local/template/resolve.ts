/**
 * Stands in for CloudFormation's intrinsic functions (Template Reference, intrinsic functions).
 * Not performed, and refused by name: ImportValue, GetAZs, Cidr, Transform and those of AWS::LanguageExtensions.
 */
import { listFunctions } from './list-functions.ts';
import {
  asList,
  asText,
  composed,
  intrinsicOf,
  type MapEntry,
  mapNode,
  type Node,
  type Place,
  type ScalarNode,
  usageError,
  type Value,
} from './nodes.ts';
import { subPieces } from './substitution.ts';

/** What the names in a template stand for while it is evaluated. */
export interface Scope {
  /** A parameter, pseudo parameter or resource by name; throws a UsageError at `place` for an unknown one. */
  reference(name: string, place: Place): Value;
  /** An attribute of a resource; throws a UsageError at `place` when there is no such resource or attribute. */
  attribute(logicalId: string, attribute: string, place: Place): Value;
  /** A condition by name; undefined when only the deployment will know. */
  condition(name: string, place: Place): boolean | undefined;
  mapping(map: string, first: string, second: string, place: Place): Node;
}

/** Evaluates every intrinsic function below a node. What depends on something unknown is unknown. */
export function resolve(node: Node, scope: Scope): Value {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    const items = node.items.map((item) => resolve(item, scope)).filter((item) => item.kind !== 'nothing');
    return { kind: 'list', items, place: node.place };
  }
  const intrinsic = intrinsicOf(node);
  if (intrinsic) return perform(intrinsic, scope);
  const entries = new Map<string, MapEntry<Value>>();
  for (const [name, { place, node: child }] of node.entries) {
    if (name.startsWith('Fn::')) throw usageError(place, `${name} must stand alone in its map`);
    const value = resolve(child, scope);
    if (value.kind !== 'nothing') entries.set(name, { place, node: value });
  }
  return { kind: 'map', entries, place: node.place };
}

function perform({ name, argument, place }: { name: string; argument: Node; place: Place }, scope: Scope): Value {
  switch (name) {
    case 'Ref':
      return moved(scope.reference(asText(argument, 'Ref'), place), place);
    case 'Fn::GetAtt':
      return moved(getAttribute(argument, scope, place), place);
    case 'Fn::Sub':
      return substitute(argument, scope, place);
    case 'Fn::If':
      return choose(argument, scope, place);
    case 'Fn::FindInMap':
      return findInMap(argument, scope, place);
    default: {
      const calculate = listFunctions[name];
      if (!calculate) throw usageError(place, `${name} is not performed locally`);
      return calculate(resolve(argument, scope), place);
    }
  }
}

/** What a name stands for is reported where the name is used, not where it is defined. */
function moved(value: Value, place: Place): Value {
  return { ...value, place };
}

function getAttribute(argument: Node, scope: Scope, place: Place): Value {
  if (argument.kind === 'scalar') {
    const [logicalId = '', ...attribute] = argument.text.split('.');
    return scope.attribute(logicalId, attribute.join('.'), place);
  }
  const [logicalId, attribute] = asList(argument, 'Fn::GetAtt').items;
  if (!logicalId || !attribute) throw usageError(place, 'Fn::GetAtt needs a logical id and an attribute');
  const name = resolve(attribute, scope);
  if (name.kind !== 'scalar')
    throw usageError(place, 'the attribute of Fn::GetAtt must be known before the deployment');
  return scope.attribute(asText(logicalId, 'the logical id of Fn::GetAtt'), name.text, place);
}

function substitute(argument: Node, scope: Scope, place: Place): Value {
  const [template, variables] = argument.kind === 'list' ? argument.items : [argument];
  if (!template) throw usageError(place, 'Fn::Sub needs a text');
  const own = variables ? resolve(variables, scope) : mapNode<Value>([], place);
  if (own.kind !== 'map') throw usageError(place, 'the second argument of Fn::Sub must be a map of names');
  let text = '';
  const parts: ScalarNode[] = [];
  let known = true;
  for (const piece of subPieces(asText(template, 'Fn::Sub'), template.place)) {
    if ('text' in piece) {
      text += piece.text;
      continue;
    }
    const [logicalId = '', ...attribute] = piece.name.split('.');
    const value =
      own.entries.get(piece.name)?.node ??
      (attribute.length === 0
        ? scope.reference(piece.name, template.place)
        : scope.attribute(logicalId, attribute.join('.'), template.place));
    if (value.kind === 'unknown') known = false;
    else if (value.kind === 'scalar') {
      text += value.text;
      parts.push(value);
    } else throw usageError(template.place, `\${${piece.name}} in Fn::Sub is a ${value.kind}, not a text`);
  }
  return known ? composed(text, parts, place) : { kind: 'unknown', choices: [], place };
}

function choose(argument: Node, scope: Scope, place: Place): Value {
  const [condition, whenTrue, whenFalse] = asList(argument, 'Fn::If').items;
  if (!condition || !whenTrue || !whenFalse) throw usageError(place, 'Fn::If needs a condition and two values');
  const truth = scope.condition(asText(condition, 'the condition of Fn::If'), condition.place);
  if (truth !== undefined) return resolve(truth ? whenTrue : whenFalse, scope);
  return { kind: 'unknown', choices: [resolve(whenTrue, scope), resolve(whenFalse, scope)], place };
}

function findInMap(argument: Node, scope: Scope, place: Place): Value {
  const { items } = asList(argument, 'Fn::FindInMap');
  if (items.length !== 3)
    throw usageError(place, 'Fn::FindInMap needs a map, a first and a second key, and nothing more');
  const keys = items.map((item) => resolve(item, scope));
  const unknown = keys.find((key) => key.kind === 'unknown');
  if (unknown) return { kind: 'unknown', choices: [], place };
  const [map, first, second] = keys.map((key) => {
    if (key.kind !== 'scalar') throw usageError(place, 'the keys of Fn::FindInMap must be texts');
    return key.text;
  });
  const found = scope.mapping(map ?? '', first ?? '', second ?? '', place);
  return moved(resolve(found, scope), place);
}

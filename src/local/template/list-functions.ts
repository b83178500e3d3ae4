/**
 * Stands in for CloudFormation's functions of texts and lists: Join, Split, Select and Base64.
 * Their arguments come evaluated; an unknown one makes the result unknown.
 */
import { composed, type Place, type ScalarNode, scalar, type Unknown, usageError, type Value } from './nodes.ts';

type Calculate = (argument: Value, place: Place) => Value;

/** The functions by their long names. */
export const listFunctions: Readonly<Record<string, Calculate>> = {
  'Fn::Join': join,
  'Fn::Split': split,
  'Fn::Select': select,
  'Fn::Base64': base64,
};

function unknownAt(place: Place): Unknown {
  return { kind: 'unknown', choices: [], place };
}

/** The two arguments of a function, or undefined when the second is unknown. */
function pair(name: string, argument: Value, place: Place): { first: string; second: Value } | undefined {
  if (argument.kind === 'unknown') return undefined;
  const [first, second] = argument.kind === 'list' ? argument.items : [];
  if (!first || !second) throw usageError(place, `${name} needs two arguments`);
  if (first.kind === 'unknown' || second.kind === 'unknown') return undefined;
  if (first.kind !== 'scalar') throw usageError(place, `the first argument of ${name} must be a text`);
  return { first: first.text, second };
}

function join(argument: Value, place: Place): Value {
  const given = pair('Fn::Join', argument, place);
  if (!given) return unknownAt(place);
  if (given.second.kind !== 'list') throw usageError(place, 'the second argument of Fn::Join must be a list');
  const parts: ScalarNode[] = [];
  for (const item of given.second.items) {
    if (item.kind === 'unknown') return unknownAt(place);
    if (item.kind !== 'scalar') throw usageError(item.place, `Fn::Join joins texts, not a ${item.kind}`);
    parts.push(item);
  }
  const text = parts.map((part) => part.text).join(given.first);
  return composed(text, parts, place);
}

function split(argument: Value, place: Place): Value {
  const given = pair('Fn::Split', argument, place);
  if (!given) return unknownAt(place);
  if (given.first === '') throw usageError(place, 'the delimiter of Fn::Split cannot be empty');
  if (given.second.kind !== 'scalar') throw usageError(place, 'the second argument of Fn::Split must be a text');
  const items = given.second.text.split(given.first).map((part) => scalar(part, place));
  return { kind: 'list', items, place };
}

function select(argument: Value, place: Place): Value {
  const given = pair('Fn::Select', argument, place);
  if (!given) return unknownAt(place);
  if (given.second.kind !== 'list') throw usageError(place, 'the second argument of Fn::Select must be a list');
  const { items } = given.second;
  const item = /^\d+$/.test(given.first) ? items[Number(given.first)] : undefined;
  if (!item) throw usageError(place, `Fn::Select wants item ${given.first} of a list of ${items.length}`);
  return item;
}

function base64(argument: Value, place: Place): Value {
  if (argument.kind === 'unknown') return unknownAt(place);
  if (argument.kind !== 'scalar') throw usageError(place, 'Fn::Base64 encodes a text');
  return scalar(Buffer.from(argument.text).toString('base64'), place);
}

/**
 * Stands in for the parameters of CloudFormation: defaults, given values and their constraints.
 * Parameters of AWS-specific types (AWS::EC2::…, AWS::SSM::Parameter::…) are refused by name.
 */
import { UsageError } from '../errors.ts';
import { boundedMatch } from './bounded-match.ts';
import { asList, asMap, asText, type MapOf, type Node, type Place, scalar, usageError, type Value } from './nodes.ts';

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly noEcho: boolean;
  readonly description: string | undefined;
  readonly defaultText: string | undefined;
  readonly value: Value;
  readonly place: Place;
}

/** Values given from outside: a text by the user, or a value that stands in a parent template. */
export type GivenValues = ReadonlyMap<string, string | Value>;

const listTypes = ['CommaDelimitedList', 'List<Number>', 'List<String>'];
const fields = [
  'Type',
  'Default',
  'Description',
  'NoEcho',
  'AllowedValues',
  'AllowedPattern',
  'ConstraintDescription',
  'MinLength',
  'MaxLength',
  'MinValue',
  'MaxValue',
];

/** Gives every parameter its value, or says which one cannot be used, why, and what would be right. */
export function readParameters(section: MapOf<Node> | undefined, given: GivenValues, file: string): Parameter[] {
  const declared = section?.entries ?? new Map();
  for (const [name, value] of given) {
    if (declared.has(name)) continue;
    const message = noParameter(name, section, file);
    throw typeof value === 'string' ? new UsageError(message) : usageError(value.place, message);
  }
  return [...(section?.entries ?? [])].map(([name, { node, place }]) =>
    readParameter(name, asMap(node, `parameter ${name}`), placed(given.get(name), place), place),
  );
}

/** Says that a template has no such parameter, and which it has. */
export function noParameter(name: string, section: MapOf<Node> | undefined, file: string): string {
  const known = [...(section?.entries.keys() ?? [])].sort().join(', ');
  return `${file} has no parameter ${name}; ${known === '' ? 'it has none' : `it has ${known}`}`;
}

function placed(given: string | Value | undefined, place: Place): Value | undefined {
  return typeof given === 'string' ? scalar(given, place) : given;
}

function readParameter(name: string, definition: MapOf<Node>, given: Value | undefined, place: Place): Parameter {
  for (const [field, entry] of definition.entries) {
    if (!fields.includes(field))
      throw usageError(entry.place, `parameter ${name}: ${field} is not known; it may have ${fields.join(', ')}`);
  }
  const field = (key: string) => {
    const entry = definition.entries.get(key);
    return entry && asText(entry.node, `${key} of parameter ${name}`);
  };
  const type = field('Type');
  if (type === undefined) throw usageError(place, `parameter ${name} has no Type`);
  if (type !== 'String' && type !== 'Number' && !listTypes.includes(type)) {
    throw usageError(
      place,
      `parameter ${name} is of type ${type}; String, Number, ${listTypes.join(', ')} are performed locally`,
    );
  }
  const noEcho = field('NoEcho') === 'true';
  const defaultText = field('Default');
  const common = { name, type, noEcho, description: field('Description'), defaultText, place };
  if (given?.kind === 'unknown') return { ...common, value: given };
  const text = given && given.kind !== 'nothing' ? givenText(name, given) : defaultText;
  if (text === undefined) {
    throw usageError(place, `parameter ${name} has no default, and no value is given; give it as ${name}=…`);
  }
  const valuePlace = given?.place ?? place;
  check(text, { name, type, noEcho, field, definition, place: valuePlace });
  const value = typed(text, type, valuePlace);
  return { ...common, value: noEcho && value.kind === 'scalar' ? { ...value, secret: true } : value };
}

/** Lists cross into a nested stack as texts joined by commas. */
function givenText(name: string, value: Value): string {
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'list') return value.items.map((item) => givenText(name, item)).join(',');
  throw usageError(value.place, `parameter ${name} must be a text or a list, not a ${value.kind}`);
}

function typed(text: string, type: string, place: Place): Value {
  if (!listTypes.includes(type)) return scalar(text, place);
  const items = text === '' ? [] : text.split(',').map((item) => scalar(item.trim(), place));
  return { kind: 'list', items, place };
}

interface Check {
  name: string;
  type: string;
  noEcho: boolean;
  field: (key: string) => string | undefined;
  definition: MapOf<Node>;
  place: Place;
}

function check(text: string, { name, type, noEcho, field, definition, place }: Check): void {
  const members = listTypes.includes(type) ? (text === '' ? [] : text.split(',').map((item) => item.trim())) : [text];
  const refuse = (wanted: string): never => {
    const why = field('ConstraintDescription');
    throw usageError(
      place,
      `parameter ${name} is ${noEcho ? '****' : JSON.stringify(text)}; it must be ${wanted}${why === undefined ? '' : ` (${why})`}`,
    );
  };
  const number = (key: string) => {
    const bound = field(key);
    return bound === undefined ? undefined : Number(bound);
  };
  if (type === 'Number' || type === 'List<Number>') {
    for (const member of members) {
      if (member.trim() === '' || !Number.isFinite(Number(member))) refuse('a number');
      const least = number('MinValue');
      const most = number('MaxValue');
      if (least !== undefined && Number(member) < least) refuse(`at least ${least}`);
      if (most !== undefined && Number(member) > most) refuse(`at most ${most}`);
    }
  }
  const allowed = definition.entries.get('AllowedValues');
  if (allowed) {
    const values = asList(allowed.node, `AllowedValues of parameter ${name}`).items.map((item) =>
      asText(item, 'a value'),
    );
    for (const member of members) if (!values.includes(member)) refuse(`one of ${values.map(quoteEmpty).join(', ')}`);
  }
  const pattern = field('AllowedPattern');
  if (pattern !== undefined && type !== 'Number') {
    for (const member of members) if (!wholeMatch(pattern, member, name, place)) refuse(`like ${pattern}`);
  }
  const shortest = number('MinLength');
  const longest = number('MaxLength');
  if (shortest !== undefined && text.length < shortest) refuse(`at least ${shortest} characters long`);
  if (longest !== undefined && text.length > longest) refuse(`at most ${longest} characters long`);
}

function quoteEmpty(value: string): string {
  return value === '' ? '"" (empty)' : value;
}

/** AllowedPattern is a Java pattern that must match the whole value. */
function wholeMatch(pattern: string, value: string, name: string, place: Place): boolean {
  const matched = boundedMatch(`^(?:${pattern})$`, value);
  if (matched === 'unreadable') {
    throw usageError(place, `AllowedPattern of parameter ${name} cannot be read: ${pattern}`);
  }
  if (matched === 'endless') {
    throw usageError(
      place,
      `AllowedPattern of parameter ${name} tries too many ways to match the value: write ${pattern} without repetitions in repetitions`,
    );
  }
  return matched;
}

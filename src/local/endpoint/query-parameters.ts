/**
 * The parameters of the AWS query protocol (`Attributes.entry.1.key=…`, `Tags.member.1.Key=…`) as nested values.
 * Knows no shapes: numbers and booleans stay text, and a list without `member` is known by its whole-number keys.
 */
import { AwsError } from '../errors.ts';

type Node = Map<string, Node | string>;

/** The deepest input of the services here has 8, a batch of messages with attributes; what is read below is read by recursion. */
const MAX_PARTS = 32;

/** Nested input: `member` lists and whole-number keys become arrays, `entry` lists with key or Name become objects. */
export function parseQueryParameters(parameters: URLSearchParams): Record<string, unknown> {
  const root: Node = new Map();
  for (const [name, value] of parameters) insert(root, partsOf(name), value);
  const input = objectOf(root);
  delete input['Action'];
  delete input['Version'];
  return input;
}

/** Throws MalformedQueryString for a name of more parts than any input of AWS has. */
function partsOf(name: string): string[] {
  const parts = name.split('.', MAX_PARTS + 1);
  if (parts.length <= MAX_PARTS) return parts;
  throw new AwsError(
    'MalformedQueryString',
    `A parameter's name has more than ${MAX_PARTS} parts: ${name.slice(0, 60)}…`,
  );
}

function insert(root: Node, parts: readonly string[], value: string): void {
  let node = root;
  for (const part of parts.slice(0, -1)) {
    const child = node.get(part);
    const next: Node = typeof child === 'object' ? child : new Map();
    node.set(part, next);
    node = next;
  }
  node.set(parts.at(-1) ?? '', value);
}

function nestedValue(node: Node | string): unknown {
  if (typeof node === 'string') return node;
  const keys = [...node.keys()];
  if (keys.length > 0 && keys.every((key) => /^[1-9]\d*$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => nestedValue(node.get(key) ?? ''));
  }
  const only = keys.length === 1 ? keys[0] : undefined;
  const members = only === undefined ? undefined : node.get(only);
  if (only === 'member' && members !== undefined) return nestedValue(members);
  if (only === 'entry' && typeof members === 'object') return entriesOf(members);
  return objectOf(node);
}

function entriesOf(members: Node): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const member of members.values()) {
    if (typeof member === 'string') continue;
    const key = member.get('key') ?? member.get('Name');
    const value = member.get('value') ?? member.get('Value') ?? '';
    if (typeof key === 'string') result[key] = nestedValue(value);
  }
  return { ...result };
}

function objectOf(node: Node): Record<string, unknown> {
  return Object.fromEntries([...node].map(([key, child]) => [key, nestedValue(child)]));
}

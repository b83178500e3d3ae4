/**
 * The parameters of the AWS query protocol (`Attributes.entry.1.key=…`, `Tags.member.1.Key=…`) as nested values.
 * Knows no shapes: numbers and booleans stay text, and a list without `member` is known by its whole-number keys.
 */

type Node = Map<string, Node | string>;

/** Nested input: `member` lists and whole-number keys become arrays, `entry` lists with key or Name become objects. */
export function parseQueryParameters(parameters: URLSearchParams): Record<string, unknown> {
  const root: Node = new Map();
  for (const [name, value] of parameters) insert(root, name.split('.'), value);
  const input = objectOf(root);
  delete input['Action'];
  delete input['Version'];
  return input;
}

function insert(node: Node, path: string[], value: string): void {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    node.set(head, value);
    return;
  }
  const child = node.get(head);
  const next: Node = typeof child === 'object' ? child : new Map();
  node.set(head, next);
  insert(next, rest, value);
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

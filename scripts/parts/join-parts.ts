import { isMap, isNode, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { PartError } from './part-error.ts';
import { type Part, placeholder } from './read-part.ts';

interface Scope {
  readonly part: Part;
  readonly parts: ReadonlyMap<string, Part>;
  readonly given: ReadonlyMap<string, Node>;
  /** The parts that are being joined, outermost first. */
  readonly within: readonly string[];
  /** Where the key of each entry was written. */
  readonly origins: WeakMap<object, string>;
}

/** What `source` says with every part in the place where it is used. */
export function joinParts(source: Part, parts: ReadonlyMap<string, Part>): Node {
  return expand(source.contents, { part: source, parts, given: new Map(), within: [], origins: new WeakMap() });
}

/** Arguments are expanded where they are written, before they are given on, so that no part reads another's names. */
function expand(node: unknown, scope: Scope): Node {
  if (isScalar(node)) return expandScalar(node, scope);
  if (isSeq(node)) {
    return Object.assign(new YAMLSeq(), node, { items: node.items.flatMap((item) => expandItem(item, scope)) });
  }
  if (!isMap(node)) {
    throw new PartError(scope.part.placeOf(node), 'anchors and aliases are not read; write the value out');
  }
  const [only, more] = node.items;
  if (only && !more && isUse(only.key)) {
    const joined = usePart(only, scope);
    return commented(joined, node.commentBefore, isScalar(only.key) ? only.key.commentBefore : undefined);
  }
  const items = node.items.flatMap((pair) => expandPair(pair, scope));
  refuseDuplicates(items, scope);
  return Object.assign(new YAMLMap(), node, { items });
}

function expandScalar(node: Scalar, scope: Scope): Node {
  const name = wholePlaceholder(node);
  if (name === undefined) return Object.assign(new Scalar(node.value), node, { value: textOf(node, scope) });
  const argument = argumentOf(name, node, scope);
  if (!isScalar(argument)) return argument;
  return Object.assign(commented(argument, node.commentBefore), node.comment ? { comment: node.comment } : {});
}

/** A list that stands for one item of a list becomes items of it. */
function expandItem(item: unknown, scope: Scope): Node[] {
  const use = isMap(item) && item.items.length === 1 && isUse(item.items[0]?.key);
  const name = isScalar(item) ? wholePlaceholder(item) : undefined;
  const made = expand(item, scope);
  if (!isSeq(made) || made.tag || !(use || name !== undefined)) return [made];
  const [first, ...others] = made.items.filter(isNode);
  const lead = isScalar(item) ? item.commentBefore : undefined;
  return first ? [commented(first, lead, made.commentBefore), ...others] : [];
}

function expandPair({ key, value }: Pair, scope: Scope): Pair[] {
  if (!isScalar(key)) throw new PartError(scope.part.placeOf(key), 'the key of an entry must be a text');
  if (isUse(key)) return entriesOf(usePart(new Pair(key, value), scope), key, scope);

  const name = wholePlaceholder(key);
  if (name !== undefined && isScalar(value) && value.value === null) {
    return entriesOf(argumentOf(name, key, scope), key, scope);
  }
  const expanded = Object.assign(new Scalar(key.value), key, { value: textOf(key, scope) });
  scope.origins.set(expanded, scope.part.placeOf(key));
  return [new Pair(expanded, expand(value, scope))];
}

/** The entries of a map that stands for one; the comment and the blank line over it go to the first. */
function entriesOf(map: Node, key: Scalar, scope: Scope): Pair[] {
  if (!isMap(map)) {
    throw new PartError(
      scope.part.placeOf(key),
      `${JSON.stringify(key.value)} puts entries into a map, but stands for ${kindOf(map)}; give it a map`,
    );
  }
  const [first, ...others] = map.items;
  if (!first || !isScalar(first.key)) return map.items.map(({ key: each, value }) => new Pair(each, value));
  const lead = commented(first.key, key.commentBefore, map.commentBefore);
  lead.spaceBefore = key.spaceBefore === true;
  scope.origins.set(lead, scope.origins.get(first.key) ?? scope.part.placeOf(key));
  return [new Pair(lead, first.value), ...others.map(({ key: each, value }) => new Pair(each, value))];
}

/** What the part named by the key `$part` or `$part Name` holds, given what stands under that key. */
function usePart({ key, value }: Pair, scope: Scope): Node {
  const place = scope.part.placeOf(key);
  const text = isScalar(key) ? String(textOf(key, scope)) : '';
  const [, name, called] = /^\$([a-z][a-z0-9-]*)(?: (\S+))?$/.exec(text) ?? [];
  const part = scope.parts.get(name ?? '');
  if (name === undefined || part === undefined) {
    const known = [...scope.parts.keys()].sort().join(', ');
    throw new PartError(place, `there is no part for ${JSON.stringify(text)}; the parts are ${known}`);
  }
  if (scope.within.includes(name)) {
    throw new PartError(place, `the part ${name} uses itself, by way of ${[...scope.within, name].join(' → ')}`);
  }
  const given = new Map<string, Node>(called === undefined ? [] : [['name', new Scalar(called)]]);
  for (const [argument, node] of argumentsOf(value, place, scope)) {
    const at = scope.part.placeOf(node);
    const names = [...part.needs.keys(), ...part.takes.keys()];
    if (!names.includes(argument)) {
      throw new PartError(at, `the part ${name} takes no ${argument}; it takes ${names.join(', ') || 'nothing'}`);
    }
    if (given.has(argument)) throw new PartError(at, `${argument} is given twice to the part ${name}; leave one out`);
    given.set(argument, expand(node, scope));
  }
  return joined(name, part, given, place, scope);
}

function joined(name: string, part: Part, given: Map<string, Node>, place: string, scope: Scope): Node {
  if (given.has('name') && !part.needs.has('name') && !part.takes.has('name')) {
    throw new PartError(place, `the part ${name} takes no name; write "$${name}" alone`);
  }
  const missing = [...part.needs].filter(([argument]) => !given.has(argument));
  if (missing.length > 0) {
    const wanted = missing.map(([argument, what]) => `${argument} (${what})`).join(', ');
    throw new PartError(place, `the part ${name} also needs ${wanted}`);
  }
  const inside = { ...scope, part, within: [...scope.within, name] };
  for (const [argument, node] of part.takes) {
    if (!given.has(argument)) given.set(argument, expand(node, { ...inside, given: new Map() }));
  }
  return commented(expand(part.contents, { ...inside, given }), part.comment);
}

function argumentsOf(value: unknown, place: string, scope: Scope): [string, unknown][] {
  if (isScalar(value) && value.value === null) return [];
  if (!isMap(value)) throw new PartError(place, 'the arguments of a part are a map, "name: value", or nothing');
  return value.items.map(({ key, value: node }) => {
    if (!isScalar(key) || typeof key.value !== 'string') {
      throw new PartError(scope.part.placeOf(key), 'the name of an argument must be a text');
    }
    return [key.value, node];
  });
}

function refuseDuplicates(items: readonly Pair[], { origins }: Scope): void {
  const seen = new Map<string, string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const [name, place] = [String(key.value), origins.get(key) ?? ''];
    const before = seen.get(name);
    if (before !== undefined) {
      throw new PartError(place, `${name} is already there, from ${before}; rename one of them or leave it out`);
    }
    seen.set(name, place);
  }
}

/** The value with what the arguments say in the place of their names. */
function textOf(node: Scalar, scope: Scope): unknown {
  if (typeof node.value !== 'string') return node.value;
  return node.value.replaceAll(placeholder, (_, name: string) => {
    const argument = argumentOf(name, node, scope);
    if (isScalar(argument) && argument.value !== null) return String(argument.value);
    throw new PartError(
      scope.part.placeOf(node),
      `<${name}> stands inside a text, but is given ${kindOf(argument)}; give it a text or a number`,
    );
  });
}

function argumentOf(name: string, node: Scalar, scope: Scope): Node {
  const argument = scope.given.get(name);
  if (argument === undefined) throw new PartError(scope.part.placeOf(node), `<${name}> cannot be used here`);
  return argument;
}

const isUse = (key: unknown): boolean => isScalar(key) && typeof key.value === 'string' && key.value.startsWith('$');

/** The argument that this text stands for and nothing else; a tagged one, as `!Ref <table>`, is a text with it inside. */
function wholePlaceholder({ tag, value }: Scalar): string | undefined {
  return tag || typeof value !== 'string' ? undefined : /^<([a-z][a-z0-9-]*)>$/.exec(value)?.[1];
}

/** A copy of the node with these comments over its own. */
function commented(node: Node, ...over: (string | null | undefined)[]): Node {
  const lines = [...over, node.commentBefore].filter((each) => typeof each === 'string');
  const comments = lines.length > 0 ? { commentBefore: lines.join('\n') } : {};
  if (isScalar(node)) return Object.assign(new Scalar(node.value), node, comments);
  return Object.assign(isSeq(node) ? new YAMLSeq() : new YAMLMap(), node, comments);
}

function kindOf(node: Node): string {
  if (isScalar(node)) return node.value === null ? 'nothing' : 'a text';
  return isMap(node) ? 'a map' : 'a list';
}

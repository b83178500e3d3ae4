import { isMap, isNode, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { PartError } from './part-error.ts';
import { commented, isUse, joinComments, kindOf, wholePlaceholder, writtenText } from './part-nodes.ts';
import { type Part, placeholder } from './read-part.ts';

/** An argument, where it was given, and the comment over its name, which goes over what it becomes. */
interface Given {
  readonly node: Node;
  readonly place: string;
  readonly comment?: string | undefined;
}

interface Scope {
  readonly part: Part;
  readonly parts: ReadonlyMap<string, Part>;
  readonly given: ReadonlyMap<string, Given>;
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
  if (isNode(node) && 'anchor' in node && node.anchor) refuseAnchor(node, scope);
  if (isScalar(node)) return expandScalar(node, scope);
  if (isSeq(node)) {
    return Object.assign(new YAMLSeq(), node, { items: node.items.flatMap((item) => expandItem(item, scope)) });
  }
  if (!isMap(node)) return refuseAnchor(node, scope);
  const [only, more] = node.items;
  if (only && !more && !node.tag && isUse(only.key)) {
    const joined = usePart(only, scope);
    return commented(joined, node.commentBefore, isScalar(only.key) ? only.key.commentBefore : undefined);
  }
  const items = node.items.flatMap((pair) => expandPair(pair, scope));
  refuseDuplicates(items, scope);
  return Object.assign(new YAMLMap(), node, { items });
}

function refuseAnchor(node: unknown, { part }: Scope): never {
  throw new PartError(part.placeOf(node), 'anchors and aliases are not read; write the value out');
}

function expandScalar(node: Scalar, scope: Scope): Node {
  const name = wholePlaceholder(node);
  if (name === undefined) {
    refuseBareUse(node, scope);
    return Object.assign(new Scalar(node.value), node, { value: textOf(node, scope) });
  }
  const argument = argumentOf(name, node, scope).node;
  if (!isScalar(argument)) return argument;
  return Object.assign(commented(argument, node.commentBefore), node.comment ? { comment: node.comment } : {});
}

/** A use whose colon was forgotten would go into the template as a text. */
function refuseBareUse(node: Scalar, { part, parts }: Scope): void {
  if (node.tag || !isUse(node)) return;
  const [name = ''] = String(node.value).slice(1).split(' ');
  if (!parts.has(name)) return;
  throw new PartError(
    part.placeOf(node),
    `${node.value} is a text here; write "${node.value}:", with a colon, to use the part, and quotes around a text`,
  );
}

/** A list that stands for one item of a list becomes items of it. */
function expandItem(item: unknown, scope: Scope): Node[] {
  const use = isMap(item) && item.items.length === 1 && isUse(item.items[0]?.key);
  const made = expand(item, scope);
  if (!isSeq(made) || made.tag || !(use || wholePlaceholder(item) !== undefined)) return [made];
  const [first, ...others] = made.items.filter(isNode);
  const lead = isScalar(item) ? joinComments(item.commentBefore, commentOver(item, scope)) : undefined;
  return first ? [commented(first, lead, made.commentBefore), ...others] : [];
}

function expandPair({ key, value }: Pair, scope: Scope): Pair[] {
  if (!isScalar(key)) throw new PartError(scope.part.placeOf(key), 'the key of an entry must be a text');
  if (isUse(key)) return entriesOf(usePart(new Pair(key, value), scope), key, scope);

  const name = wholePlaceholder(key);
  if (name !== undefined && (value === null || (isScalar(value) && value.value === null))) {
    const { node, comment } = argumentOf(name, key, scope);
    return entriesOf(node, key, scope, comment);
  }
  const own = Object.assign(new Scalar(key.value), key, { value: textOf(key, scope) });
  const commentBefore = joinComments(key.commentBefore, commentOver(value, scope));
  const expanded = Object.assign(own, commentBefore === undefined ? {} : { commentBefore });
  scope.origins.set(expanded, scope.part.placeOf(key));
  // A name alone, as in {Name, Other: 1}, has no node for its value.
  return [new Pair(expanded, value === null ? null : expand(value, scope))];
}

/** The entries of a map that stands for one; the comments and the blank line over it go to the first. */
function entriesOf(map: Node, key: Scalar, scope: Scope, comment?: string): Pair[] {
  if (!isMap(map) || map.tag) {
    throw new PartError(
      scope.part.placeOf(key),
      `${JSON.stringify(key.value)} puts entries into a map, but stands for ${kindOf(map)}${givenAt(key, scope)}; give it a map`,
    );
  }
  const [first, ...others] = map.items;
  if (!first || !isScalar(first.key)) return map.items.map(({ key: each, value }) => new Pair(each, value));
  const lead = commented(first.key, key.commentBefore, comment, map.commentBefore);
  lead.spaceBefore = key.spaceBefore === true;
  scope.origins.set(lead, scope.origins.get(first.key) ?? scope.part.placeOf(key));
  return [new Pair(lead, first.value), ...others.map(({ key: each, value }) => new Pair(each, value))];
}

/** What the part named by the key `$part` or `$part Name` holds, given what stands under that key. */
function usePart({ key, value }: Pair, scope: Scope): Node {
  const place = scope.part.placeOf(key);
  const text = isScalar(key) ? String(textOf(key, scope)) : '';
  const [name = '', called, ...more] = text.slice(1).split(/ +/);
  const part = scope.parts.get(name);
  if (part === undefined) {
    const known = [...scope.parts.keys()].sort().join(', ');
    throw new PartError(place, `there is no part for ${JSON.stringify(text)}; the parts are ${known}`);
  }
  if (more.length > 0) {
    throw new PartError(place, `${JSON.stringify(text)} has too many words; write "$${name}" or "$${name} Name"`);
  }
  if (scope.within.includes(name)) {
    throw new PartError(place, `the part ${name} uses itself, by way of ${[...scope.within, name].join(' → ')}`);
  }
  const given = new Map<string, Given>(called === undefined ? [] : [['name', { node: new Scalar(called), place }]]);
  for (const { name: argument, key: said, value: node, comment } of argumentsOf(value, place, scope)) {
    const at = scope.part.placeOf(said);
    const names = [...part.needs.keys(), ...part.takes.keys()];
    if (!names.includes(argument)) {
      throw new PartError(at, `the part ${name} takes no ${argument}; it takes ${names.join(', ') || 'nothing'}`);
    }
    if (given.has(argument)) throw new PartError(at, `${argument} is given twice to the part ${name}; leave one out`);
    given.set(argument, {
      node: expand(node ?? new Scalar(null), scope),
      place: at,
      comment: joinComments(comment, commentOver(node, scope)),
    });
  }
  return joined(name, part, given, place, scope);
}

function joined(name: string, part: Part, given: Map<string, Given>, place: string, scope: Scope): Node {
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
    if (given.has(argument)) continue;
    given.set(argument, { node: expand(node, { ...inside, given: new Map() }), place: part.placeOf(node) });
  }
  return commented(expand(part.contents, { ...inside, given }), part.comment);
}

interface Argument {
  readonly name: string;
  readonly key: Scalar;
  readonly value: unknown;
  readonly comment: string | undefined;
}

function argumentsOf(value: unknown, place: string, scope: Scope): Argument[] {
  if (value === null || (isScalar(value) && value.value === null)) return [];
  if (!isMap(value)) throw new PartError(place, 'the arguments of a part are a map, "name: value", or nothing');
  return value.items.map(({ key, value: node }, index) => {
    if (!isScalar(key) || typeof key.value !== 'string') {
      throw new PartError(scope.part.placeOf(key), 'the name of an argument must be a text');
    }
    // The parser keeps the comment over the first entry of a map on the map.
    const comment = joinComments(index === 0 ? value.commentBefore : undefined, key.commentBefore);
    return { name: key.value, key, value: node, comment };
  });
}

function refuseDuplicates(items: readonly Pair[], { origins }: Scope): void {
  const seen = new Map<string, string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const [name, place] = [writtenText(key), origins.get(key) ?? ''];
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
  return node.value.replaceAll(placeholder, (text, name: string) => {
    const { node: argument, place } = argumentOf(name, node, scope);
    if (isScalar(argument) && argument.value !== null && !argument.tag) return writtenText(argument);
    throw new PartError(
      scope.part.placeOf(node),
      `${text} stands inside a text, but is given ${kindOf(argument)}, at ${place}; give it a text or a number`,
    );
  });
}

function argumentOf(name: string, node: Scalar, scope: Scope): Given {
  const argument = scope.given.get(name);
  if (argument === undefined) throw new PartError(scope.part.placeOf(node), `<${name}> cannot be used here`);
  return argument;
}

/** The comment over the argument that stands for this value, and nothing for any other value. */
function commentOver(node: unknown, { given }: Scope): string | undefined {
  return given.get(wholePlaceholder(node) ?? '')?.comment;
}

function givenAt(key: Scalar, { given }: Scope): string {
  const argument = given.get(wholePlaceholder(key) ?? '');
  return argument ? `, given at ${argument.place}` : '';
}

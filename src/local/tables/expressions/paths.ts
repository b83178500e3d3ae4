/**
 * The paths of one expression beside each other: whether two of them meet, and the tree that they make.
 */
import { type AttributeValue, attributeOf, type Item } from '../values/attribute-value.ts';
import { type Path, shownPath } from './bindings.ts';

/** The two faults that paths can have, in DynamoDB's words. */
export interface PathFaults {
  readonly overlap: string | undefined;
  readonly conflict: string | undefined;
}

/** Finds the first two paths of which one lies within the other, and the last two that want a list and a map at one place. */
export function pathFaults(paths: readonly Path[]): PathFaults {
  let conflict: string | undefined;
  for (const [at, path] of paths.entries()) {
    for (const earlier of paths.slice(0, at)) {
      const meeting = meet(earlier, path);
      if (meeting === 'overlap') return { overlap: fault('overlap', earlier, path), conflict };
      if (meeting === 'conflict') conflict = fault('conflict', earlier, path);
    }
  }
  return { overlap: undefined, conflict };
}

function meet(first: Path, second: Path): 'overlap' | 'conflict' | undefined {
  for (let at = 0; at < Math.min(first.length, second.length); at += 1) {
    if (typeof first[at] !== typeof second[at]) return 'conflict';
    if (first[at] !== second[at]) return undefined;
  }
  return 'overlap';
}

function fault(how: 'overlap' | 'conflict', first: Path, second: Path): string {
  return `Two document paths ${how} with each other; must remove or rewrite one of these paths; path one: ${shownPath(first)}, path two: ${shownPath(second)}`;
}

/** What to do with the value at a place of a tree: with all of it, or with places within it. */
export interface PathTree<T> {
  leaf?: T;
  readonly within: Map<string | number, PathTree<T>>;
}

/** The tree of paths, each with what is to be done at its end. */
export function treeOf<T>(entries: Iterable<readonly [Path, T]>): PathTree<T> {
  const root: PathTree<T> = { within: new Map() };
  for (const [path, leaf] of entries) {
    let place = root;
    for (const step of path) {
      let next = place.within.get(step);
      if (!next) {
        next = { within: new Map() };
        place.within.set(step, next);
      }
      place = next;
    }
    place.leaf = leaf;
  }
  return root;
}

/** The parts of an item that lie at the paths of a tree; elements of lists move together, in their order. */
export function selectPaths(item: Item, tree: PathTree<true>): Item {
  return select({ M: item }, tree)?.M ?? {};
}

function select(value: AttributeValue, tree: PathTree<true>): AttributeValue | undefined {
  if (tree.leaf) return value;
  if (value.M) {
    const map = value.M;
    const entries: [string, AttributeValue][] = [];
    for (const [step, within] of tree.within) {
      const member = typeof step === 'string' ? attributeOf(map, step) : undefined;
      const selected = member && select(member, within);
      if (selected) entries.push([String(step), selected]);
    }
    return entries.length > 0 ? { M: Object.fromEntries(entries) } : undefined;
  }
  if (value.L) {
    const list = value.L;
    const steps = [...tree.within].filter((entry): entry is [number, PathTree<true>] => typeof entry[0] === 'number');
    const elements = steps
      .sort(([first], [second]) => first - second)
      .map(([index, within]) => list[index] && select(list[index], within))
      .filter((element) => element !== undefined);
    return elements.length > 0 ? { L: elements } : undefined;
  }
  return undefined;
}

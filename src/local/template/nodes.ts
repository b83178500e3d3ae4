/**
 * Stands in for CloudFormation's template body: a tree in which every node knows its file and line.
 * It keeps no comments, anchors or styles.
 */
import { UsageError } from '../errors.ts';

/** Where something stands, as an error names it: the file as the user gave it, and a line from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean;
  /** The value as written: `1.0` stays `1.0` where a text is wanted. */
  readonly text: string;
  /** It comes from a NoEcho parameter: no error shows it. */
  readonly secret?: true;
  readonly place: Place;
}

export interface ListOf<T> {
  readonly kind: 'list';
  readonly items: readonly T[];
  readonly place: Place;
}

/** `place` of an entry is that of its key. */
export interface MapEntry<T> {
  readonly place: Place;
  readonly node: T;
}

export interface MapOf<T> {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry<T>>;
  readonly place: Place;
}

/** A template as written, short tags already in their long form (`!Ref A` is `{Ref: A}`). */
export type Node = ScalarNode | ListOf<Node> | MapOf<Node>;

/** A template after its intrinsic functions. */
export type Value = ScalarNode | ListOf<Value> | MapOf<Value> | Unknown | Nothing;

/** A value that only the deployment will know; `choices` are what it may turn out to be, as far as that can be said. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly choices: readonly Value[];
  readonly place: Place;
}

/** AWS::NoValue: the property is as good as not written. */
export interface Nothing {
  readonly kind: 'nothing';
  readonly place: Place;
}

/** An error that begins with the file and the line. */
export function usageError(place: Place, message: string): UsageError {
  return new UsageError(`${place.file}:${place.line}: ${message}`);
}

/** A scalar that the reader made itself, at the place of what it was made from. */
export function scalar(value: string | number | boolean, place: Place): ScalarNode {
  return { kind: 'scalar', value, text: String(value), place };
}

/** A text made of others; it is secret when one of them is. */
export function composed(text: string, parts: readonly ScalarNode[], place: Place): ScalarNode {
  const made = scalar(text, place);
  return parts.some((part) => part.secret) ? { ...made, secret: true } : made;
}

/** A map that the reader made itself, at the place of what it was made from. */
export function mapNode<T>(entries: Iterable<readonly [string, T]>, place: Place): MapOf<T> {
  return { kind: 'map', entries: new Map([...entries].map(([name, node]) => [name, { place, node }])), place };
}

/** The node as a map, or an error that says what was wanted. */
export function asMap(node: Node, what: string): MapOf<Node> {
  if (node.kind !== 'map') throw usageError(node.place, `${what} must be a map of names, not ${kindName(node)}`);
  return node;
}

/** The node as a list, or an error that says what was wanted. */
export function asList(node: Node, what: string): ListOf<Node> {
  if (node.kind !== 'list') throw usageError(node.place, `${what} must be a list, not ${kindName(node)}`);
  return node;
}

/** The node's text, or an error that says what was wanted. */
export function asText(node: Node, what: string): string {
  if (node.kind !== 'scalar') throw usageError(node.place, `${what} must be a text, not ${kindName(node)}`);
  return node.text;
}

/** The kind of a node in the words of an error. */
export function kindName(node: Node | Value): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  return node.secret ? '****' : `"${node.text}"`;
}

/** The one intrinsic function that a map stands for, if it stands for one. */
export function intrinsicOf(node: Node): { name: string; argument: Node; place: Place } | undefined {
  if (node.kind !== 'map' || node.entries.size !== 1) return undefined;
  for (const [name, { node: argument, place }] of node.entries) {
    if (name === 'Ref' || name.startsWith('Fn::')) return { name, argument, place };
  }
  return undefined;
}

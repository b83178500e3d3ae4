/**
 * Puts the names and values of a request into its expressions, and remembers which of them were used.
 */
import { type AttributeType, type AttributeValue, attributeOf, type Item, typeOf } from '../values/attribute-value.ts';
import type { OperandNode, Step } from './reader.ts';

/** A document path: names and list indexes. */
export type Path = readonly (string | number)[];

/** An operand with its names and values in place; a value or name that is not defined is undefined. */
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue | undefined }
  | { readonly kind: 'function'; readonly name: string; readonly operands: readonly Operand[] };

/** The names and values of one request. */
export interface Bindings {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
  readonly usedNames: Set<string>;
  readonly usedValues: Set<string>;
}

/** Told of every name and value that an expression uses and the request does not define, in the order of the text. */
export type Undefined = (message: string) => void;

/** The bindings of one request, none of them used yet. */
export function createBindings(names: Readonly<Record<string, string>> = {}, values: Item = {}): Bindings {
  return { names, values, usedNames: new Set(), usedValues: new Set() };
}

/** An operand with names and values put in. */
export function bindOperand(node: OperandNode, bindings: Bindings, missing: Undefined): Operand {
  if (node.kind === 'path') return { kind: 'path', path: bindPath(node.steps, bindings, missing) };
  if (node.kind === 'value') return { kind: 'value', value: bindValue(node.name, bindings, missing) };
  const operands = node.operands.map((operand) => bindOperand(operand, bindings, missing));
  return { kind: 'function', name: node.name, operands };
}

/** A path with its names put in. */
export function bindPath(steps: readonly Step[], bindings: Bindings, missing: Undefined): Path {
  return steps.map((step) => (typeof step === 'object' ? bindName(step.alias, bindings, missing) : step));
}

/** The value of a `:name`, or undefined. */
export function bindValue(name: string, bindings: Bindings, missing: Undefined): AttributeValue | undefined {
  const value = attributeOf(bindings.values, name);
  if (value) bindings.usedValues.add(name);
  else missing(`An expression attribute value used in expression is not defined; attribute value: ${name}`);
  return value;
}

function bindName(alias: string, bindings: Bindings, missing: Undefined): string {
  const name = Object.hasOwn(bindings.names, alias) ? bindings.names[alias] : undefined;
  if (name !== undefined) bindings.usedNames.add(alias);
  else missing(`An expression attribute name used in the document path is not defined; attribute name: ${alias}`);
  return name ?? alias;
}

/** A path as DynamoDB's error texts show it. */
export function shownPath(path: Path): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}

/** The type of a value that stands in the expression itself, or undefined for paths and functions. */
export function immediateType(operand: Operand): AttributeType | undefined {
  return operand.kind === 'value' && operand.value ? typeOf(operand.value) : undefined;
}

/** The attribute or element at a path, or undefined. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let found: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (typeof step === 'number') found = found?.L?.[step];
    else found = found?.M && attributeOf(found.M, step);
    if (found === undefined) return undefined;
  }
  return found;
}

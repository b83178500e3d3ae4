/**
 * DynamoDB's update expressions: bound to a request's names and values, and checked in DynamoDB's order.
 * The order and texts of the faults were recorded by dynalite and DynamoDB Local.
 */
import { type AttributeType, type AttributeValue, typeOf } from '../values/attribute-value.ts';
import { type Bindings, bindOperand, bindPath, bindValue, immediateType, type Operand, type Path } from './bindings.ts';
import { lastUsed } from './last-used.ts';
import { pathFaults } from './paths.ts';
import type { OperandNode } from './reader.ts';
import { reservedName } from './reserved-words.ts';
import { ExpressionError } from './tokens.ts';
import { type ActionNode, readUpdate, type SetValueNode, type UpdateSyntax } from './update-syntax.ts';

/** The value of a SET with names and values put in. */
export type SetValue =
  | Operand
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-'; readonly operands: readonly [Operand, Operand] };

/** One change of an item; the paths of an update do not meet. */
export type Action =
  | { readonly kind: 'SET'; readonly path: Path; readonly value: SetValue }
  | { readonly kind: 'REMOVE'; readonly path: Path }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: Path; readonly value: AttributeValue };

/** An update of a request. */
export interface Update {
  readonly actions: readonly Action[];
  /** Every path in it: those that are changed, then those that are read. */
  readonly paths: readonly Path[];
}

const syntaxOf = lastUsed(readUpdate);

const OPERAND_COUNTS: Readonly<Record<string, number>> = { if_not_exists: 2, list_append: 2 };

/** As ADD and DELETE name types that they do not take. */
const TYPE_WORDS: Partial<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

/** Reads an update expression with a request's names and values; throws ExpressionError with DynamoDB's words. */
export function bindUpdate(expression: string, bindings: Bindings): Update {
  return bindUpdateSyntax(syntaxOf(expression), bindings);
}

/** The same of an update that was read already, whatever its grammar. */
export function bindUpdateSyntax(syntax: UpdateSyntax, bindings: Bindings): Update {
  const faults: Faults = {};
  const actions = syntax.actions.map((node) => bindAction(node, bindings, faults));
  const { overlap, conflict } = pathFaults(actions.map((action) => action.path));
  const fault =
    (syntax.redundantParentheses ? 'The expression has redundant parentheses;' : undefined) ??
    faults.reserved ??
    faults.unknownFunction ??
    (syntax.repeatedSection &&
      `The "${syntax.repeatedSection}" section can only be used once in an update expression;`) ??
    faults.undefinedName ??
    faults.undefinedValue ??
    overlap ??
    conflict ??
    faults.operand ??
    faults.function;
  if (fault !== undefined) throw new ExpressionError(fault);
  const read = actions.flatMap((action) => (action.kind === 'SET' ? pathsIn(action.value) : []));
  return { actions, paths: [...actions.map((action) => action.path), ...read] };
}

function pathsIn(value: SetValue): Path[] {
  if (value.kind === 'path') return [value.path];
  return value.kind === 'value' ? [] : value.operands.flatMap(pathsIn);
}

/** The type that a SET gives its attribute, as far as the expression alone tells it. */
export function setType(value: SetValue): AttributeType | undefined {
  if (value.kind === 'arithmetic') return 'N';
  if (value.kind === 'value') return value.value && typeOf(value.value);
  if (value.kind === 'path') return undefined;
  if (value.name === 'list_append') return 'L';
  const otherwise = value.operands[1];
  return otherwise && setType(otherwise);
}

/** The first fault of each kind. */
interface Faults {
  reserved?: string | undefined;
  unknownFunction?: string | undefined;
  undefinedName?: string | undefined;
  undefinedValue?: string | undefined;
  operand?: string | undefined;
  function?: string | undefined;
}

function bindAction(node: ActionNode, bindings: Bindings, faults: Faults): Action {
  faults.reserved ??= reservedName(node.path);
  const path = bindPath(node.path.steps, bindings, noteUndefined(faults));
  if (node.kind === 'REMOVE') return { kind: 'REMOVE', path };
  if (node.kind === 'SET') return { kind: 'SET', path, value: bindSetValue(node.value, bindings, faults) };
  const value = bindValue(node.value.name, bindings, noteUndefined(faults));
  const type = value && typeOf(value);
  const word = type && TYPE_WORDS[type];
  if (word && !(node.kind === 'ADD' && type === 'N')) {
    faults.operand ??= `Incorrect operand type for operator or function; operator: ${node.kind}, operand type: ${word}, typeSet: ALLOWED_FOR_${node.kind}_OPERAND`;
  }
  return { kind: node.kind, path, value: value ?? {} };
}

function bindSetValue(node: SetValueNode, bindings: Bindings, faults: Faults): SetValue {
  if (node.kind !== 'arithmetic') return bindChecked(node, bindings, faults);
  const [first, second] = node.operands;
  const operands = [bindChecked(first, bindings, faults), bindChecked(second, bindings, faults)] as const;
  const wrong = operands.map(immediateType).find((type) => type && type !== 'N');
  if (wrong) faults.function ??= incorrectOperand(node.operator, wrong);
  return { kind: 'arithmetic', operator: node.operator, operands };
}

function bindChecked(node: OperandNode, bindings: Bindings, faults: Faults): Operand {
  faults.reserved ??= reservedName(node);
  const operand = bindOperand(node, bindings, noteUndefined(faults));
  checkFunctions(operand, faults);
  return operand;
}

/** Checks a function and the functions within, innermost first. */
function checkFunctions(operand: Operand, faults: Faults): void {
  if (operand.kind !== 'function') return;
  const { name, operands } = operand;
  for (const each of operands) checkFunctions(each, faults);
  const count = Object.hasOwn(OPERAND_COUNTS, name) ? OPERAND_COUNTS[name] : undefined;
  if (count === undefined) faults.unknownFunction ??= `Invalid function name; function: ${name}`;
  else faults.function ??= functionFault(name, operands, count);
}

function functionFault(name: string, operands: readonly Operand[], count: number): string | undefined {
  if (operands.length !== count) {
    return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`;
  }
  if (name === 'if_not_exists') {
    if (operands[0]?.kind === 'path') return undefined;
    return `Operator or function requires a document path; operator or function: ${name}`;
  }
  const wrong = operands.map(immediateType).find((type) => type && type !== 'L');
  return wrong && incorrectOperand(name, wrong);
}

function incorrectOperand(name: string, type: AttributeType): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

function noteUndefined(faults: Faults): (message: string) => void {
  return (message) => {
    if (message.includes('attribute name: ')) faults.undefinedName ??= message;
    else faults.undefinedValue ??= message;
  };
}

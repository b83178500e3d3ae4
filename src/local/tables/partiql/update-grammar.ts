/**
 * The changes of an UPDATE, read into the same nodes as update expressions are: SET_ADD and SET_DELETE are their ADD and DELETE.
 * Source: DynamoDB guide, "PartiQL update statements for DynamoDB".
 */
import type { OperandNode, PathNode } from '../expressions/reader.ts';
import type { ActionNode } from '../expressions/update-syntax.ts';
import { validationError } from '../table-errors.ts';
import { readPath, readTerm } from './condition-grammar.ts';
import type { Token } from './lexer.ts';
import { atLiteral, readLiteral } from './literals.ts';
import { notWellFormed } from './statement-errors.ts';
import type { StatementReader } from './statement-reader.ts';

const FUNCTIONS: ReadonlySet<string> = new Set(['list_append', 'if_not_exists']);
const SET_FUNCTIONS: Readonly<Record<string, 'ADD' | 'DELETE'>> = { set_add: 'ADD', set_delete: 'DELETE' };

/** Reads one or more SET and REMOVE; a comma may stand between two changes of one. */
export function readActions(reader: StatementReader): ActionNode[] {
  const actions: ActionNode[] = [];
  for (;;) {
    const section = (['SET', 'REMOVE'] as const).find((word) => reader.take(word));
    if (!section) break;
    do actions.push(section === 'SET' ? readSet(reader) : { kind: 'REMOVE', path: readPath(reader) });
    while (reader.take(','));
  }
  if (actions.length === 0) throw notWellFormed('Expected data manipulation');
  return actions;
}

function readSet(reader: StatementReader): ActionNode {
  const path = readPath(reader);
  reader.need('=', 'Expected assignment');
  const token = reader.peek();
  const name = token.kind === 'word' && reader.peek(1).text === '(' ? token.text.toLowerCase() : '';
  const kind = Object.hasOwn(SET_FUNCTIONS, name) ? SET_FUNCTIONS[name] : undefined;
  if (kind) return readSetFunction(reader, kind, path);
  const first = readTerm(reader, FUNCTIONS);
  const operator = (['+', '-'] as const).find((symbol) => reader.take(symbol));
  if (operator) {
    return {
      kind: 'SET',
      path,
      value: { kind: 'arithmetic', operator, operands: [first, readTerm(reader, FUNCTIONS)] },
    };
  }
  const unsupported = ['*', '/', '%', '||'].find((symbol) => reader.at(symbol));
  if (unsupported) throw validationError(`Unsupported operator in Update Expression. Operator: ${unsupported}`);
  if (reader.at('IS')) throw validationError('IS operator is not supported in update expressions');
  return { kind: 'SET', path, value: first };
}

function readSetFunction(reader: StatementReader, kind: 'ADD' | 'DELETE', path: PathNode): ActionNode {
  const token = reader.next();
  reader.need('(', 'Unexpected term');
  const operands: { readonly node: OperandNode; readonly type: string; readonly at: Token }[] = [];
  while (!reader.take(')')) {
    if (operands.length > 0) reader.need(',', 'Expected comma');
    operands.push(readSetOperand(reader));
  }
  const [first, second] = operands;
  if (!first || !second || operands.length > 2) {
    throw validationError(`SET_${kind} must have exactly two arguments at ${reader.placeOf(token)}`);
  }
  if (first.node.kind !== 'path' || !samePath(first.node, path)) {
    throw validationError(
      `The first argument to SET_${kind} must equal the assignment value at ${reader.placeOf(token)}`,
    );
  }
  if (second.node.kind !== 'value' || !['SS', 'NS', 'BS'].includes(second.type)) {
    throw validationError(
      `The second argument to SET_${kind} must be a value with type SET at ${reader.placeOf(first.at)}`,
    );
  }
  return { kind, path, value: second.node };
}

function readSetOperand(reader: StatementReader) {
  const at = reader.peek();
  if (!atLiteral(reader)) return { node: readTerm(reader, FUNCTIONS), type: '', at };
  const value = readLiteral(reader);
  return { node: reader.keep(value), type: Object.keys(value)[0] ?? '', at };
}

function samePath(first: PathNode, second: PathNode): boolean {
  return JSON.stringify(first.steps) === JSON.stringify(second.steps);
}

/**
 * The conditions of a statement, read into the same nodes as condition expressions are, so that one engine checks and evaluates both.
 * Source: DynamoDB guide, "PartiQL operators" and "PartiQL functions".
 */
import type { Comparator, ConditionNode } from '../expressions/condition-syntax.ts';
import type { FunctionNode, OperandNode, PathNode, Step } from '../expressions/reader.ts';
import { validationError } from '../table-errors.ts';
import { atLiteral, readLiteral } from './literals.ts';
import { notWellFormed } from './statement-errors.ts';
import type { StatementReader } from './statement-reader.ts';

type Part = ConditionNode | OperandNode;

const COMPARATORS: readonly Comparator[] = ['=', '<>', '<=', '>=', '<', '>'];
const CONDITIONS: ReadonlySet<string> = new Set([
  ...['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains', 'size'],
]);

/** The types that IS knows, as attribute_type names them, beside MISSING. */
const TYPES: Readonly<Record<string, string>> = {
  NULL: 'NULL',
  BOOLEAN: 'BOOL',
  BLOB: 'B',
  STRING: 'S',
  NUMERIC: 'N',
  STRUCT: 'M',
  TUPLE: 'M',
  LIST: 'L',
};
const UNSUPPORTED_TYPES: ReadonlySet<string> = new Set(
  'INT INT4 INT8 INTEGER SMALLINT BIGINT FLOAT REAL DECIMAL DOUBLE DOUBLE_PRECISION CHAR CHARACTER VARCHAR SYMBOL CLOB DATE TIME TIMESTAMP BAG SEXP ANY'.split(
    ' ',
  ),
);

/** Reads the condition of a WHERE. Throws as DynamoDB does for what is none. */
export function readWhere(reader: StatementReader): ConditionNode {
  return asCondition(readJoined(reader, 'OR'), 'WHERE clause must contain an expression that resolves to a boolean');
}

/** Reads a value, a path or a function. */
export function readTerm(reader: StatementReader, functions: ReadonlySet<string>): OperandNode {
  if (atLiteral(reader)) return reader.keep(readLiteral(reader));
  if (!reader.atName() && !(reader.at('EXISTS') && reader.peek(1).text === '(')) throw reader.noTerm();
  if (reader.peek().kind === 'word' && reader.peek(1).text === '(') return readFunction(reader, functions);
  return readPath(reader);
}

/** Reads a document path. */
export function readPath(reader: StatementReader): PathNode {
  if (!reader.atName()) throw reader.noTerm();
  const steps: Step[] = [reader.note(reader.next().text)];
  for (;;) {
    if (reader.take('.')) steps.push(readName(reader));
    else if (reader.take('[')) steps.push(readIndex(reader));
    else return { kind: 'path', steps };
  }
}

function readName(reader: StatementReader): Step {
  if (reader.at('*')) throw validationError('Unpivot path component like a.*.b are not supported');
  if (!reader.atName()) throw notWellFormed('Invalid path dot component');
  const { text } = reader.next();
  if (text === '') throw validationError('Path component cannot be an empty string');
  return reader.note(text);
}

function readIndex(reader: StatementReader): Step {
  const { kind, text } = reader.next();
  if (text === '*' && kind === 'symbol') {
    throw validationError('Wildcard path component like a[*].b are not supported');
  }
  reader.need(']', 'Unexpected term');
  // A name in brackets is the same step as one behind a dot.
  if (kind === 'string') return reader.note(text);
  if (kind !== 'number' || !/^[0-9]+$/.test(text)) throw notWellFormed('Unexpected term');
  if (Number(text) > 2 ** 31 - 1) {
    throw validationError(`List index is not within the allowable range; index: [${text}]`);
  }
  return Number(text);
}

function readFunction(reader: StatementReader, functions: ReadonlySet<string>): FunctionNode {
  const token = reader.next();
  const name = token.text.toLowerCase();
  if (!functions.has(name)) {
    throw validationError(`Unrecognized function: ${name} at ${reader.placeOf(token)}`);
  }
  reader.need('(', 'Unexpected term');
  const operands: OperandNode[] = [];
  reader.deeper(() => {
    while (!reader.take(')')) {
      if (operands.length > 0) reader.need(',', 'Expected comma');
      operands.push(readTerm(reader, functions));
    }
  });
  return { kind: 'function', name, operands };
}

function readJoined(reader: StatementReader, word: 'OR' | 'AND'): Part {
  const read = () => (word === 'OR' ? readJoined(reader, 'AND') : readNegation(reader));
  const first = read();
  const parts = [first];
  while (reader.take(word)) {
    if (reader.peek().kind === 'end') throw notWellFormed('Missing right-hand side expression of infix operator');
    parts.push(read());
  }
  if (parts.length === 1) return first;
  const words = 'The arguments to AND/OR must be Expressions';
  return { kind: word === 'OR' ? 'or' : 'and', conditions: parts.map((part) => asCondition(part, words)) };
}

function readNegation(reader: StatementReader): Part {
  if (!reader.take('NOT')) return readComparison(reader);
  const condition = reader.deeper(() => readNegation(reader));
  return { kind: 'not', condition: asCondition(condition, 'The argument to NOT must be a Type or Expression') };
}

function readComparison(reader: StatementReader): Part {
  const first = readPrimary(reader);
  const comparator = COMPARATORS.find((symbol) => reader.at(symbol));
  if (comparator) {
    reader.next();
    return { kind: 'comparison', operator: comparator, operands: [asOperand(first), readOperand(reader)] };
  }
  if (reader.take('IS')) return readIs(reader, asOperand(first));
  const operator = ['+', '-', '*', '/', '%', '||', 'LIKE'].find((symbol) => reader.at(symbol));
  if (operator) throw validationError(`Unsupported operator in Condition Expression. Operator: ${operator}`);
  const negated = reader.at('NOT') && ['IN', 'BETWEEN'].includes(reader.peek(1).text.toUpperCase());
  if (negated) reader.next();
  const range = readRange(reader, first);
  if (!range) return first;
  return negated ? { kind: 'not', condition: range } : range;
}

function readRange(reader: StatementReader, first: Part): ConditionNode | undefined {
  if (reader.take('BETWEEN')) {
    const lower = readOperand(reader);
    reader.need('AND', 'Expected AND after BETWEEN');
    return { kind: 'between', operator: 'BETWEEN', operands: [asOperand(first), lower, readOperand(reader)] };
  }
  if (!reader.take('IN')) return undefined;
  const members = readMembersOfIn(reader);
  if (first.kind !== 'path' || members.length === 0) {
    throw validationError(
      'IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member',
    );
  }
  return { kind: 'in', operator: 'IN', operands: [first, ...members] };
}

function readMembersOfIn(reader: StatementReader): OperandNode[] {
  const closing = [
    ['[', ']'],
    ['(', ')'],
    ['<<', '>>'],
  ].find(([opening = '']) => reader.take(opening))?.[1];
  if (closing === undefined) throw reader.noTerm();
  const members: OperandNode[] = [];
  while (!reader.take(closing)) {
    if (members.length > 0) reader.need(',', 'Expected comma');
    members.push(readOperand(reader));
  }
  return members;
}

function readIs(reader: StatementReader, operand: OperandNode): ConditionNode {
  const negated = reader.take('NOT');
  const { kind, text } = reader.next();
  if (operand.kind === 'function') {
    throw validationError('The left hand side argument to IS must be a Variable Reference, Literal, or Path');
  }
  const condition = isType(reader, operand, kind === 'word' ? text.toUpperCase() : '');
  return negated ? { kind: 'not', condition } : condition;
}

function isType(reader: StatementReader, operand: OperandNode, type: string): ConditionNode {
  if (type === 'MISSING') return { kind: 'function', name: 'attribute_not_exists', operands: [operand] };
  const name = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (name === undefined) {
    if (!UNSUPPORTED_TYPES.has(type)) throw notWellFormed('Expected type name');
    throw validationError(
      `Unsupported data type for IS operator: ${type}. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]`,
    );
  }
  return { kind: 'function', name: 'attribute_type', operands: [operand, reader.keep({ S: name })] };
}

function readPrimary(reader: StatementReader): Part {
  if (!reader.take('(')) return readTerm(reader, CONDITIONS);
  const part = reader.deeper(() => readJoined(reader, 'OR'));
  reader.need(')', reader.peek().kind === 'end' ? 'Unexpected term' : 'Unexpected token after expression');
  return part;
}

function readOperand(reader: StatementReader): OperandNode {
  return asOperand(readPrimary(reader));
}

function isOperand(part: Part): part is OperandNode {
  return part.kind === 'path' || part.kind === 'value' || part.kind === 'function';
}

function asOperand(part: Part): OperandNode {
  if (isOperand(part)) return part;
  throw validationError('Unsupported operator in Condition Expression. Operator: AND');
}

function asCondition(part: Part, otherwise: string): ConditionNode {
  if (part.kind === 'path' || part.kind === 'value') throw validationError(otherwise);
  return part;
}

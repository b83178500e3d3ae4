/**
 * The grammar of DynamoDB's condition, filter and key condition expressions.
 * A parenthesis may begin a condition or an operand: both are read by one rule, and what came out decides.
 */
import {
  createReader,
  type FunctionNode,
  type OperandNode,
  type Reader,
  readBareOperand,
  readFunction,
  readList,
  readOperand,
  readSteps,
} from './reader.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface ComparisonNode {
  readonly kind: 'comparison' | 'between' | 'in';
  /** The comparator; BETWEEN and IN for the others. */
  readonly operator: Comparator | 'BETWEEN' | 'IN';
  readonly operands: readonly OperandNode[];
}

export type ConditionNode =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly condition: ConditionNode }
  | ComparisonNode
  | FunctionNode;

/** A condition as it was written, before names and values are known. */
export interface ConditionSyntax {
  readonly condition: ConditionNode;
  readonly redundantParentheses: boolean;
}

type Part = ConditionNode | OperandNode;

const WORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
const COMPARATORS: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>='];

/** Reads a condition expression; throws ExpressionError with DynamoDB's words. */
export function readCondition(expression: string): ConditionSyntax {
  const reader = createReader(expression, WORDS);
  const condition = asCondition(reader, readDisjunction(reader));
  if (reader.peek().kind !== 'end') throw reader.syntaxError();
  return { condition, redundantParentheses: reader.hasRedundant() };
}

function readDisjunction(reader: Reader): Part {
  return readJoined(reader, 'or', readConjunction);
}

function readConjunction(reader: Reader): Part {
  return readJoined(reader, 'and', readNegation);
}

function readJoined(reader: Reader, kind: 'and' | 'or', read: (reader: Reader) => Part): Part {
  const first = read(reader);
  const conditions: ConditionNode[] = [];
  while (reader.peek().text.toUpperCase() === kind.toUpperCase()) {
    if (conditions.length === 0) conditions.push(asCondition(reader, first));
    reader.need(kind.toUpperCase());
    conditions.push(asCondition(reader, read(reader)));
  }
  return conditions.length === 0 ? first : { kind, conditions };
}

function readNegation(reader: Reader): Part {
  if (!reader.take('NOT')) return readComparison(reader);
  return {
    kind: 'not',
    condition: asCondition(
      reader,
      reader.deeper(() => readNegation(reader)),
    ),
  };
}

function readComparison(reader: Reader): Part {
  const first = readPrimary(reader);
  const comparator = COMPARATORS.find((symbol) => reader.peek().text === symbol);
  const word = ['BETWEEN', 'IN'].find((each) => reader.peek().text.toUpperCase() === each);
  if (!comparator && !word) return first;
  const operand = asOperand(reader, first);
  if (comparator) {
    reader.need(comparator);
    return { kind: 'comparison', operator: comparator, operands: [operand, readOperand(reader)] };
  }
  if (reader.take('BETWEEN')) {
    const lower = readOperand(reader);
    reader.need('AND');
    return { kind: 'between', operator: 'BETWEEN', operands: [operand, lower, readOperand(reader)] };
  }
  reader.need('IN');
  reader.need('(');
  const values = readList(reader, readOperand);
  reader.need(')');
  return { kind: 'in', operator: 'IN', operands: [operand, ...values] };
}

function readPrimary(reader: Reader): Part {
  if (!reader.take('(')) return reader.atFunction() ? readFunction(reader) : readBareOperand(reader);
  const { part, parenthesised } = reader.deeper(() => readParenthesised(reader));
  if (parenthesised) reader.redundant();
  return part.kind === 'path' ? { kind: 'path', steps: readSteps(reader, part.steps) } : part;
}

/** Reads up to the closing parenthesis, and tells whether all of it stood in parentheses of its own. */
function readParenthesised(reader: Reader): { part: Part; parenthesised: boolean } {
  const opens = reader.peek().text === '(';
  const begin = reader.peek().start;
  const part = readDisjunction(reader);
  const parenthesised = opens && closesAtEnd(reader, begin);
  reader.need(')');
  return { part, parenthesised };
}

/** True when the parenthesis at `begin` is closed by the last one before the token at hand. */
function closesAtEnd(reader: Reader, begin: number): boolean {
  const inner = reader.expression.slice(begin, reader.peek().start).trimEnd();
  if (!inner.endsWith(')')) return false;
  let depth = 0;
  for (let at = 0; at < inner.length; at += 1) {
    if (inner[at] === '(') depth += 1;
    if (inner[at] === ')') depth -= 1;
    if (depth === 0) return at === inner.length - 1;
  }
  return false;
}

function isOperand(part: Part): part is OperandNode {
  return part.kind === 'path' || part.kind === 'value' || part.kind === 'function';
}

function asOperand(reader: Reader, part: Part): OperandNode {
  if (!isOperand(part)) throw reader.syntaxError();
  return part;
}

function asCondition(reader: Reader, part: Part): ConditionNode {
  if (part.kind === 'path' || part.kind === 'value') throw reader.syntaxError();
  return part;
}

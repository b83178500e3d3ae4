/**
 * Reads the parts that all of DynamoDB's expressions are made of: paths, values, functions and parentheses.
 * Every token is looked at a bounded number of times, and nothing nests deeper than MAX_DEPTH.
 */
import { ExpressionError, endOf, type Token, tokensOf } from './tokens.ts';

/** A step of a document path: a name, a name to be looked up, or an index of a list. */
export type Step = string | { readonly alias: string } | number;

export interface PathNode {
  readonly kind: 'path';
  readonly steps: readonly Step[];
}

export interface ValueNode {
  readonly kind: 'value';
  readonly name: string;
}

export interface FunctionNode {
  readonly kind: 'function';
  readonly name: string;
  readonly operands: readonly OperandNode[];
}

export type OperandNode = PathNode | ValueNode | FunctionNode;

/** Parentheses and functions within each other; operators are at most 300, so that only needless parentheses go beyond. */
const MAX_DEPTH = 320;

/** A path of more names and indexes than this is refused, as a document of this depth cannot be kept. */
const MAX_STEPS = 32;

const MAX_INDEX = 2 ** 31 - 1;

/** A reader of one expression. `words` are the words of its grammar, which are no names in it. */
export interface Reader {
  readonly expression: string;
  /** The token at hand. */
  peek(): Token;
  /** Takes the token at hand when it is this symbol, or this word in any case. */
  take(text: string): boolean;
  /** Takes this symbol or word, or throws the syntax error. */
  need(text: string): void;
  /** True when the token at hand, and the one after it, begin a function. */
  atFunction(): boolean;
  /** Notes parentheses around parentheses. */
  redundant(): void;
  hasRedundant(): boolean;
  /** Reads one level deeper. */
  deeper<T>(read: () => T): T;
  syntaxError(): ExpressionError;
  /** Takes the token at hand, which must be of this kind. */
  needKind(kind: Token['kind']): Token;
  isWord(token: Token): boolean;
}

/** A reader at the beginning of an expression; throws ExpressionError for one that is empty or too large. */
export function createReader(expression: string, words: ReadonlySet<string>): Reader {
  const tokens = tokensOf(expression);
  let at = 0;
  let depth = 0;
  let redundant = false;
  const peek = () => tokens[at] ?? endOf(expression);
  const isWord = (token: Token) => token.kind === 'word' && words.has(token.text.toUpperCase());
  const take = (text: string) => {
    const token = peek();
    const matches = token.kind === 'symbol' ? token.text === text : isWord(token) && token.text.toUpperCase() === text;
    if (matches) at += 1;
    return matches;
  };
  const syntaxError = () => {
    const token = peek();
    const from = tokens[at - 1]?.start ?? token.start;
    const to = tokens[at + 1]?.end ?? token.end;
    return new ExpressionError(
      `Syntax error; token: "${token.text}", near: "${expression.slice(from, token.kind === 'end' ? undefined : to)}"`,
    );
  };
  return {
    expression,
    peek,
    take,
    need(text) {
      if (!take(text)) throw syntaxError();
    },
    atFunction: () => peek().kind === 'word' && !isWord(peek()) && tokens[at + 1]?.text === '(',
    redundant() {
      redundant = true;
    },
    hasRedundant: () => redundant,
    deeper(read) {
      if (depth >= MAX_DEPTH) throw new ExpressionError('The expression has redundant parentheses;');
      depth += 1;
      try {
        return read();
      } finally {
        depth -= 1;
      }
    },
    syntaxError,
    needKind(kind) {
      const token = peek();
      if (token.kind !== kind) throw syntaxError();
      at += 1;
      return token;
    },
    isWord,
  };
}

/** Reads an operand: a value, a function of operands, or a path; parentheses may stand around it. */
export function readOperand(reader: Reader): OperandNode {
  if (!reader.take('(')) return readBareOperand(reader);
  const doubled = reader.peek().text === '(';
  const operand = reader.deeper(() => readOperand(reader));
  reader.need(')');
  if (doubled) reader.redundant();
  return operand.kind === 'path' ? { kind: 'path', steps: readSteps(reader, operand.steps) } : operand;
}

/** Reads an operand that does not begin with a parenthesis. */
export function readBareOperand(reader: Reader): OperandNode {
  if (reader.peek().kind === 'value') return { kind: 'value', name: reader.needKind('value').text };
  return reader.atFunction() ? readFunction(reader) : readPath(reader);
}

/** Reads `name(operand, …)`. */
export function readFunction(reader: Reader): FunctionNode {
  const name = reader.needKind('word').text;
  reader.need('(');
  const operands = reader.deeper(() => readList(reader, readOperand));
  reader.need(')');
  return { kind: 'function', name, operands };
}

/** Reads one or more parts with commas between them. */
export function readList<T>(reader: Reader, read: (reader: Reader) => T): T[] {
  const parts = [read(reader)];
  while (reader.take(',')) parts.push(read(reader));
  return parts;
}

/** Reads a document path. */
export function readPath(reader: Reader): PathNode {
  return { kind: 'path', steps: readSteps(reader, [readName(reader)]) };
}

/** Reads the steps that follow the given ones. */
export function readSteps(reader: Reader, first: readonly Step[]): readonly Step[] {
  const steps = [...first];
  for (;;) {
    if (reader.take('[')) {
      steps.push(readIndex(reader));
      reader.need(']');
    } else if (reader.take('.')) steps.push(readName(reader));
    else break;
  }
  if (steps.length > MAX_STEPS) {
    throw new ExpressionError(`The document path has too many nesting levels; nesting levels: ${steps.length}`);
  }
  return steps;
}

function readName(reader: Reader): Step {
  const token = reader.peek();
  if (token.kind === 'name') return { alias: reader.needKind('name').text };
  if (reader.isWord(token)) throw reader.syntaxError();
  return reader.needKind('word').text;
}

function readIndex(reader: Reader): number {
  const { text } = reader.needKind('digits');
  const index = Number(text);
  if (index > MAX_INDEX) {
    throw new ExpressionError(`List index is not within the allowable range; index: [${text}]`);
  }
  return index;
}

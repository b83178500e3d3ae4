/**
 * Divides a PartiQL statement into tokens, in one pass.
 * Source: the PartiQL specification, section 2, and AWS's answers as the suites of moto and of paritysuite/dynamodb-conformance recorded them.
 */
import { notWellFormed } from './statement-errors.ts';

/** A token with its place in the statement. */
export interface Token {
  /** An unquoted word, a name in double quotes, a string, a number, a symbol, or the end. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'end';
  /** The word, name, string or number as it is meant; a symbol as it stands. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<word>[A-Za-z_$][A-Za-z0-9_$]*)`,
    String.raw`"(?<name>(?:[^"]|"")*)"(?!")`,
    String.raw`'(?<string>(?:[^']|'')*)'(?!')`,
    String.raw`(?<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)`,
    String.raw`(?<symbol><<|>>|<>|!=|<=|>=|\|\||[=<>+\-*/%()[\]{},.:;?])`,
  ].join('|'),
  'y',
);
const BLANK = /(?:\s+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;

/** The tokens of a statement, the end last. Throws for what begins no token. */
export function tokensOf(statement: string): Token[] {
  const tokens: Token[] = [];
  for (let at = afterBlank(statement, 0); at < statement.length; at = afterBlank(statement, TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(statement)?.groups;
    if (!groups || (statement.startsWith('/*', at) && groups['symbol'] === '/')) throw notWellFormed('');
    tokens.push(tokenOf(groups, at, TOKEN.lastIndex));
  }
  tokens.push({ kind: 'end', text: '', start: statement.length, end: statement.length });
  return tokens;
}

function afterBlank(statement: string, at: number): number {
  BLANK.lastIndex = at;
  BLANK.exec(statement);
  return Math.max(at, BLANK.lastIndex);
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, start: number, end: number): Token {
  const { word, name, string, number, symbol = '' } = groups;
  if (word !== undefined) return { kind: 'word', text: word, start, end };
  if (name !== undefined) return { kind: 'name', text: name.replaceAll('""', '"'), start, end };
  if (string !== undefined) return { kind: 'string', text: string.replaceAll("''", "'"), start, end };
  if (number !== undefined) return { kind: 'number', text: number, start, end };
  return { kind: 'symbol', text: symbol === '!=' ? '<>' : symbol, start, end };
}

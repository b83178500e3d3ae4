/**
 * What the grammar of a statement reads with: its tokens one after the other, its parameters, and the values found in it.
 */

import type { ValueNode } from '../expressions/reader.ts';
import { validationError } from '../table-errors.ts';
import { type AttributeValue, checkedValue, type Item } from '../values/attribute-value.ts';
import { type Token, tokensOf } from './lexer.ts';
import { notWellFormed } from './statement-errors.ts';

/** Parentheses, lists and structures within each other; values themselves nest at most 32 levels. */
const MAX_DEPTH = 100;

/** The words that the grammar gives a meaning; an attribute of such a name stands in double quotes. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `SELECT FROM WHERE ORDER BY AS AT INSERT INTO VALUE VALUES UPDATE SET REMOVE DELETE RETURNING AND OR NOT IN BETWEEN IS LIKE
   NULL MISSING TRUE FALSE EXISTS INNER OUTER LEFT RIGHT JOIN CROSS ON GROUP HAVING UNION ALL LIMIT CASE WHEN THEN ELSE END
   CREATE DROP TABLE INDEX`
    .trim()
    .split(/\s+/),
);
/** Keywords that can only stand between two terms. */
const OPERATOR_WORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'IN', 'BETWEEN', 'IS', 'LIKE']);

/** A reader of one statement. */
export interface StatementReader {
  /** The token at hand, or one after it. */
  peek(ahead?: number): Token;
  /** True when the token at hand is this symbol, or this word in any case. */
  at(text: string): boolean;
  /** Takes the token at hand when it is this symbol or word. */
  take(text: string): boolean;
  /** Takes this symbol or word; `detail` is AWS's complaint when another stands there. */
  need(text: string, detail: string): void;
  /** Takes the token at hand whatever it is. */
  next(): Token;
  /** True when the token at hand is a name, quoted or not. */
  atName(): boolean;
  /** The value of the next parameter. */
  parameter(): AttributeValue;
  /** Keeps a value that stands in the statement; the node refers to it. */
  keep(value: AttributeValue): ValueNode;
  /** Notes a name, so that it can be bound as it stands. */
  note(name: string): { readonly alias: string };
  /** Reads one level deeper. */
  deeper<T>(read: () => T): T;
  /** `at LINE:COLUMN:LENGTH`, as AWS tells a place in a statement. */
  placeOf(token: Token): string;
  /** What is wrong when no term begins at the token at hand. */
  noTerm(): Error;
  /** What was kept, once the statement is read; throws when the request has more or fewer parameters than it. */
  finish(): { readonly values: Item; readonly names: Readonly<Record<string, string>> };
}

/** A reader at the beginning of a statement. Throws for parameters that are no values. */
export function createStatementReader(statement: string, given: readonly AttributeValue[]): StatementReader {
  const tokens = tokensOf(statement);
  const parameters = given.map((each) => checkedValue(each));
  const end: Token = { kind: 'end', text: '', start: statement.length, end: statement.length };
  const values: AttributeValue[] = [];
  const names = new Set<string>();
  let position = 0;
  let used = 0;
  let depth = 0;
  const peek = (ahead = 0) => tokens[position + ahead] ?? end;
  const at = (text: string) => {
    const token = peek();
    return token.kind === 'symbol' ? token.text === text : token.kind === 'word' && token.text.toUpperCase() === text;
  };
  const take = (text: string) => {
    const matches = at(text);
    if (matches) position += 1;
    return matches;
  };
  return {
    peek,
    at,
    take,
    need(text, detail) {
      if (!take(text)) throw notWellFormed(detail);
    },
    next() {
      const token = peek();
      position += 1;
      return token;
    },
    atName: () => peek().kind === 'name' || (peek().kind === 'word' && !KEYWORDS.has(peek().text.toUpperCase())),
    parameter() {
      used += 1;
      return parameters[used - 1] ?? { NULL: true };
    },
    keep(value) {
      values.push(value);
      return { kind: 'value', name: `:${values.length}` };
    },
    note(name) {
      names.add(name);
      return { alias: name };
    },
    deeper(read) {
      if (depth >= MAX_DEPTH) throw notWellFormed('');
      depth += 1;
      try {
        return read();
      } finally {
        depth -= 1;
      }
    },
    placeOf({ start, end: after }) {
      const before = statement.slice(0, start).split('\n');
      return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}:${after - start}`;
    },
    noTerm() {
      const { kind, text } = peek();
      if (kind !== 'word') return notWellFormed('Unexpected term');
      return notWellFormed(OPERATOR_WORDS.has(text.toUpperCase()) ? 'Unexpected operator' : 'Unexpected keyword');
    },
    finish() {
      if (used !== parameters.length) {
        throw validationError("Number of parameters in request and statement don't match.");
      }
      return {
        values: Object.fromEntries(values.map((value, index) => [`:${index + 1}`, value])),
        names: Object.fromEntries([...names].map((name) => [name, name])),
      };
    },
  };
}

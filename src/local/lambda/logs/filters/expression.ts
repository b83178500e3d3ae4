/**
 * Conditions joined by `&&`, `||` and parentheses, as JSON and space-delimited filter patterns have them; `&&` binds closer.
 * The conditions themselves are read by those who know what is compared.
 */
import { invalidPattern } from './invalid-pattern.ts';

/** A test of whatever is filtered. */
export type Test<T> = (subject: T) => boolean;

/** The words of a pattern, one after the other. */
export interface Words {
  peek(): string | undefined;
  /** Throws InvalidParameterException at the end of the pattern. */
  next(): string;
}

const WORD =
  /\s*(?:(&&|\|\||[()]|[<>!]=|[=<>]|\$(?:\.?\[(?:\d{1,9}|'[^']*'|"[^"]*")\]|\.[^\s.[\]()&|=!<>"'%]+)*|"(?:\\[\s\S]|[^"\\])*"|%(?:\\[\s\S]|[^%\\])+%|[^\s()&|=!<>"%]+)|$)/y;

/** Cuts a pattern into words: joints, operators, selectors, quoted texts, regular expressions. Throws InvalidParameterException. */
export function wordsOf(pattern: string): Words {
  const found: string[] = [];
  WORD.lastIndex = 0;
  const word = new RegExp(WORD.source, WORD.flags);
  while (word.lastIndex < pattern.length) {
    const at = word.lastIndex;
    const match = word.exec(pattern);
    if (!match) throw invalidPattern(`Invalid character(s) in term '${pattern.slice(at).trim()}'`);
    if (match[1] !== undefined) found.push(match[1]);
  }
  let index = 0;
  return {
    peek: () => found[index],
    next() {
      const next = found[index++];
      if (next === undefined) throw invalidPattern('it ends too early');
      return next;
    },
  };
}

/** Reads a whole pattern. Throws InvalidParameterException. */
export function parseExpression<T>(words: Words, parseCondition: (words: Words) => Test<T>): Test<T> {
  const either = (): Test<T> => {
    const tests = [both()];
    while (words.peek() === '||') {
      words.next();
      tests.push(both());
    }
    return (subject) => tests.some((test) => test(subject));
  };
  const both = (): Test<T> => {
    const tests = [single()];
    while (words.peek() === '&&') {
      words.next();
      tests.push(single());
    }
    return (subject) => tests.every((test) => test(subject));
  };
  const single = (): Test<T> => {
    if (words.peek() !== '(') return parseCondition(words);
    words.next();
    const inner = either();
    const close = words.next();
    if (close !== ')') throw invalidPattern(`')' is missing before ${close}`);
    return inner;
  };
  const test = either();
  const more = words.peek();
  if (more !== undefined) throw invalidPattern(`nothing is expected at ${more}`);
  return test;
}

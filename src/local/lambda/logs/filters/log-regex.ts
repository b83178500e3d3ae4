/**
 * The regular expressions of CloudWatch Logs' filter patterns, `%…%` (Logs guide, "Supported regular expressions syntax"):
 * letters, classes, anchors, repetitions and alternatives, no groups. Every way through is followed at once, so a match takes
 * time in proportion to text times expression.
 */
import { invalidPattern } from './invalid-pattern.ts';

/** What one character may be, and whether it may be left out or come again. */
interface State {
  readonly fits: (character: string) => boolean;
  readonly optional: boolean;
  readonly repeated: boolean;
}

interface Branch {
  readonly states: readonly State[];
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

/** Repetitions are written out: `\d{12}` is twelve states. */
const MAX_STATES = 256;
const PLAIN = /^[A-Za-z0-9:_#=@/;,\- ]$/;
const QUANTIFIER = /^(?:[?*+]|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})/;
const ESCAPED: Readonly<Record<string, RegExp>> = {
  d: /\d/,
  D: /\D/,
  s: /\s/,
  S: /\S/,
  w: /\w/,
  W: /\W/,
};

/** A test of whether an expression is found in a text. Throws InvalidParameterException. */
export function compileLogRegex(source: string): (text: string) => boolean {
  const branches = alternatives(source).map((alternative) => parseBranch(alternative, source));
  if (branches.reduce((sum, { states }) => sum + states.length, 0) > MAX_STATES) {
    throw invalidPattern(`the regular expression %${source}% repeats too much`);
  }
  return (text) => branches.some((branch) => isFound(branch, text));
}

function isFound({ states, fromStart, toEnd }: Branch, text: string): boolean {
  const last = states.length;
  let active = new Set<number>();
  const reach = (set: Set<number>, from: number) => {
    for (let at = from; !set.has(at); at++) {
      set.add(at);
      if (at === last || states[at]?.optional !== true) break;
    }
  };
  reach(active, 0);
  for (let at = 0; at < text.length; at++) {
    if (!toEnd && active.has(last)) return true;
    const character = text.charAt(at);
    const next = new Set<number>();
    for (const index of active) {
      const state = states[index];
      if (state?.fits(character)) reach(next, state.repeated ? index : index + 1);
    }
    if (!fromStart) reach(next, 0);
    else if (next.size === 0) return false;
    active = next;
  }
  return active.has(last);
}

/** The alternatives of an expression, told apart by the `|` that stand in no class. */
function alternatives(source: string): string[] {
  const found = [''];
  for (const [token] of source.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|[\s\S]/g)) {
    if (token === '|') found.push('');
    else found.push(`${found.pop()}${token}`);
  }
  return found;
}

function parseBranch(alternative: string, source: string): Branch {
  const fromStart = alternative.startsWith('^');
  const toEnd = /(?:^|[^\\])(?:\\\\)*\$$/.test(alternative);
  const states: State[] = [];
  let rest = alternative.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  while (rest !== '') {
    const [token = ''] = /^(?:\\x[0-9A-Fa-f]{2}|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])+\]|[\s\S])/.exec(rest) ?? [];
    const fits = fitting(token, source);
    const [quantifier = '', least, comma, most] = QUANTIFIER.exec(rest.slice(token.length)) ?? [];
    rest = rest.slice(token.length + quantifier.length);
    const min = least === undefined ? (quantifier === '?' || quantifier === '*' ? 0 : 1) : Number(least);
    const endless = quantifier === '*' || quantifier === '+' || (comma !== undefined && most === undefined);
    const max = endless ? min : quantifier === '' || quantifier === '?' ? 1 : Number(most ?? least);
    for (let count = 0; count < max; count++) states.push({ fits, optional: count >= min, repeated: false });
    if (endless) states.push({ fits, optional: true, repeated: true });
  }
  return { states, fromStart, toEnd };
}

function fitting(token: string, source: string): State['fits'] {
  if (token === '.') return () => true;
  if (token.startsWith('[')) return classOf(token.slice(1, -1), source);
  if (token.startsWith('\\')) return escaped(token);
  if (!PLAIN.test(token)) throw invalidPattern(`Invalid character(s) in term '%${source}%'`);
  return (character) => character === token;
}

function escaped(token: string): State['fits'] {
  const kind = ESCAPED[token.slice(1)];
  if (kind) return (character) => kind.test(character);
  const meant = token.length === 4 ? String.fromCharCode(Number.parseInt(token.slice(2), 16)) : token.slice(1);
  return (character) => character === meant;
}

function classOf(members: string, source: string): State['fits'] {
  const negated = members.startsWith('^');
  const tokens = (negated ? members.slice(1) : members).match(/\\x[0-9A-Fa-f]{2}|\\[\s\S]|[\s\S]/g) ?? [];
  const tests: State['fits'][] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [from = '', dash, to] = tokens.slice(at, at + 3);
    if (dash === '-' && to !== undefined) {
      if (from > to) throw invalidPattern(`Invalid character(s) in term '%${source}%'`);
      tests.push((character) => character >= from && character <= to);
      at += 2;
    } else tests.push(from.startsWith('\\') ? escaped(from) : (character) => character === from);
  }
  return (character) => tests.some((test) => test(character)) !== negated;
}

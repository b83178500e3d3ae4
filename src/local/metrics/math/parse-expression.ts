/**
 * Expressions of CloudWatch's metric math (CloudWatch guide, "Using math expressions with CloudWatch metrics"): numbers, ids, texts,
 * lists, operators and calls, in one pass and to a stated depth.
 */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression };

const TOKEN = /\s*(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[A-Za-z]\w*|'[^']*'|"[^"]*"|<=|>=|==|!=|&&|\|\||[-+*/^<>(),[\]])/y;
const MAX_DEPTH = 32;
/** By how tightly they bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['<', '>', '<=', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

/** Parses an expression. Throws an Error that says where it is none. */
export function parseExpression(expression: string): Expression {
  const tokens = tokensOf(expression);
  let at = 0;
  let depth = 0;
  const refuse = (why: string): never => {
    throw refused(expression, tokens[at] ?? 'its end', why);
  };
  const expect = (token: string) => {
    if (tokens[at] !== token) refuse(`expected ${token}`);
    at++;
  };
  const within = <T>(inner: () => T): T => {
    if (++depth > MAX_DEPTH) refuse(`nested deeper than ${MAX_DEPTH}`);
    const result = inner();
    depth--;
    return result;
  };
  const operation = (level: number): Expression => {
    const operators = LEVELS[level];
    if (operators === undefined) return operand();
    let left = operation(level + 1);
    for (let token = tokens[at]; token !== undefined && operators.includes(token); token = tokens[at]) {
      at++;
      left = { kind: 'operation', operator: token, left, right: operation(level + 1) };
    }
    return left;
  };
  const listUntil = (end: string): Expression[] => {
    const items: Expression[] = [];
    while (tokens[at] !== end) {
      if (items.length > 0) expect(',');
      items.push(operation(0));
    }
    at++;
    return items;
  };
  const operand = (): Expression => {
    const token = tokens[at] ?? refuse('expected a figure');
    at++;
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (/^['"]/.test(token)) return { kind: 'text', value: token.slice(1, -1) };
    if (token === '-') {
      const zero: Expression = { kind: 'number', value: 0 };
      return within(() => ({ kind: 'operation', operator: '-', left: zero, right: operand() }));
    }
    if (token === '(') {
      return within(() => {
        const inner = operation(0);
        expect(')');
        return inner;
      });
    }
    if (token === '[') return within(() => ({ kind: 'list', items: listUntil(']') }));
    if (!/^[A-Za-z]/.test(token)) {
      at--;
      return refuse('expected a figure');
    }
    if (tokens[at] !== '(') return { kind: 'name', name: token };
    at++;
    return within(() => ({ kind: 'call', name: token, given: listUntil(')') }));
  };

  const parsed = operation(0);
  if (at < tokens.length) refuse('expected its end');
  return parsed;
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) throw refused(expression, expression.slice(at, at + 10).trim(), 'it is no token');
    tokens.push(token);
  }
  return tokens;
}

/** The Error for a part of an expression that is not performed. */
export function refused(expression: string, what: string, why: string): Error {
  return new Error(`${what} in the expression ${expression} is not performed locally: ${why}`);
}

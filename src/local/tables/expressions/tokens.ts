/**
 * Divides DynamoDB's expressions into tokens, in one pass, within DynamoDB's limits of length and operators.
 * Source: DynamoDB quotas, "Expression parameters": 4,096 bytes, 300 operators or functions.
 */

/** What is wrong with an expression, in DynamoDB's words; the caller says of which. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

export interface Token {
  /** A word, `#name`, `:value`, digits, a symbol, or the end. */
  readonly kind: 'word' | 'name' | 'value' | 'digits' | 'symbol' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MAX_BYTES = 4_096;
const MAX_OPERATORS = 300;

const TOKEN =
  /[ \t\r\n]*(?:(?<word>[a-zA-Z_][a-zA-Z0-9_]*)|(?<name>#[a-zA-Z0-9_]*)|(?<value>:[a-zA-Z0-9_]*)|(?<digits>[0-9]+)|(?<symbol><>|<=|>=|[\s\S])|$)/y;

const OPERATORS = new Set(['=', '<>', '<', '<=', '>', '>=', '+', '-']);
const OPERATOR_WORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

/** The tokens of an expression, the end last; throws ExpressionError for one that is empty or too large. */
export function tokensOf(expression: string): Token[] {
  if (expression === '') throw new ExpressionError('The expression can not be empty;');
  const bytes = Buffer.byteLength(expression);
  if (bytes > MAX_BYTES) {
    throw new ExpressionError(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  }
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const token = nextToken(expression);
    tokens.push(token);
    if (token.kind === 'end') break;
  }
  checkOperators(tokens);
  return tokens;
}

function nextToken(expression: string): Token {
  const groups = TOKEN.exec(expression)?.groups ?? {};
  const end = TOKEN.lastIndex;
  for (const kind of ['word', 'name', 'value', 'digits', 'symbol'] as const) {
    const text = groups[kind];
    if (text !== undefined) return { kind, text, start: end - text.length, end };
  }
  return endOf(expression);
}

/** The token behind the last one of an expression. */
export function endOf({ length }: string): Token {
  return { kind: 'end', text: '<EOF>', start: length, end: length };
}

function checkOperators(tokens: readonly Token[]): void {
  const count = tokens.filter((token, at) => isOperator(token, tokens[at + 1])).length;
  if (count > MAX_OPERATORS) {
    throw new ExpressionError(
      `The expression contains too many operators; operator count: ${Math.min(count, MAX_OPERATORS + 1)}`,
    );
  }
}

function isOperator(token: Token, next: Token | undefined): boolean {
  if (token.kind === 'symbol') return OPERATORS.has(token.text);
  return token.kind === 'word' && (OPERATOR_WORDS.has(token.text.toUpperCase()) || next?.text === '(');
}

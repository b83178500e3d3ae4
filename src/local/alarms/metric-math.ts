/**
 * Stands in for CloudWatch's metric math, as far as alarms reckon one figure of a period with it: numbers, ids, + - * /,
 * comparisons, AND and OR, IF and FILL (CloudWatch guide, "Using math expressions"). Everything else is refused by name.
 */

/** The figures of one period, by id; what has none is missing. */
export type Figures = (id: string) => number | undefined;

/** A formula; its figure is missing where it needs one that is. */
export type Formula = (figures: Figures) => number | undefined;

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z]\w*|<=|>=|==|!=|&&|\|\||[-+*/<>(),])/y;
const MAX_DEPTH = 32;
/** By how tightly they bind, loosest first. */
const LEVELS: ReadonlyArray<Readonly<Record<string, (a: number, b: number) => number>>> = [
  { OR: (a, b) => Number(a !== 0 || b !== 0), '||': (a, b) => Number(a !== 0 || b !== 0) },
  { AND: (a, b) => Number(a !== 0 && b !== 0), '&&': (a, b) => Number(a !== 0 && b !== 0) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
];

/** Compiles an expression over the ids that there are. Throws an Error that says what is not performed. */
export function compileMath(expression: string, ids: ReadonlySet<string>): Formula {
  const tokens = tokensOf(expression);
  let at = 0;
  let depth = 0;
  const expect = (token: string) => {
    if (tokens[at] !== token) throw refused(expression, tokens[at] ?? 'its end', `expected ${token}`);
    at++;
  };
  const operators = (level: number): Formula => {
    const table = LEVELS[level];
    if (table === undefined) return operand();
    let left = operators(level + 1);
    for (let token = tokens[at] ?? ''; Object.hasOwn(table, token); token = tokens[at] ?? '') {
      at++;
      left = combine(left, operators(level + 1), table[token]);
    }
    return left;
  };
  const operand = (): Formula => {
    const token = tokens[at++];
    if (token === undefined) throw refused(expression, 'its end', 'expected a figure');
    if (/^\d/.test(token)) return () => Number(token);
    if (token === '-')
      return combine(
        () => 0,
        operand(),
        (a, b) => a - b,
      );
    if (token === '(') {
      if (++depth > MAX_DEPTH) throw refused(expression, token, `nested deeper than ${MAX_DEPTH}`);
      const inner = operators(0);
      expect(')');
      depth--;
      return inner;
    }
    if (tokens[at] === '(') return called(token);
    if (!ids.has(token)) throw refused(expression, token, `expected one of ${[...ids].join(', ')}`);
    return (figures) => figures(token);
  };
  const called = (name: string): Formula => {
    at++;
    if (++depth > MAX_DEPTH) throw refused(expression, name, `nested deeper than ${MAX_DEPTH}`);
    const given = [operators(0)];
    while (tokens[at] === ',') {
      at++;
      given.push(operators(0));
    }
    expect(')');
    depth--;
    const [first, second, third] = given;
    if (name === 'IF' && first && second && third && given.length === 3) return choice(first, second, third);
    if (name === 'FILL' && first && second && given.length === 2) return (figures) => first(figures) ?? second(figures);
    throw refused(
      expression,
      name,
      'the functions performed locally are IF(condition, then, else) and FILL(figure, figure)',
    );
  };

  const formula = operators(0);
  if (at < tokens.length) throw refused(expression, tokens[at] ?? '', 'expected its end');
  return formula;
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

function combine(left: Formula, right: Formula, operation: ((a: number, b: number) => number) | undefined): Formula {
  return (figures) => {
    const [a, b] = [left(figures), right(figures)];
    if (a === undefined || b === undefined || operation === undefined) return undefined;
    const result = operation(a, b);
    // A quotient of 0 has no figure in CloudWatch either.
    return Number.isFinite(result) ? result : undefined;
  };
}

function choice(condition: Formula, then: Formula, otherwise: Formula): Formula {
  return (figures) => {
    const value = condition(figures);
    if (value === undefined) return undefined;
    return value === 0 ? otherwise(figures) : then(figures);
  };
}

function refused(expression: string, what: string, why: string): Error {
  return new Error(`${what} in the expression ${expression} is not performed locally: ${why}`);
}

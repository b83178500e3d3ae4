/** Reckons expressions of metric math. */
import { messageOf } from '../../../domain/errors.ts';
import { ARGUMENTS, FUNCTIONS, type MathScope } from './functions.ts';
import { type Expression, parseExpression, refused } from './parse-expression.ts';
import { isSeries, mapPoints, type Series, type Value } from './values.ts';

/** An expression over the ids of a request. */
export interface Formula {
  /** The ids that it needs. */
  readonly needs: ReadonlySet<string>;
  /** Throws an Error where it is used on something that it does not take. */
  evaluate(scope: MathScope, valueFor: (id: string) => Value): Value;
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  OR: (a, b) => Number(a !== 0 || b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};
/** Names that are no ids, but say how a gap is filled. */
const FILLINGS = ['REPEAT', 'LINEAR'];

/** Compiles an expression over the ids that there are. Throws an Error that says what of it is not performed. */
export function compileMath(expression: string, ids: ReadonlySet<string>): Formula {
  const parsed = parseExpression(expression);
  const needs = new Set<string>();
  check(parsed, { expression, ids, needs });
  return {
    needs,
    evaluate(scope, valueFor) {
      try {
        return reckon(parsed, scope, valueFor);
      } catch (error) {
        throw new Error(`The expression ${expression} cannot be reckoned: ${messageOf(error)}`);
      }
    },
  };
}

function check(part: Expression, given: { expression: string; ids: ReadonlySet<string>; needs: Set<string> }): void {
  const { expression, ids, needs } = given;
  if (part.kind === 'name' && !FILLINGS.includes(part.name)) {
    if (!ids.has(part.name)) throw refused(expression, part.name, `expected one of ${[...ids].join(', ')}`);
    needs.add(part.name);
  }
  if (part.kind === 'list') for (const item of part.items) check(item, given);
  if (part.kind === 'operation') for (const side of [part.left, part.right]) check(side, given);
  if (part.kind !== 'call') return;
  if (!Object.hasOwn(FUNCTIONS, part.name)) {
    throw refused(expression, part.name, `the functions performed locally are ${Object.keys(FUNCTIONS).join(', ')}`);
  }
  const [least, most] = ARGUMENTS[part.name] ?? [1, 1];
  if (part.given.length < least || part.given.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw refused(expression, part.name, `it takes ${wanted} argument${wanted === '1' ? '' : 's'}`);
  }
  for (const argument of part.given) check(argument, given);
}

function reckon(part: Expression, scope: MathScope, valueFor: (id: string) => Value): Value {
  switch (part.kind) {
    case 'number':
    case 'text':
      return part.value;
    case 'name':
      return FILLINGS.includes(part.name) ? part.name : valueFor(part.name);
    case 'list':
      return part.items.flatMap((item) => {
        const value = reckon(item, scope, valueFor);
        if (typeof value === 'number' || typeof value === 'string') throw new Error('a list holds metrics');
        return isSeries(value) ? [value] : [...value];
      });
    case 'call':
      return (
        FUNCTIONS[part.name]?.(
          part.given.map((each) => reckon(each, scope, valueFor)),
          scope,
        ) ?? []
      );
    case 'operation':
      return combine(
        reckon(part.left, scope, valueFor),
        reckon(part.right, scope, valueFor),
        OPERATIONS[part.operator] ?? (() => Number.NaN),
      );
  }
}

/** At the times at which both have a point. */
function combine(left: Value, right: Value, operation: (a: number, b: number) => number): Value {
  if (typeof left === 'string' || typeof right === 'string') throw new Error('a text is no figure');
  if (typeof left === 'number') {
    if (typeof right === 'number') return operation(left, right);
    return ofEach(right, (series) => mapPoints(series, (value) => operation(left, value)));
  }
  if (typeof right === 'number') return ofEach(left, (series) => mapPoints(series, (value) => operation(value, right)));
  if (isSeries(left)) {
    return ofEach(right, (series) => both(left, series, isSeries(right) ? left.label : series.label, operation));
  }
  if (isSeries(right)) return left.map((series) => both(series, right, series.label, operation));
  throw new Error('an operator takes several metrics on one side only');
}

function both(left: Series, right: Series, label: string, operation: (a: number, b: number) => number): Series {
  const other = (at: number) => right.points.get(at);
  const points = mapPoints(left, (value, at) => {
    const second = other(at);
    return second === undefined ? undefined : operation(value, second);
  }).points;
  return { label, points };
}

function ofEach(value: Series | readonly Series[], change: (series: Series) => Series): Series | Series[] {
  return isSeries(value) ? change(value) : value.map(change);
}

/**
 * JSON filter patterns of CloudWatch Logs: `{ $.level = "ERROR" && $.items[0].price > 9 }` (Logs guide, "Filter pattern syntax").
 * A line that is no JSON matches none; a value that is not there matches NOT EXISTS alone.
 */
import { isObject } from '../../../../domain/is-object.ts';
import { parseJson } from '../../../../domain/json/parse-json.ts';
import { compileComparison } from './comparison.ts';
import { parseExpression, type Test, type Words, wordsOf } from './expression.ts';
import { invalidPattern } from './invalid-pattern.ts';

/** A test of a line by what stands between the braces. Throws InvalidParameterException. */
export function compileJsonFilter(pattern: string): Test<string> {
  const test = parseExpression(wordsOf(pattern), parseCondition);
  return (line) => {
    const value = /^\s*[{[]/.test(line) ? parseJson(line) : undefined;
    return value !== undefined && test(value);
  };
}

function parseCondition(words: Words): Test<unknown> {
  const select = compileSelector(words.next());
  const operator = words.next();
  if (operator.toUpperCase() === 'NOT') {
    if (words.next().toUpperCase() !== 'EXISTS') throw invalidPattern('NOT is followed by EXISTS alone');
    return (value) => select(value) === undefined;
  }
  if (operator.toUpperCase() === 'IS') {
    const word = words.next().toUpperCase();
    if (!STATES.has(word)) throw invalidPattern(`IS is followed by NULL, TRUE or FALSE, not ${word}`);
    const wanted = STATES.get(word);
    return (value) => select(value) === wanted;
  }
  const compare = compileComparison(operator, words.next());
  return (value) => {
    const selected = select(value);
    return typeof selected === 'string' || typeof selected === 'number' || typeof selected === 'boolean'
      ? compare(selected)
      : false;
  };
}

const STATES = new Map<string, boolean | null>([
  ['NULL', null],
  ['TRUE', true],
  ['FALSE', false],
]);

/** `$.a.b[0]`, or `$.['a.b']` for names with other characters. */
function compileSelector(selector: string): (value: unknown) => unknown {
  if (!/^\$[.[]/.test(selector)) throw invalidPattern(`a property begins with $., and ${selector} does not`);
  const steps = [...selector.matchAll(/\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]|\.([^.[\]]+)/g)].map(
    ([, index, single, double, name]) => (index === undefined ? (single ?? double ?? name ?? '') : Number(index)),
  );
  return (value) => {
    let selected = value;
    for (const step of steps) {
      if (typeof step === 'number') selected = Array.isArray(selected) ? selected[step] : undefined;
      else selected = isObject(selected) && Object.hasOwn(selected, step) ? selected[step] : undefined;
    }
    return selected;
  };
}

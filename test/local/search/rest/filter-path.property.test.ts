import fc from 'fast-check';
import { filterPath } from '../../../../src/local/search/rest/filter-path.ts';

/** The same over values instead of text, and by asking of each path whether a filter names it. */
const GONE = Symbol('gone');
const names = (segments: readonly string[], path: readonly string[]): boolean => {
  const [first, ...rest] = segments;
  const [name, ...deeper] = path;
  if (first === undefined) return true;
  if (name === undefined) return false;
  if (first !== '**')
    return new RegExp(`^${first.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(name) && names(rest, deeper);
  return names(rest, deeper) || names(segments, deeper);
};
const mayName = (segments: readonly string[], path: readonly string[]): boolean => {
  const [first, ...rest] = segments;
  const [name, ...deeper] = path;
  if (first === undefined || name === undefined) return true;
  if (first === '**') return mayName(rest, deeper) || mayName(segments, deeper);
  return names([first], [name]) && mayName(rest, deeper);
};
const keep = (value: unknown, path: readonly string[], filters: string[][], isInclusive: boolean): unknown => {
  if (filters.some((segments) => names(segments, path))) return isInclusive ? value : GONE;
  if (!filters.some((segments) => mayName(segments, path))) return isInclusive ? GONE : value;
  if (typeof value !== 'object' || value === null) return isInclusive ? GONE : value;
  if (Array.isArray(value)) {
    const kept = value.map((each) => keep(each, path, filters, isInclusive)).filter((each) => each !== GONE);
    return kept.length === 0 ? GONE : kept;
  }
  const kept = Object.entries(value)
    .map(([name, each]): [string, unknown] => [name, keep(each, [...path, name], filters, isInclusive)])
    .filter(([, each]) => each !== GONE);
  return kept.length === 0 ? GONE : Object.fromEntries(kept);
};
const naive = (value: object, included: string[][], excluded: string[][]) => {
  const first = included.length === 0 ? value : keep(value, [], included, true);
  const second = first === GONE || excluded.length === 0 ? first : keep(first, [], excluded, false);
  return second === GONE ? {} : second;
};

const name = fc.constantFrom('a', 'b', 'ab', 'foo', 'a"\\');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(1, 'x', null, true, '', '},{'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const answer = fc.dictionary(name, value, { noNullPrototype: true });
const segments = fc.array(fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*o*'), { minLength: 1, maxLength: 4 });
const filters = fc.array(segments, { maxLength: 2 });

test('what is kept of any answer is what its filters name', () => {
  fc.assert(
    fc.property(answer, filters, filters, (body, included, excluded) => {
      const text = [...included.map((path) => path.join('.')), ...excluded.map((path) => `-${path.join('.')}`)];

      expect(JSON.parse(filterPath(JSON.stringify(body), text.join(',')))).toEqual(naive(body, included, excluded));
    }),
    { numRuns: 300 },
  );
});

// As recorded of OpenSearch 3.8.
const DOCUMENT =
  '{"a":1.50,"b":{"c":[1,2],"foo":{"foo":1e5}},"list":[{"a":1,"b":2},{"b":3},[{"a":[]}],[],5],"empty":{},"el":[],"x.y":{"z":"},\\"q\\":1"}}';
test.each([
  ['a', '{"a":1.50}'],
  ['**.foo', '{"b":{"foo":{"foo":1e5}}}'],
  ['**.a', '{"list":[{"a":1},[{"a":[]}]]}'],
  ['*.a', '{"list":[{"a":1},[{"a":[]}]]}'],
  ['empty.q,el.q,a.q', '{}'],
  ['empty , el', '{"empty":{},"el":[]}'],
  ['x\\.y', '{"x.y":{"z":"},\\"q\\":1"}}'],
  ['x.y', '{}'],
  ['x?y,?', '{}'],
  ['b.', '{"b":{"c":[1,2],"foo":{"foo":1e5}}}'],
  ['b..c,.b', '{}'],
  ['-b,-list.a,-x*,-empty.q', '{"a":1.50,"list":[{"b":2},{"b":3},5],"el":[]}'],
  ['b,-b.foo', '{"b":{"c":[1,2]}}'],
  ['--a', DOCUMENT],
  [' ,', DOCUMENT],
])('of %s is kept %s', (filter, kept) => {
  expect(filterPath(DOCUMENT, filter)).toBe(kept);
});

test('nothing is left of a list in which nothing is wanted', () => {
  expect(filterPath('[{"a":1},{"b":2}]', 'a')).toBe('[{"a":1}]');
  expect(filterPath('[{"a":1}]', 'b,-a')).toBe('');
});

test('many wildcards in a deep answer take their time but once', () => {
  const deep = `${'{"a":['.repeat(2000)}1${']}'.repeat(2000)}`;

  expect(filterPath(deep, `${'**.'.repeat(200)}a`)).toBe(deep);
  expect(filterPath(deep, `${'**.a.*.'.repeat(50)}b`)).toBe('{}');
});

import fc from 'fast-check';
import { compileLogRegex } from '../../../../../src/local/lambda/logs/filters/log-regex.ts';

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\w', '\\.', '\\x61', '-');
const quantifier = fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,3}', '{2,}');
const branch = fc
  .tuple(
    fc.constantFrom('', '^'),
    fc.array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 6 }),
    fc.constantFrom('', '$'),
  )
  .map(([start, items, end]) => start + items.map(([one, many]) => one + many).join('') + end);
const pattern = fc.array(branch, { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|'));
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', '-'), maxLength: 12 });

describe('a regular expression of a filter pattern', () => {
  it('finds what JavaScript’s finds', () => {
    fc.assert(
      fc.property(pattern, text, (source, line) => {
        expect(compileLogRegex(source)(line)).toBe(new RegExp(source, 's').test(line));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer the more ways there are through it', () => {
    const before = process.cpuUsage();

    expect(compileLogRegex(`${'a?'.repeat(60)}${'a'.repeat(60)}$`)(`${'a'.repeat(2000)}b`)).toBe(false);
    expect(compileLogRegex(`${'.*'.repeat(60)}x`)('a'.repeat(2000))).toBe(false);

    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

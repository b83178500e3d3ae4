import fc from 'fast-check';
import { wildcardPattern } from '../../../src/local/search/wildcard.ts';

/** The same by trying every way, for short texts. */
function fits(pattern: string[], text: string[]): boolean {
  const [token, ...rest] = pattern;
  if (token === undefined) return text.length === 0;
  if (token === '*') return fits(rest, text) || (text.length > 0 && fits(pattern, text.slice(1)));
  return text.length > 0 && (token === '?' || token === text[0]) && fits(rest, text.slice(1));
}

describe('a wildcard pattern', () => {
  it.each([
    ['a*b', 'ab', true],
    ['a*b', 'a\nxb', true],
    ['a*b', 'abc', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a**1*2', 'a-12', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['?', '😀', true],
    ['*.(x)', 'a.(x)', true],
  ])('%j and %j: %s', (pattern, text, expected) => {
    expect(wildcardPattern(pattern).test(text)).toBe(expected);
  });

  it('ignores case where it is asked to', () => {
    expect(wildcardPattern('*ÄB*c', 'sui').test('xxäbÄBxC')).toBe(true);
  });

  it('matches as trying every way does', () => {
    const tokens = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 });
    const texts = fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 });
    fc.assert(
      fc.property(tokens, texts, (pattern, text) => {
        expect(wildcardPattern(pattern.join('')).test(text.join(''))).toBe(fits(pattern, text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['*a*a*a*a*b', 'a'.repeat(20_000)],
    [`${'*a'.repeat(500)}*b`, 'a'.repeat(2_000)],
    [`${'*?'.repeat(500)}*b`, 'a'.repeat(2_000)],
    [`${'*ab'.repeat(300)}`, 'ab'.repeat(1_000).concat('a')],
  ])('never tries a star again: %#', (pattern, text) => {
    const started = performance.now();

    expect(wildcardPattern(pattern).test(text)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

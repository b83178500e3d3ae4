import { boundedMatch } from '../../../src/local/template/bounded-match.ts';

describe('a pattern of a template', () => {
  it.each([
    ['^(?:[a-z]+)$', 'abc', true],
    ['^(?:[a-z]+)$', 'aBc', false],
    ['^(?=.*[A-Z])(?!.*x).*$', 'aBc', true],
    ['^(a)\\1$', 'aa', true],
    ['^\\p{L}+$', 'é', true],
    ['[', 'a', 'unreadable'],
    ['(?<a>x)(?<a>y)', 'xy', 'unreadable'],
  ])('%s on %s: %s', (pattern, text, matched) => {
    expect(boundedMatch(pattern, text)).toBe(matched);
  });

  it.each(['^(a+)+$', '^(a|a)*$', '^(.*)*x$', '^((a*)*)*b$'])('%s ends, whatever it is matched with', (pattern) => {
    const began = performance.now();
    const matched = boundedMatch(pattern, `${'a'.repeat(60)}!`);

    expect(matched).not.toBe(true);
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  it('is told endless for the time that it took, not for the time that a busy machine kept it waiting', () => {
    const [pattern, text] = ['^(a+)+$', `${'a'.repeat(20)}!`];

    expect(boundedMatch(pattern, text, { maxMs: 1, spentMs: () => 0 })).toBe(false);
    let spent = 0;
    expect(boundedMatch(pattern, text, { maxMs: 1, spentMs: () => spent++ })).toBe('endless');
  });
});

import { filterPattern } from '../../../../src/local/lambda/logs/log-filter-pattern.ts';

describe('a filter pattern of terms', () => {
  it.each([
    ['', 'anything', true],
    ['  ', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR here', 'here an ERROR', true],
    ['ERROR there', 'here an ERROR', false],
    ['"an ERROR"', 'here an ERROR', true],
    ['"ERROR an"', 'here an ERROR', false],
    ['ERROR -here', 'an ERROR', true],
    ['ERROR -here', 'an ERROR here', false],
    ['ERROR -"an x"', 'an ERROR an y', true],
    ['-here', 'there', false],
    ['?a ?b', 'xbx', true],
    ['?a ?b', 'xax', true],
    ['?a ?b', 'xyz', false],
    ['?"a b"', 'a b', true],
    ['?"a b"', 'ab', false],
    ['x ?a', 'x', true],
    ['"say \\"hi\\""', 'say "hi"', true],
    ['"say \\"hi\\""', 'say hi', false],
    ['"a\\\\b"', 'a\\b', true],
    ['a"b', 'a"b', true],
  ])('%s on the line %s: %p', (pattern, line, expected) => {
    expect(filterPattern(pattern)(line)).toBe(expected);
  });

  it.each(['{ $.a = 1 }', '[a, b]', '%regex%', '  {x'])('is not %s', (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterException',
        message: `The local stack filters by terms only, not by the pattern ${pattern.trim()}`,
      }),
    );
  });
});

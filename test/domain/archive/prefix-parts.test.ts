import fc from 'fast-check';
import { errorPrefixOf, literalStart, prefixParts, timedPrefix } from '../../../src/domain/archive/prefix-parts.ts';

test.each([
  ['', []],
  ['a/', [{ text: 'a/' }]],
  ['!{timestamp:yyyy}', [{ namespace: 'timestamp', value: 'yyyy' }]],
  [
    'a/!{timestamp:yyyy}/b!{firehose:random-string}',
    [
      { text: 'a/' },
      { namespace: 'timestamp', value: 'yyyy' },
      { text: '/b' },
      { namespace: 'firehose', value: 'random-string' },
    ],
  ],
  ["!{timestamp:'}'yyyy}!", [{ namespace: 'timestamp', value: "'}'yyyy" }, { text: '!' }]],
  ['wow!/{x}', [{ text: 'wow!/{x}' }]],
  ['a!{b}', [{ text: 'a!{b}' }]],
])('%s has its parts', (prefix, parts) => {
  expect(prefixParts(prefix)).toEqual(parts);
});

test('the parts put together are the prefix', () => {
  const piece = fc.constantFrom('a', '/', '!', '{', '}', ':', "'", '!{timestamp:yyyy}', '!{firehose:random-string}');
  fc.assert(
    fc.property(fc.string({ unit: piece }), (prefix) => {
      const written = prefixParts(prefix).map((part) =>
        'text' in part ? part.text : `!{${part.namespace}:${part.value}}`,
      );

      expect(written.join('')).toBe(prefix);
    }),
    { numRuns: 500 },
  );
});

test('every key begins with what comes before the first expression', () => {
  expect(
    ['', 'a/b', 'a/!{timestamp:yyyy}/b', '!{timestamp:yyyy}/b'].map((one) => literalStart(prefixParts(one))),
  ).toEqual(['', 'a/b', 'a/', '']);
});

test('the hour comes behind a prefix that names no time', () => {
  expect(timedPrefix('a/')).toBe('a/!{timestamp:yyyy/MM/dd/HH/}');
  expect(timedPrefix('a/!{firehose:random-string}/')).toBe('a/!{firehose:random-string}/!{timestamp:yyyy/MM/dd/HH/}');
  expect(timedPrefix('a/!{timestamp:yyyy}/')).toBe('a/!{timestamp:yyyy}/');
});

test("failures go where their prefix says, or under the data's by type and hour", () => {
  expect(errorPrefixOf('errors/', 'a/')).toBe('errors/');
  expect(errorPrefixOf(undefined, 'a/')).toBe('a/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH/}');
  expect(errorPrefixOf('', '')).toBe('!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH/}');
  expect(errorPrefixOf(undefined, '!{timestamp:yyyy}/')).toBe('!{timestamp:yyyy}/!{firehose:error-output-type}/');
});

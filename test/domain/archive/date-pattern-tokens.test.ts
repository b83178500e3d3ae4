import { datePatternTokens } from '../../../src/domain/archive/date-pattern-tokens.ts';

const y = { letter: 'y', count: 4 };

test.each([
  ['', []],
  ['yyyy', [y]],
  ['yyyyMM', [y, { letter: 'M', count: 2 }]],
  [
    'aA',
    [
      { letter: 'a', count: 1 },
      { letter: 'A', count: 1 },
    ],
  ],
  ['yyyy-z', [y, { text: '-' }, { letter: 'z', count: 1 }]],
  ["'dt='yyyy", [{ text: 'dt=' }, y]],
  ["''yyyy", [{ text: "'" }, y]],
  ["'o''clock'", [{ text: "o'clock" }]],
  ["''''", [{ text: "'" }]],
  ["'''a'", [{ text: "'a" }]],
  ["'{}#[]'", [{ text: '{}#[]' }]],
  ['yyyy[/]', [y, { text: '/' }]],
  ['é\n', [{ text: 'é' }, { text: '\n' }]],
])('%j has its parts', (pattern, tokens) => {
  expect(datePatternTokens(pattern)).toEqual(tokens);
});

test.each(["'", "yyyy'", "'a", "'a''", "a'''"])('%s ends within a quote', (pattern) => {
  expect(() => datePatternTokens(pattern)).toThrow(
    new RangeError(`the pattern ${pattern} ends with an incomplete string literal`),
  );
});

test.each(['{', '}', '#'])('%s is reserved', (character) => {
  expect(() => datePatternTokens(`yyyy${character}MM`)).toThrow(
    new RangeError(`the pattern yyyy${character}MM holds the reserved character ${character}`),
  );
});

import {
  characterKind,
  FIRST_SEPARATOR,
  IGNORABLE,
  SEPARATORS,
} from '../../../../src/domain/card-data/numbers/character-kind.ts';

const kindsOf = (text: string) => [...text].map((character) => characterKind(character.codePointAt(0) ?? 0));

test.each([
  ['0123456789', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['٠٩०९０９𝟎𝟗', [0, 9, 0, 9, 0, 9, 0, 9]],
  ['⁰⁹①⑨₀₉', [0, 9, 1, 9, 0, 9]],
])('%s are digits by their values, whenever they are asked for', (text, values) => {
  expect(kindsOf(text)).toEqual(values);
  expect(kindsOf(text)).toEqual(values);
});

test.each([
  [' ', ' \u00a0\u2003\u3000\u202f'],
  ['-', '-‐‑‒–—―−－﹣'],
  ['.', '.．․'],
  ['/', '/／'],
  ['_', '_＿'],
  ['+', '+＋'],
])('%j has its kind, and all that look so', (separator, text) => {
  const kind = FIRST_SEPARATOR + SEPARATORS.indexOf(separator);

  expect(kindsOf(text)).toEqual([...text].map(() => kind));
  expect(kindsOf(text)).toEqual([...text].map(() => kind));
});

test('what nobody sees counts as nothing', () => {
  const text = '\u200b\u200d\u2060\ufeff\u00ad\u202a\u2066\ufe0f\u0301\u20e3\u3164\u115f';

  expect(kindsOf(text)).toEqual([...text].map(() => IGNORABLE));
});

test('everything else ends a number: letters, signs, tabs, line breaks, larger numbers', () => {
  expect(new Set(kindsOf('aZ漢,;:"\'\t\n\r\u2028\u2029\u0085*%\\⑩½🐎\u0000'))).toEqual(new Set([IGNORABLE + 1]));
});

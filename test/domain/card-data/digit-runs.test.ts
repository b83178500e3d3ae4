import fc from 'fast-check';
import { digitRuns, MIN_DIGITS, mayHoldRun } from '../../../src/domain/card-data/digit-runs.ts';

/** What may stand between two digits of a number, by Unicode's names. */
const separators = {
  'no-break space': '\u00a0',
  'thin space': '\u2009',
  'ideographic space': '\u3000',
  'soft hyphen': '\u00ad',
  hyphen: '\u2010',
  'non-breaking hyphen': '\u2011',
  'figure dash': '\u2012',
  'en dash': '\u2013',
  'em dash': '\u2014',
  'horizontal bar': '\u2015',
  'minus sign': '\u2212',
  'full-width hyphen-minus': '\uff0d',
  'hyphen-minus': '-',
  space: ' ',
};
const ten = '0123456789';
const valuesOf = (text: string) => digitRuns(text).map((run) => run.map(({ value }) => value).join(''));

test.each(Object.entries(separators))('a run goes on over one %s, and not over two', (_name, separator) => {
  const digits = '0'.repeat(MIN_DIGITS);
  const apart = [...digits].join(separator);

  expect(valuesOf(apart)).toEqual([digits]);
  expect(mayHoldRun(apart)).toBe(true);
  expect(valuesOf([...digits].join(separator.repeat(2)))).toEqual([]);
  expect(mayHoldRun([...digits].join(separator.repeat(2)))).toBe(false);
});

test.each([
  ['a dot', '.'],
  ['a tab', '\t'],
  ['a line feed', '\n'],
  ['an underscore', '_'],
  ['the character before the hyphens', '\u200f'],
  ['the character behind the dashes', '\u2016'],
  ['a letter', 'a'],
])('a run ends at %s', (_name, between) => {
  const text = [...'0'.repeat(MIN_DIGITS)].join(between);

  expect(digitRuns(text)).toEqual([]);
  expect(mayHoldRun(text)).toBe(false);
});

test.each([
  ['European', 0x30],
  ['Arabic-Indic', 0x660],
  ['Devanagari', 0x966],
  ['full-width', 0xff10],
  ['mathematical bold', 0x1d7ce],
  ['mathematical double-struck', 0x1d7d8],
  ['mathematical monospace', 0x1d7f6],
])('%s digits have their values', (_script, zero) => {
  const text = [...'01234567899876543210'].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

  expect(valuesOf(text)).toEqual(['01234567899876543210']);
  expect(mayHoldRun(text)).toBe(true);
});

test('digits that were JSON escapes count, however often they were escaped', () => {
  const text = [...ten, ...ten].map((digit, index) => `${'\\'.repeat(1 + (index % 3))}u003${digit}`).join('-');

  expect(valuesOf(text)).toEqual([ten + ten]);
});

test('a run of twelve digits is none, one of thirteen is, and a longer one is whole', () => {
  expect([12, 13, 14, 40].map((length) => valuesOf('7'.repeat(length)))).toEqual([
    [],
    ['7'.repeat(13)],
    ['7'.repeat(14)],
    ['7'.repeat(40)],
  ]);
  expect([12, 13, 40].map((length) => mayHoldRun('7'.repeat(length)))).toEqual([false, true, true]);
});

/** Digits of several scripts and lengths, what stands between them, and what ends a run. */
const text = fc.string({
  unit: fc.constantFrom(...ten, '\uff11', '\u{1d7ce}', ' ', '-', '\u2011', '.', 'x'),
  minLength: 20,
});

test('the cheap look and the closer one find runs in the same texts', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(mayHoldRun(one)).toBe(digitRuns(one).length > 0);
    }),
    { numRuns: 1000 },
  );
});

test('every digit of a run stands where it says, in order, at most one separator from the next', () => {
  fc.assert(
    fc.property(text, fc.nat(30), (one, before) => {
      const padded = `${'x'.repeat(before)}${one}`;
      for (const run of digitRuns(padded)) {
        expect(run.length).toBeGreaterThanOrEqual(MIN_DIGITS);
        for (const [index, { start, end, value }] of run.entries()) {
          expect(padded.slice(start, end).normalize('NFKC')).toBe(String(value));
          const next = run[index + 1];
          if (next) expect(padded.slice(end, next.start)).toMatch(/^[ \-\u2011]?$/);
        }
      }
    }),
    { numRuns: 500 },
  );
});

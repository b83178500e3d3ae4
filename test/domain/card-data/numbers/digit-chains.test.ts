import fc from 'fast-check';
import { digitChains, MIN_DIGITS, mayHoldNumber } from '../../../../src/domain/card-data/numbers/digit-chains.ts';

const ten = '0123456789';
const TWELVE = '012345678901';
const valuesOf = (text: string) => [...digitChains(text)].map((chain) => chain.map(({ value }) => value).join(''));
const gapsOf = (text: string) => new Set([...digitChains(text)].flat().map(({ gap }) => gap));
const apart = (separator: string) => [...TWELVE].join(separator);

test.each([
  [
    ' ',
    [
      '\u0020',
      '\u00a0',
      '\u2009',
      '\u3000',
      '\\u0020',
      '\\u{a0}',
      '\\x20',
      '%20',
      '%C2%A0',
      '&nbsp;',
      '&#32;',
      '&#x20;',
      '&emsp',
    ],
  ],
  [
    '-',
    [
      '-',
      '\u2010',
      '\u2011',
      '\u2012',
      '\u2013',
      '\u2014',
      '\u2015',
      '\u2212',
      '\uff0d',
      '%2D',
      '&ndash;',
      '&minus;',
      '\\u2013',
    ],
  ],
  ['.', ['.', '\uff0e', '\u2024', '%2e', '&period;', '&#46;']],
  ['/', ['/', '\\/', '\\\\/', '\uff0f', '%2F', '&sol;']],
  ['_', ['_', '\uff3f', '%5f', '&lowbar;']],
  ['+', ['+', '\uff0b', '%2b', '&plus;']],
  [
    '',
    [
      '',
      '\u200b',
      '\u200d',
      '\u2060',
      '\ufe0f',
      '\u00ad',
      '\u0301',
      '\u20e3',
      '&shy;',
      '&zwj;',
      '%E2%80%8B',
      '\\u200b',
    ],
  ],
])('what looks like %j is one between digits', (separator, spellings) => {
  for (const spelling of spellings) {
    expect([spelling, valuesOf(apart(spelling)).includes(TWELVE)]).toEqual([spelling, true]);
    expect(gapsOf(apart(spelling))).toContain(separator);
  }
});

test('a gap is up to eight separators, each kept', () => {
  expect(gapsOf(apart(' - '))).toEqual(new Set(['', ' - ']));
  expect(valuesOf(apart('. /-_+ .'))).toEqual([TWELVE]);
  expect(valuesOf(apart(' '.repeat(8)))).toEqual([TWELVE]);
  expect(valuesOf(apart(' '.repeat(9)))).toEqual([]);
  expect(valuesOf(apart('\u200b'.repeat(20)))).toEqual([TWELVE]);
});

test.each([
  '\t',
  '\n',
  '\r',
  ',',
  ':',
  'a',
  '\\t',
  '\\n',
  '%09',
  '%0A',
  '&#10;',
  '\u2028',
  '"',
  '%zz',
  '&amp;',
  '\\q',
  '%',
])('a chain ends at %j', (between) => {
  expect(valuesOf(apart(between))).toEqual([]);
  expect(mayHoldNumber(apart(between))).toBe(false);
  expect(valuesOf(`${TWELVE}${between}${TWELVE}`).filter((values) => values === TWELVE).length).toBeGreaterThanOrEqual(
    2,
  );
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
  expect(mayHoldNumber(text)).toBe(true);
});

test('superscripts and circled digits have the values of what they stand for', () => {
  expect(valuesOf('⁰¹²³⁴⁵⁶⁷⁸⁹⁰¹')).toEqual([TWELVE]);
  expect(valuesOf('①②③④⑤⑥⑦⑧⑨①②③')).toEqual(['123456789123']);
});

test('digits that were JSON escapes count, however often they were escaped, and surrogates make one', () => {
  const text = [...ten, ...ten].map((digit, index) => `${'\\'.repeat(1 + (index % 3))}u003${digit}`).join('-');
  const bold = [...TWELVE].map((digit) => `\\ud835\\udfc${(0xe + Number(digit)).toString(16).slice(-1)}`);

  expect(valuesOf(text)).toContain(ten + ten);
  expect(valuesOf([...TWELVE].map((digit) => `\\u{3${digit}}`).join(''))).toContain(TWELVE);
  expect(valuesOf([...TWELVE].map((digit) => `\\x3${digit}`).join(''))).toContain(TWELVE);
  expect(valuesOf(bold.slice(0, 2).join('') + TWELVE)).toContain(`01${TWELVE}`);
});

test('what may be a spelling or digits is read both ways', () => {
  expect(valuesOf(`%41${TWELVE}`)).toEqual([`41${TWELVE}`, TWELVE]);
  expect(valuesOf(`\\u0041${TWELVE}`)).toEqual([`0041${TWELVE}`, TWELVE]);
  expect(valuesOf(`%B4${TWELVE}`)).toEqual([`4${TWELVE}`, `4${TWELVE}`]);
  expect(valuesOf(`&#33;${TWELVE}`)).toEqual([TWELVE, TWELVE]);
});

test('a chain of eleven digits is none, one of twelve is, and a longer one is whole', () => {
  expect([11, 12, 13, 40].map((length) => valuesOf('7'.repeat(length)))).toEqual([
    [],
    ['7'.repeat(12)],
    ['7'.repeat(13)],
    ['7'.repeat(40)],
  ]);
  expect([11, 12, 40].map((length) => mayHoldNumber('7'.repeat(length)))).toEqual([false, true, true]);
  expect(MIN_DIGITS).toBe(12);
});

/** Digits of several scripts and lengths, what stands between them, and what ends a chain. */
const text = fc.string({
  unit: fc.constantFrom(
    ...ten,
    '\uff11',
    '\u{1d7ce}',
    ' ',
    '-',
    '\u2011',
    '.',
    'x',
    '\u200b',
    '%34',
    '\\u0035',
    '&#54;',
  ),
  minLength: 20,
});

test('every digit of a chain stands where it says, in order', () => {
  fc.assert(
    fc.property(text, fc.nat(30), (one, before) => {
      const padded = `${'x'.repeat(before)}${one}`;
      for (const chain of digitChains(padded)) {
        expect(chain.length).toBeGreaterThanOrEqual(MIN_DIGITS);
        for (const [index, { start, end, value }] of chain.entries()) {
          const spelled = padded.slice(start, end);
          expect(spelled.length > 2 ? spelled.replace(';', '').at(-1) : spelled.normalize('NFKC')).toBe(
            spelled.startsWith('&') ? String(48 + value).at(-1) : String(value),
          );
          expect(chain[index + 1]?.start ?? end).toBeGreaterThanOrEqual(end);
        }
      }
    }),
    { numRuns: 500 },
  );
});

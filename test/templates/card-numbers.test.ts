import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { maskCardNumbers } from '../../src/domain/card-data/numbers/mask-card-numbers.ts';
import { grouped, TEST_CARDS } from '../support/card-numbers.ts';
import { repository } from '../support/templates.ts';

const HOME = 'test/support/card-numbers.ts';
const FOLDERS = ['.ci', '.github', 'apps', 'bin', 'docs', 'events', 'scripts', 'src', 'test'];
/** Written by npm, full of digests. */
const NOT_WRITTEN_BY_US = ['package-lock.json'];

const filesIn = (folder: string, recursive: boolean): string[] =>
  readdirSync(join(repository, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)));
const files = [...filesIn('.', false), ...FOLDERS.flatMap((folder) => filesIn(folder, true))].filter(
  (file) => !NOT_WRITTEN_BY_US.includes(file),
);
const known: readonly string[] = Object.values(TEST_CARDS);

/** The card numbers of a text and of the base64 in it, however their digits are spelled or grouped. */
function cardNumbersIn(text: string): string[] {
  const decoded = (text.match(/[A-Za-z0-9+/]{20,}={0,2}/g) ?? []).map((found) =>
    Buffer.from(found, 'base64').toString('latin1'),
  );
  return [text, ...decoded].flatMap(runsOfMaskedDigits);
}

function runsOfMaskedDigits(text: string): string[] {
  const runs: string[] = [];
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const { start, end } of maskCardNumbers(text, () => false)) {
    const digit = text.slice(start, end).slice(-1);
    if (start - lastEnd > 1) runs.push(digit);
    else runs.push(`${runs.pop()}${digit}`);
    lastEnd = end;
  }
  return runs;
}

const numbersOf = (file: string): string[] => cardNumbersIn(readFileSync(join(repository, file), 'utf8'));

describe('a card number', () => {
  it(`stands in ${HOME} and in no other file but the samples`, () => {
    const elsewhere = files
      .filter((file) => file !== HOME && !file.startsWith('events/'))
      .flatMap((file) => numbersOf(file).map((number) => `${file}: ${number.slice(0, 4)}…`));

    expect(elsewhere).toEqual([]);
  });

  it('of a sample is one that card networks publish for tests', () => {
    const samples = files.filter((file) => file.startsWith('events/')).map(numbersOf);

    expect(samples.flat().filter((number) => !known.includes(number))).toEqual([]);
    expect(samples.flat().length).toBeGreaterThan(10);
  });

  it.each(Object.entries(TEST_CARDS))(
    'of %s would be found, plain, grouped, escaped and in base64',
    (_issuer, number) => {
      const escaped = [...number].map((digit) => `\\u003${digit}`).join('');
      const base64 = Buffer.from(`{"card":"${number}"}`).toString('base64');

      for (const spelled of [number, grouped(number, ' '), grouped(number, '-'), escaped, base64]) {
        expect(cardNumbersIn(`const a = "${spelled}";`)).toEqual([number]);
      }
      expect(numbersOf(HOME)).toContain(number);
    },
  );
});

import { maskCardNumbers } from '../../../../src/domain/card-data/numbers/mask-card-numbers.ts';
import { applyEdits } from '../../../../src/domain/text-edits.ts';
import { CARDS_UNDER_KEYS, TEST_CARDS } from '../../../support/card-numbers.ts';

const masked = (text: string, speaks = false) =>
  applyEdits(
    text,
    maskCardNumbers(text, () => speaks),
  );
const stars = (text: string) => text.replace(/\d/g, '*');
const { Visa: VISA, 'American Express': AMEX, 'Diners Club': DINERS, 'Visa of 19 digits': LONG } = TEST_CARDS;
const inGroups = (number: string, sizes: readonly number[], separator: string) => {
  let at = 0;
  return sizes
    .map((size) => {
      at += size;
      return number.slice(at - size, at);
    })
    .join(separator);
};

test.each([
  ['most cards', VISA, [4, 4, 4, 4]],
  ['American Express', AMEX, [4, 6, 5]],
  ['Diners Club', DINERS, [4, 6, 4]],
  ['19 digits', LONG, [4, 4, 4, 4, 3]],
])('the groups of %s may be parted by any one separator', (_whose, number, sizes) => {
  for (const separator of ['.', '/', '_', '+', '  ', ' - ', ' / ', '--', '. ']) {
    const text = `no. ${inGroups(number, sizes, separator)} paid`;

    expect(masked(text)).toBe(stars(text));
  }
});

test.each([
  ['other groups', [5, 5, 6]],
  ['groups of two', [2, 2, 2, 2, 2, 2, 2, 2]],
  ['one group too few', [8, 4, 4]],
  ['American Express', [4, 6, 6]],
])('%s are not parted by dots', (_what, sizes) => {
  const text = inGroups(VISA, sizes, '.');

  expect(masked(text)).toBe(text);
});

test('separators other than a space or a hyphen are the same each time', () => {
  const mixed = (separators: readonly string[]) =>
    inGroups(VISA, [4, 4, 4, 4], '|').replace(/\|/g, () => separators[next++ % 3] ?? '');
  let next = 0;
  for (const separators of [
    ['.', '.', '/'],
    ['.', ' ', '.'],
    ['  ', ' ', '  '],
    ['_', '_', ''],
  ]) {
    expect(masked(mixed(separators))).toBe(mixed(separators));
  }
  expect(masked(mixed([' ', '-', ' ']))).toBe(stars(mixed([' ', '-', ' '])));
});

test('a space or a hyphen may stand anywhere, and further groups before and behind', () => {
  const parted = `${VISA.slice(0, 2)} ${VISA.slice(2, 4)}-${VISA.slice(4)}`;

  expect(masked(`12 ${parted} 34`)).toBe(`12 ${stars(parted)} 34`);
  expect(masked(`${VISA}-0726`)).toBe('****************-0726');
  const dotted = inGroups(VISA, [4, 4, 4, 4], '.');
  expect(masked(`7.${dotted}.8`)).toBe(`7.${stars(dotted)}.8`);
});

test('a further digit right beside a number makes another one', () => {
  for (const text of [`1${VISA}`, `${VISA}1`, `\u200b1\u200b${VISA}`]) expect(masked(text)).toBe(text);
});

test.each(Object.entries(CARDS_UNDER_KEYS))('%s is masked only where something speaks of a card', (_issuer, number) => {
  expect(masked(number)).toBe(number);
  expect(masked(number, true)).toBe(stars(number));
});

test('what speaks is asked of where the number begins', () => {
  const asked: number[] = [];
  maskCardNumbers(`ab ${CARDS_UNDER_KEYS.Maestro} ${VISA}`, (index) => asked.push(index) > 0);

  expect(asked).toEqual([3]);
});

test('the data of a magnetic stripe goes with its number', () => {
  expect(masked(`;${VISA}=29121011234567890?`)).toBe(`;${stars(VISA)}=*****************?`);
  expect(masked(`%B${VISA}^DOE/JO^29121011234567890?`)).toBe(`%B${stars(VISA)}^${'*'.repeat(24)}?`);
  expect(masked(`${VISA}=123`)).toBe(`${stars(VISA)}=123`);
  expect(masked(`${VISA}=1234567${VISA}`)).toBe(`${stars(VISA)}=${'*'.repeat(23)}`);
  expect(masked(`${VISA}^DOE^12`)).toBe(`${stars(VISA)}^DOE^12`);
});

describe('the digits of a UUID', () => {
  const groups = [VISA.slice(0, 8), VISA.slice(8, 12), VISA.slice(12), '0000', '000000000000'];
  const uuid = groups.join('-');
  const number = /^\d{8}-\d{4}-\d{4}/;

  test('stay, whatever stands around it, and in capital letters too', () => {
    for (const text of [
      uuid,
      `x ${uuid}.`,
      `{${uuid}}`,
      uuid.replace('-0000-', '-ABCD-'),
      uuid.replace('-0000-', '-abcd-'),
    ]) {
      expect(masked(text)).toBe(text);
    }
  });

  test.each([3, 4])('are a number where group %d has a character too few or is no hexadecimal number', (index) => {
    for (const change of [(group: string) => group.slice(1), (group: string) => `g${group.slice(1)}`]) {
      const other = groups.with(index, change(groups[index] ?? '')).join('-');

      expect(masked(other)).toBe(other.replace(number, stars));
    }
  });

  test('are a number where a further digit stands beside it', () => {
    for (const text of [`a${uuid}`, `${uuid}a`, `${uuid}A`])
      expect(masked(text)).toBe(text.replace(/\d{8}-\d{4}-\d{4}/, stars));
  });

  test('keep no number that reaches beyond it', () => {
    const text = `00000000-0000-0000-0000-00000000${VISA.slice(0, 4)} ${VISA.slice(4, 8)} ${VISA.slice(8)}`;

    expect(masked(text)).toBe(text);
    expect(masked(`${uuid} ${VISA}`)).toBe(`${uuid} ${stars(VISA)}`);
  });
});

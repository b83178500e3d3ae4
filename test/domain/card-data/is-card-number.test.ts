import { isCardNumber } from '../../../src/domain/card-data/is-card-number.ts';
import { checkedNumber, NOT_CARDS, TEST_CARDS } from '../../support/card-numbers.ts';

test.each(Object.entries(TEST_CARDS))('knows a number of %s', (_issuer, number) => {
  expect(isCardNumber(number)).toBe(true);
});

test.each(Object.entries(TEST_CARDS))('refuses a number of %s with another check digit', (_issuer, number) => {
  expect(isCardNumber(`${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`)).toBe(false);
});

test.each(Object.entries(NOT_CARDS))('refuses a valid check digit where %s', (_why, number) => {
  expect(isCardNumber(number)).toBe(false);
});

const to19 = (least: number) => Array.from({ length: 20 - least }, (_, index) => least + index);

test.each([
  ['Visa', ['4', '49'], [13, 16, 19]],
  ['Mastercard', ['51', '53', '55', '2221', '2299', '2500', '2720'], [16]],
  ['American Express', ['34', '37'], [15]],
  ['Discover', ['6011', '644', '649', '65'], to19(16)],
  ['UnionPay', ['62'], to19(16)],
  ['JCB', ['3528', '3555', '3589'], to19(16)],
  ['Diners Club', ['300', '305', '3095', '36', '38', '39'], to19(14)],
])('a number of %s has one of its lengths', (_issuer, prefixes, lengths) => {
  for (const prefix of prefixes) {
    const taken = Array.from({ length: 22 }, (_, length) => length).filter(
      (length) => length > prefix.length && isCardNumber(checkedNumber(prefix, length)),
    );

    expect({ prefix, taken }).toEqual({ prefix, taken: lengths });
  }
});

test.each([
  '33',
  '35',
  '3527',
  '3590',
  '306',
  '3094',
  '3096',
  '50',
  '56',
  '2220',
  '2721',
  '6010',
  '6012',
  '643',
  '61',
  '66',
])('no issuer begins with %s', (prefix) => {
  const taken = Array.from({ length: 22 }, (_, length) => length).filter(
    (length) => length > prefix.length && isCardNumber(checkedNumber(prefix, length)),
  );

  expect(taken).toEqual([]);
});

test.each([...'0123456789'])('a digit %s weighs once or twice, by its place', (digit) => {
  for (const place of [13, 14]) {
    const prefix = `4${'0'.repeat(place - 2)}${digit}`;
    const number = checkedNumber(prefix, 16);
    const accepted = [...'0123456789'].filter((check) => isCardNumber(`${number.slice(0, -1)}${check}`));

    expect(accepted).toEqual([number.at(-1)]);
  }
});

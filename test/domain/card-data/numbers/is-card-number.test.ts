import { isCardNumber, mayBeCardNumber } from '../../../../src/domain/card-data/numbers/is-card-number.ts';
import { CARDS_UNDER_KEYS, checkedNumber, NOT_CARDS, TEST_CARDS } from '../../../support/card-numbers.ts';

test.each(Object.entries(TEST_CARDS))('knows a number of %s', (_issuer, number) => {
  expect(isCardNumber(number)).toBe(true);
});

test.each(Object.entries(TEST_CARDS))('refuses a number of %s with another check digit', (_issuer, number) => {
  expect(isCardNumber(`${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`)).toBe(false);
});

test.each(Object.entries(NOT_CARDS))('refuses a valid check digit where %s', (_why, number) => {
  expect(isCardNumber(number)).toBe(false);
});

test.each(Object.entries(CARDS_UNDER_KEYS))('takes a number of %s for one under a key alone', (_issuer, number) => {
  expect(isCardNumber(number)).toBe(false);
  expect(mayBeCardNumber(number)).toBe(true);
  expect(mayBeCardNumber(`${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`)).toBe(false);
});

test.each(Object.entries(TEST_CARDS))('takes a number of %s for one under a key as well', (_issuer, number) => {
  expect(mayBeCardNumber(number)).toBe(true);
});

const to19 = (least: number) => Array.from({ length: 20 - least }, (_, index) => least + index);

test.each([
  ['Visa', ['4', '49'], [16, 19]],
  ['Mastercard', ['51', '53', '55', '2221', '2299', '2500', '2720'], [16]],
  ['American Express', ['34', '37'], [15]],
  ['Discover', ['6011', '644', '649', '65'], to19(16)],
  ['UnionPay', ['62', '81'], to19(16)],
  ['Mir', ['2200', '2204'], to19(16)],
  ['Troy', ['9792'], [16]],
  ['RuPay', ['60', '82', '508'], [16]],
  ['Elo', ['504175', '506699', '506778', '509000', '509999', '636297', '636368'], [16]],
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
  ['Visa', ['4', '49'], [13, 16, 19]],
  ['JCB', ['2131', '1800'], [15]],
  ['Maestro', ['50', '56', '58', '61', '63', '66', '69'], to19(12)],
])('under a key a number of %s has one of its lengths', (_issuer, prefixes, lengths) => {
  for (const prefix of prefixes) {
    const taken = Array.from({ length: 22 }, (_, length) => length).filter(
      (length) => length > prefix.length && mayBeCardNumber(checkedNumber(prefix, length)),
    );

    expect({ prefix, taken }).toEqual({ prefix, taken: lengths });
  }
});

test.each([
  ...['33', '35', '3527', '3590', '306', '3094', '3096', '50', '56', '2220', '2721', '643', '61', '66', '80', '83'],
  ...['2199', '2205', '9791', '9793', '507', '504174', '504176', '506698', '506779', '508999', '51000', '636296'],
  ...['636298', '636367', '636369', '2130', '2131', '1800'],
])('no issuer begins with %s', (prefix) => {
  const taken = Array.from({ length: 22 }, (_, length) => length).filter(
    (length) => length > prefix.length && isCardNumber(checkedNumber(prefix, length)),
  );

  expect(taken).toEqual(/^5(?:08|1)/.test(prefix) ? [16] : []);
});

test.each(['2130', '2132', '1801', '7', '0', '51', '55'])('no other number begins with %s under a key', (prefix) => {
  const taken = [12, 13, 14, 15, 17, 18, 19].filter((length) => mayBeCardNumber(checkedNumber(prefix, length)));

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

import { isCardNumber } from '../../../src/domain/card-data/is-card-number.ts';
import { NOT_CARDS, TEST_CARDS } from '../../support/card-numbers.ts';

test.each(Object.entries(TEST_CARDS))('knows a number of %s', (_issuer, number) => {
  expect(isCardNumber(number)).toBe(true);
});

test.each(Object.entries(TEST_CARDS))('refuses a number of %s with another check digit', (_issuer, number) => {
  expect(isCardNumber(`${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`)).toBe(false);
});

test.each(Object.entries(NOT_CARDS))('refuses a valid check digit where %s', (_why, number) => {
  expect(isCardNumber(number)).toBe(false);
});

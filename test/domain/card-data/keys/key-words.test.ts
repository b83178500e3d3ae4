import fc from 'fast-check';
import { joinedKey, keyWords } from '../../../../src/domain/card-data/keys/key-words.ts';

test.each([
  ['cardNumber', ['card', 'number']],
  ['CardNumber', ['card', 'number']],
  ['card_number', ['card', 'number']],
  ['CARD-NUMBER', ['card', 'number']],
  ['card number', ['card', 'number']],
  ['payment[card][cvv]', ['payment', 'card', 'cvv']],
  ['cardPAN', ['card', 'pan']],
  ['PANNumber', ['pan', 'number']],
  ['cardnumber', ['cardnumber']],
  ['track1Data', ['track1', 'data']],
  ['cvv2', ['cvv2']],
  ['ｃａｒｄ＿ｃｖｖ', ['card', 'cvv']],
  ['c\u200bv\u200dv', ['cvv']],
  ['Prüf-Ziffer', ['prüf', 'ziffer']],
  ['', []],
  ['--', []],
])('of %j are %j', (key, words) => {
  expect(keyWords(key)).toEqual(words);
});

test('are those at the end of a long key', () => {
  expect(keyWords(`${'x-'.repeat(1000)}card-cvv`).slice(-2)).toEqual(['card', 'cvv']);
  expect(keyWords('x'.repeat(1000)).join('')).toHaveLength(128);
});

test.each([
  ['Security-Code', 'securitycode'],
  ['security_code', 'securitycode'],
  ['ＯＴＰ', 'otp'],
  ['o\u200bt.p', 'otp'],
  ['', ''],
])('%j without case and separators is %j', (key, joined) => {
  expect(joinedKey(key)).toBe(joined);
});

test('joined are a key without its separators', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('card', 'number', 'a', 'x1'), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('-', '_', ' ', '.'),
      (words, separator) => {
        const key = words.join(separator);

        expect(keyWords(key)).toEqual(words);
        expect(joinedKey(key)).toBe(words.join(''));
      },
    ),
  );
});

import type { TextEdit } from '../text-edits.ts';
import { isCardNumber } from './is-card-number.ts';

/**
 * The edits that put `*` for each digit of every card number in a text. Digits of any script count, and so do those
 * spelled as `\u0034` in a text that was JSON once; single spaces or hyphens, which are kept, may stand between them.
 * The digits of a UUID are not taken for a number.
 */
export function maskCardNumbers(text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const candidate of text.matchAll(CANDIDATE)) {
    const digits = readDigits(candidate[0], candidate.index);
    const masked = new Set<Digit>();
    for (const [first, last] of cardNumbersIn(digits)) {
      const number = digits.slice(first, last);
      if (number.some((digit) => !masked.has(digit)) && !insideUuid(text, number)) {
        for (const digit of number) masked.add(digit);
      }
    }
    for (const { start, end } of masked) edits.push({ start, end, text: '*' });
  }
  return edits.sort((a, b) => a.start - b.start);
}

interface Digit {
  value: number;
  start: number;
  end: number;
}

const FEWEST_DIGITS = 13;
const MOST_DIGITS = 19;
const DIGIT = String.raw`(?:\p{Nd}|\\+u003\d)`;
const SEPARATOR = String.raw`[\p{Zs}\-\u00ad\u2010-\u2015\u2212\uff0d]`;
const CANDIDATE = new RegExp(`${DIGIT}(?:${SEPARATOR}?${DIGIT}){${FEWEST_DIGITS - 1},}`, 'gu');
const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;
const UUID_LENGTH = 36;

function readDigits(candidate: string, offset: number): Digit[] {
  return [...candidate.matchAll(new RegExp(DIGIT, 'gu'))].map(({ 0: spelled, index }) => ({
    value: digitValue(spelled),
    start: offset + index,
    end: offset + index + spelled.length,
  }));
}

/** Decimal digits stand in Unicode as unbroken tens, from zero to nine. */
function digitValue(spelled: string): number {
  if (/^[0-9]$/.test(spelled)) return spelled.charCodeAt(0) - 0x30;
  if (spelled.startsWith('\\')) return Number(spelled.at(-1));
  const codePoint = spelled.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before += 1;
  return before % 10;
}

/** Every stretch of digits that is a card number and has no further digit right before or after it. */
function* cardNumbersIn(digits: readonly Digit[]): Generator<[first: number, last: number]> {
  const values = digits.map(({ value }) => value).join('');
  const breaksBefore = digits.map(({ start }, index) => digits[index - 1]?.end !== start);
  for (let first = 0; first + FEWEST_DIGITS <= digits.length; first += 1) {
    if (!breaksBefore[first]) continue;
    for (let last = first + FEWEST_DIGITS; last <= Math.min(first + MOST_DIGITS, digits.length); last += 1) {
      if (breaksBefore[last] === false) continue;
      if (isCardNumber(values.slice(first, last))) yield [first, last];
    }
  }
}

function insideUuid(text: string, number: readonly Digit[]): boolean {
  const start = number[0]?.start ?? 0;
  const end = number.at(-1)?.end ?? 0;
  const from = Math.max(0, start - UUID_LENGTH);
  return [...text.slice(from, end + UUID_LENGTH).matchAll(UUID)].some(
    ({ index }) => from + index <= start && end <= from + index + UUID_LENGTH,
  );
}

import type { TextEdit } from '../../text-edits.ts';
import { exactInteger } from './exact-integer.ts';
import { insideUuid } from './uuid.ts';

/**
 * The edits that mask the numbers of a text that are a card's by their value only, as `4.1e15` can be; `isCard` is given
 * the digits and where they stand.
 */
export function maskExponentNumbers(text: string, isCard: (digits: string, index: number) => boolean): TextEdit[] {
  if (!EXPONENT.test(text)) return [];
  return [...text.matchAll(NUMBER)].flatMap(({ 0: number, index }) => {
    const digits = exactInteger(number);
    if (digits === undefined || !isCard(digits, index) || insideUuid(text, index, index + number.length)) return [];
    return [{ start: index, end: index + number.length, text: number.replace(/\d/g, '*') }];
  });
}

/** True for a text that may hold a number with an exponent. */
export function mayHoldExponent(text: string): boolean {
  return EXPONENT.test(text);
}

const EXPONENT = /\d[eE]\+?\d/;
/** Digits before it, a fraction or not, are another number's, and what has letters beside it is hexadecimal; of more than 19 digits none is a card's. */
const NUMBER = /(?<![\d.\p{L}])\d{1,19}(?:\.\d{1,18})?[eE]\+?\d{1,2}(?![\d\p{L}])/gu;

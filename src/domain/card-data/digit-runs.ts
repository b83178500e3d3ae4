/** A decimal digit of a text: `start` to `end` (exclusive) is how it is spelled there. */
export interface Digit {
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** The fewest and the most digits of a card number (ISO/IEC 7812). */
export const MIN_DIGITS = 13;
export const MAX_DIGITS = 19;

/**
 * The stretches of a text that are long enough to hold a card number. Digits of any script count, and so do those spelled
 * as `\u0034` in a text that was JSON once; between two digits may stand one space or one hyphen of any kind.
 */
export function digitRuns(text: string): Digit[][] {
  return [...text.matchAll(RUN)].map(({ 0: run, index }) =>
    [...run.matchAll(ONE)].map(({ 0: spelled, index: at }) => ({
      value: digitValue(spelled),
      start: index + at,
      end: index + at + spelled.length,
    })),
  );
}

/** False for a text in which `digitRuns` finds nothing, as long as it holds no escape: the cheap look at every text. */
export function mayHoldRun(text: string): boolean {
  return PLAIN_RUN.test(text);
}

const PLAIN_DIGIT = String.raw`\p{Nd}`;
const DIGIT = String.raw`(?:${PLAIN_DIGIT}|\\+u003\d)`;
/** What may stand between two digits: Unicode's spaces; hyphen-minus, soft hyphen, hyphens and dashes, minus sign, full-width hyphen-minus. */
export const SEPARATOR = String.raw`[\p{Zs}\-\u00ad\u2010-\u2015\u2212\uff0d]`;
const ONE = new RegExp(DIGIT, 'gu');
const RUN = new RegExp(`${DIGIT}(?:${SEPARATOR}?${DIGIT}){${MIN_DIGITS - 1},}`, 'gu');
const PLAIN_RUN = new RegExp(`${PLAIN_DIGIT}(?:${SEPARATOR}?${PLAIN_DIGIT}){${MIN_DIGITS - 1}}`, 'u');

/** Decimal digits stand in Unicode as unbroken tens, from zero to nine. */
function digitValue(spelled: string): number {
  if (/^[0-9]$/.test(spelled)) return spelled.charCodeAt(0) - 0x30;
  if (spelled.startsWith('\\')) return Number(spelled.at(-1));
  const codePoint = spelled.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before += 1;
  return before % 10;
}

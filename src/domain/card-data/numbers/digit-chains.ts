import { characterKind, FIRST_SEPARATOR, IGNORABLE, SEPARATORS } from './character-kind.ts';
import { characterAt, spelledCharacter } from './spelled-character.ts';

/** A decimal digit of a text: `start` to `end` (exclusive) is how it is spelled there. */
export interface Digit {
  readonly value: number;
  readonly start: number;
  readonly end: number;
  /** The separators between it and the digit before it in its chain: each as `SEPARATORS` has it. */
  readonly gap: string;
}

/** The fewest and the most digits of a card number (ISO/IEC 7812). */
export const MIN_DIGITS = 12;
export const MAX_DIGITS = 19;

/** The most separators between two groups of a number. */
const MAX_GAP = 8;

/**
 * The stretches of a text that are long enough to hold a card number, as it stands, and again as it reads where characters
 * are spelled otherwise (`spelledCharacter`): what looks like a spelling, as `%41` does, may be digits as well. Format
 * characters between digits count as nothing.
 */
export function* digitChains(text: string): Generator<readonly Digit[]> {
  yield* chains(text, characterAt);
  if (/[\\%&]/.test(text)) yield* chains(text, spelledCharacter);
}

function* chains(text: string, read: typeof spelledCharacter): Generator<readonly Digit[]> {
  let chain: Digit[] = [];
  let gap = '';
  for (let at = nextDigit(text, 0); at < text.length; ) {
    const { codePoint, end } = read(text, at);
    const kind = characterKind(codePoint);
    if (kind < FIRST_SEPARATOR) {
      chain.push({ value: kind, start: at, end, gap });
      gap = '';
    } else if (kind < IGNORABLE && gap.length < MAX_GAP) {
      gap += SEPARATORS.charAt(kind - FIRST_SEPARATOR);
    } else if (kind !== IGNORABLE) {
      if (chain.length >= MIN_DIGITS) yield chain;
      chain = [];
      gap = '';
    }
    at = chain.length === 0 ? nextDigit(text, end) : end;
  }
  if (chain.length >= MIN_DIGITS) yield chain;
}

/** The cheap look: false where no chain holds a card number because none is long enough. */
export function mayHoldNumber(text: string): boolean {
  return hasDigits(text) && digitChains(text).next().done !== true;
}

/** True for a text with as many digits as a number has, or with something that may be spelled otherwise. */
function hasDigits(text: string): boolean {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f || code === 0x25 || code === 0x26 || code === 0x5c) return text.length >= MIN_DIGITS;
    if (code >= 0x30 && code <= 0x39) digits += 1;
    if (digits === MIN_DIGITS) return true;
  }
  return false;
}

const MAY_BE_DIGIT = /[0-9\\%&]|[^\0-\x7f]/g;

function nextDigit(text: string, from: number): number {
  MAY_BE_DIGIT.lastIndex = from;
  return MAY_BE_DIGIT.exec(text)?.index ?? text.length;
}

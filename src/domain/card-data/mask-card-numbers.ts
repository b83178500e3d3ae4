import type { TextEdit } from '../text-edits.ts';
import { type Digit, digitRuns, MAX_DIGITS, MIN_DIGITS } from './digit-runs.ts';
import { isCardNumber } from './is-card-number.ts';

/**
 * The edits that put `*` for each digit of every card number in a text, as `digitRuns` finds digits; what stands between
 * them is kept. The digits of a UUID are not taken for a number.
 */
export function maskCardNumbers(text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const digits of digitRuns(text)) {
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

const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;
const UUID_LENGTH = 36;

/** Every stretch of digits that is a card number and has no further digit right before or after it. */
function* cardNumbersIn(digits: readonly Digit[]): Generator<[first: number, last: number]> {
  const values = digits.map(({ value }) => value).join('');
  const breaksBefore = digits.map(({ start }, index) => digits[index - 1]?.end !== start);
  for (let first = 0; first + MIN_DIGITS <= digits.length; first += 1) {
    if (!breaksBefore[first]) continue;
    for (let last = first + MIN_DIGITS; last <= Math.min(first + MAX_DIGITS, digits.length); last += 1) {
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

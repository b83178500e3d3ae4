import type { TextEdit } from '../../text-edits.ts';
import { type Digit, digitChains, MAX_DIGITS, MIN_DIGITS } from './digit-chains.ts';
import { isCardNumber, mayBeCardNumber } from './is-card-number.ts';
import { trackDataBehind } from './track-data.ts';
import { insideUuid } from './uuid.ts';

/**
 * The edits that put `*` for each digit of every card number in a text, as `digitChains` finds digits; what stands between
 * them is kept. `speaksAt` tells whether what stands before an index speaks of a card, so that short numbers count too.
 *
 * A number may be parted anywhere by one space or hyphen, and in the groups of a card by any separator that is the same
 * each time. The digits of a UUID are not taken for one.
 */
export function maskCardNumbers(text: string, speaksAt: (index: number) => boolean): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const chain of digitChains(text)) {
    const values = chain.map(({ value }) => value).join('');
    const masked = new Set<number>();
    for (const [first, last] of candidates(chain)) {
      const start = chain[first]?.start ?? 0;
      const digits = values.slice(first, last);
      if (!isCardNumber(digits) && !(mayBeCardNumber(digits) && speaksAt(start))) continue;
      if (insideUuid(text, start, chain[last - 1]?.end ?? 0)) continue;
      for (let index = first; index < last; index += 1) masked.add(index);
    }
    for (const index of [...masked].sort((a, b) => a - b)) {
      const { start = 0, end = 0 } = chain[index] ?? {};
      edits.push({ start, end, text: '*' });
      if (!masked.has(index + 1)) edits.push(...trackDataBehind(text, end));
    }
  }
  return inOrder(edits.sort((a, b) => a.start - b.start));
}

/** The stretches of a chain that may be a number: they have no further digit right before or after them. */
function* candidates(chain: readonly Digit[]): Generator<[first: number, last: number]> {
  const starts = chain.flatMap(({ gap }, index) => (index === 0 || gap !== '' ? [index] : []));
  const endOf = (group: number) => starts[group + 1] ?? chain.length;
  for (const [group, first] of starts.entries()) {
    let loose = true;
    for (let last = group; loose && last < starts.length && endOf(last) - first <= MAX_DIGITS; last += 1) {
      if (endOf(last) - first >= MIN_DIGITS) yield [first, endOf(last)];
      loose = LOOSE.has(chain[endOf(last)]?.gap ?? '');
    }
    const separator = chain[endOf(group)]?.gap ?? '';
    if (LOOSE.has(separator)) continue;
    for (const grouping of GROUPINGS) {
      const fits = grouping.every((length, index) => {
        const start = starts[group + index];
        if (start === undefined || endOf(group + index) - start !== length) return false;
        return index === 0 || chain[start]?.gap === separator;
      });
      if (fits) yield [first, endOf(group + grouping.length - 1)];
    }
  }
}

const LOOSE = new Set([' ', '-']);
/** How card numbers are printed (ISO/IEC 7813 leaves it to the issuers): most; American Express; Diners Club; of 19 digits. */
const GROUPINGS = [
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
  [4, 4, 4, 4, 3],
];

/** Track data of one number may reach over the digits of the next; two readings find the same digits. */
function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  let end = 0;
  return edits.filter((edit) => {
    if (edit.start < end) return false;
    end = edit.end;
    return true;
  });
}

import { datePatternTokens } from './date-pattern-tokens.ts';
import { prefixParts, timedPrefix } from './prefix-parts.ts';
import { wallTime } from './wall-time.ts';

/** A part of a bucket's keys, in the order in which S3 lists them. */
export interface KeyRange {
  /** Every key of the range begins with it. */
  readonly prefix: string;
  /** No key of the range is smaller. */
  readonly first: string;
  /** No key of the range is larger, but for those that begin with it. */
  readonly last: string;
}

/**
 * The narrowest range that holds every object whose oldest record arrived from `from` to `to`, by the stream's prefix. It
 * narrows as far as the prefix names its time from the year down (`yyyy`, `MM`, `dd`, `HH`, `mm`), in any spelling between;
 * what comes in another order, and what comes after anything random, does not narrow it.
 */
export function keyRange({
  prefix,
  timeZone,
  from,
  to,
}: {
  prefix: string;
  timeZone: string;
  from: number;
  to: number;
}): KeyRange {
  // Where clocks go back an hour, what they show is not in order.
  const slack = timeZone === 'UTC' ? 0 : 3_600_000;
  const parts = sortedParts(timedPrefix(prefix));
  const first = render(parts, wallTime(from - slack, timeZone));
  const last = render(parts, wallTime(to + slack, timeZone));
  let shared = 0;
  while (shared < first.length && first.charAt(shared) === last.charAt(shared)) shared += 1;
  return { prefix: first.slice(0, shared), first, last };
}

/** True for a key behind the last one of a range, so that none after it is of the range either. */
export function isBehind({ last }: KeyRange, key: string): boolean {
  return key > last && !key.startsWith(last);
}

const FIELDS = ['yyyy', 'MM', 'dd', 'HH', 'mm'] as const;
type Field = (typeof FIELDS)[number];
type Part = { readonly text: string } | { readonly field: Field };

/** The beginning of a prefix that sorts by time. */
function sortedParts(prefix: string): Part[] {
  const parts: Part[] = [];
  let known = 0;
  for (const part of prefixParts(prefix)) {
    if ('text' in part) {
      parts.push(part);
      continue;
    }
    if (part.namespace !== 'timestamp') return parts;
    for (const token of datePatternTokens(part.value)) {
      if ('text' in token) {
        parts.push(token);
        continue;
      }
      const pattern = token.letter.replace('u', 'y').repeat(token.count);
      const field = FIELDS.find((one) => one === pattern);
      if (field === undefined || FIELDS.indexOf(field) > known) return parts;
      parts.push({ field });
      known = Math.max(known, FIELDS.indexOf(field) + 1);
    }
  }
  return parts;
}

function render(parts: readonly Part[], wallMs: number): string {
  const time = new Date(wallMs).toISOString();
  const values: Record<Field, string> = {
    yyyy: time.slice(0, 4),
    MM: time.slice(5, 7),
    dd: time.slice(8, 10),
    HH: time.slice(11, 13),
    mm: time.slice(14, 16),
  };
  return parts.map((part) => ('text' in part ? part.text : values[part.field])).join('');
}

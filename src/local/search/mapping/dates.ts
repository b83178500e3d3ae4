/**
 * Stands in for OpenSearch's date formats and date math: the default format, epoch forms and the usual Java patterns.
 * Week years, names of months and days, and locales are not done: such a format is refused when it is mapped.
 */

import { type DatePatternToken, datePatternTokens } from '../../../domain/archive/date-pattern-tokens.ts';
import { messageOf } from '../../../domain/errors.ts';
import { illegalArgument, parsingError, SearchError } from '../search-error.ts';
import { atZone, zoneOffset } from './time-zone.ts';

/** The format of a date field that names none. */
export const DEFAULT_DATE_FORMAT = 'strict_date_optional_time||epoch_millis';

/** The format of a date field that dynamic mapping makes of a date with slashes. */
const SLASH_DATES = 'yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis';

/** A year of more than four digits has its sign, and so has every negative one. */
const YEAR = '-\\d{4,9}|\\+\\d{5,9}|\\d{4}';
const ZONE = 'Z|[+-]\\d{2}(?::?\\d{2}|:\\d{2}:\\d{2})?|UTC|GMT|UT|[A-Z][A-Za-z_]*(?:/[A-Za-z_+\\-0-9]+)+';
const OPTIONAL_TIME = new RegExp(
  `^(${YEAR})(?:-(\\d{2})(?:-(\\d{2})(?:T(?:(\\d{2})(?::(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?(${ZONE})?)?)?|T)?|T)?$`,
);

/** Java's largest `long`, the largest number of milliseconds. */
const MAX_EPOCH = 2n ** 63n - 1n;

interface Reading {
  readonly zone?: string | undefined;
  /** Fills what a date leaves out with the end of the day instead of its start, as `lte` and `gt` read it. */
  readonly roundUp?: boolean;
}

/** Epoch milliseconds of a value in one of the `||`-separated formats, or undefined when it fits none. */
export function parseDate(value: string | number, format: string, reading: Reading = {}): number | undefined {
  for (const one of format.split('||')) {
    const time = parseOne(value, one.trim(), reading);
    if (time !== undefined) return time;
  }
  return undefined;
}

function parseOne(value: string | number, format: string, reading: Reading): number | undefined {
  switch (format) {
    case 'epoch_millis':
      return isEpoch(String(value)) ? Math.trunc(Number(value)) : undefined;
    case 'epoch_second':
      return isEpoch(String(value)) ? Math.trunc(Number(value) * 1000) : undefined;
    case 'strict_date_optional_time':
    case 'date_optional_time':
    case 'strict_date_time':
    case 'date_time':
    case 'strict_date':
    case 'date':
    case 'strict_date_optional_time_nanos':
      return fromParts(OPTIONAL_TIME.exec(String(value)), [1, 2, 3, 4, 5, 6, 7, 8], reading);
    default: {
      const { pattern, groups } = compilePattern(format);
      return fromParts(pattern.exec(String(value)), groups, reading);
    }
  }
}

function isEpoch(text: string): boolean {
  const digits = /^-?(\d+)(?:\.\d*)?$/.exec(text)?.[1];
  return digits !== undefined && BigInt(digits) <= MAX_EPOCH;
}

/**
 * The format of a date field that OpenSearch makes of a text, if it makes one. It asks only whether the text reads as a date:
 * what has no day is not checked against the calendar (`1406-21`), nor is a date with slashes, and the field then refuses it.
 */
export function detectedDateFormat(text: string): string | undefined {
  if (/^-?\d{4}-\d{2}T?$/.test(text) || parseDate(text, 'strict_date_optional_time') !== undefined)
    return DEFAULT_DATE_FORMAT;
  const [day = '', time] = text.split(' ');
  const isDay = /^\d{4}\/\d{2}\/\d{2}$/.test(day) && text.split(' ').length <= 2;
  return isDay && (time === undefined || parseDate(time, 'HH:mm:ss') !== undefined) ? SLASH_DATES : undefined;
}

/** Milliseconds from year, month, day, hour, minute, second, fraction and zone, found at the given groups. */
function fromParts(match: RegExpExecArray | null, groups: readonly number[], reading: Reading): number | undefined {
  if (!match) return undefined;
  const part = (index: number): string | undefined => {
    const group = groups[index];
    return group === undefined || group === 0 ? undefined : match[group];
  };
  const number = (index: number, otherwise: number) => Number(part(index) ?? otherwise);
  const end = reading.roundUp === true;
  const [month, day] = [number(1, 1), number(2, 1)];
  const [hour, minute, second] = [number(3, end ? 23 : 0), number(4, end ? 59 : 0), number(5, end ? 59 : 0)];
  const fraction = part(6);
  const millisecond = fraction === undefined ? (end ? 999 : 0) : Number(fraction.padEnd(3, '0').slice(0, 3));
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second, millisecond));
  const time = date.setUTCFullYear(number(0, 1970), month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  const zone = part(7) ?? reading.zone;
  return zone === undefined ? time : inZone(time, zone);
}

/** Undefined for a zone that Java does not know; its offsets end at 18 hours. */
function inZone(local: number, zone: string): number | undefined {
  const parts = /^([+-])(\d{2}):?(\d{2})?(?::(\d{2}))?$/.exec(zone);
  if (!parts) return isZone(zone) ? atZone(local, zone) : undefined;
  const [hours, minutes, seconds] = [Number(parts[2]), Number(parts[3] ?? 0), Number(parts[4] ?? 0)];
  const offset = hours * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 59 || offset > 18 * 3600) return undefined;
  return local - (parts[1] === '-' ? -1 : 1) * offset * 1000;
}

function isZone(zone: string): boolean {
  try {
    zoneOffset(0, zone);
    return true;
  } catch (error) {
    if (error instanceof SearchError) return false;
    throw error;
  }
}

const LETTERS: Readonly<Record<string, number>> = { y: 0, u: 0, M: 1, d: 2, H: 3, m: 4, s: 5, S: 6, X: 7, Z: 7, x: 7 };

function compilePattern(format: string): { pattern: RegExp; groups: number[] } {
  const groups = [0, 0, 0, 0, 0, 0, 0, 0];
  let source = '';
  let group = 0;
  // Numbers of any width that touch one another could be told apart in as many ways as they have digits.
  let open = false;
  for (const token of tokensOf(format)) {
    if ('text' in token) {
      source += RegExp.escape(token.text);
      open &&= !/\D/.test(token.text);
      continue;
    }
    const { letter, count } = token;
    const index = LETTERS[letter];
    if (index === undefined || (letter === 'M' && count > 2)) {
      throw illegalArgument(
        `Invalid format: [${format}]: [${letter.repeat(count)}] is not done by the embedded search`,
      );
    }
    const anyWidth = index !== 7 && count === 1;
    if (anyWidth && open) {
      throw illegalArgument(
        `Invalid format: [${format}]: numbers of any width beside one another are not done by the embedded search`,
      );
    }
    open = index !== 7 && (open || anyWidth);
    groups[index] = ++group;
    source += index === 7 ? '(Z|[+-]\\d{2}:?\\d{2})' : count === 1 ? '(\\d+)' : `(\\d{${count}})`;
  }
  return { pattern: new RegExp(`^${source}$`), groups };
}

/** Throws an illegal_argument_exception for a format that cannot be read. */
export function checkDateFormat(format: string): void {
  for (const one of format.split('||')) parseOne('2000-01-01', one.trim(), {});
}

/** Writes a time: by a Java pattern, epoch form, or as `2026-01-15T10:30:00.000Z`. */
export function formatDate(time: number, format: string, zone = 'UTC'): string {
  const first = format.split('||')[0]?.trim() ?? '';
  if (first === 'epoch_millis') return String(time);
  if (first === 'epoch_second') return String(Math.floor(time / 1000));
  const offset = zoneOffset(time, zone);
  const local = new Date(time + offset).toISOString();
  const suffix = offset === 0 ? 'Z' : offsetText(offset);
  if (first === 'strict_date' || first === 'date') return local.slice(0, 10);
  if (first === '' || first.includes('date_')) return `${local.slice(0, 23)}${suffix}`;
  const parts = [local.slice(0, 4), local.slice(5, 7), local.slice(8, 10), local.slice(11, 13), local.slice(14, 16)];
  parts.push(local.slice(17, 19), local.slice(20, 23), suffix);
  const written = tokensOf(first).map((token) => {
    if ('text' in token) return token.text;
    const { letter, count } = token;
    const text = parts[LETTERS[letter] ?? -1];
    if (text === undefined) throw illegalArgument(`Invalid format: [${format}]`);
    if (letter === 'S') return text.slice(0, count);
    return count === 1 && letter !== 'Z' && letter !== 'X' ? String(Number(text)) : text;
  });
  return written.join('');
}

function tokensOf(format: string): DatePatternToken[] {
  try {
    return datePatternTokens(format);
  } catch (cause) {
    throw Object.assign(illegalArgument(`Invalid format: [${format}]: ${messageOf(cause)}`), { cause });
  }
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** A bound of a date range: a date, or date math such as `now-1d/d` and `2026-01-01||+1M`; throws a parse error. */
export function parseDateBound(
  value: string | number,
  options: { format: string; now: number; roundUp: boolean; zone?: string | undefined; field: string },
): number {
  const text = String(value);
  const [base, math] = text.startsWith('now')
    ? [options.now, text.slice(3)]
    : text.includes('||')
      ? [parseDate(text.split('||')[0] ?? '', options.format, { zone: options.zone }), text.split('||')[1] ?? '']
      : [parseDate(value, options.format, { zone: options.zone, roundUp: options.roundUp }), ''];
  if (base === undefined) {
    throw new SearchError(
      400,
      'parse_exception',
      `failed to parse date field [${text}] with format [${options.format}]: [${options.field}]`,
    );
  }
  return applyDateMath(base, math, options.roundUp, options.zone ?? 'UTC');
}

function applyDateMath(base: number, math: string, roundUp: boolean, zone: string): number {
  let local = base + zoneOffset(base, zone);
  let rest = math;
  while (rest !== '') {
    const step = /^(?:([+-])(\d*)|\/)([yMwdhHms])/.exec(rest);
    if (!step) throw parsingError(`operator not supported for date math [${math}]`);
    const [whole, sign, count, unit] = step;
    rest = rest.slice(whole.length);
    if (sign) local = shift(local, unit ?? '', (sign === '-' ? -1 : 1) * Number(count === '' ? 1 : count));
    else {
      local = floorTo(local, unit ?? '');
      if (roundUp) local = shift(local, unit ?? '', 1) - 1;
    }
  }
  return zone === 'UTC' ? local : atZone(local, zone);
}

const FIXED: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  H: 3_600_000,
  m: 60_000,
  s: 1000,
};

/** Adds calendar units to a local time; the day of the month is cut to the month's length. */
export function shift(time: number, unit: string, count: number): number {
  const fixed = FIXED[unit];
  if (fixed !== undefined) return time + count * fixed;
  const date = new Date(time);
  const months = unit === 'y' ? 12 * count : unit === 'q' ? 3 * count : count;
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** The start of the calendar unit that holds a local time; weeks start on Monday. */
export function floorTo(time: number, unit: string): number {
  const date = new Date(time);
  if (unit === 'y') return Date.UTC(date.getUTCFullYear(), 0, 1);
  if (unit === 'q') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCMonth() % 3), 1);
  if (unit === 'M') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const size = FIXED[unit] ?? 1;
  const start = unit === 'w' ? -3 * 86_400_000 : 0;
  return Math.floor((time - start) / size) * size + start;
}

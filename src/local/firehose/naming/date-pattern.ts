/**
 * Patterns of Java's DateTimeFormatter, in which Firehose prefixes are written. Stands in for java.time in the locale en-US.
 * It knows no `B`, `p` or `v` and no optional section that could be left out: every field is always there.
 */

import { datePatternTokens } from '../../../domain/archive/date-pattern-tokens.ts';
import { wallTime } from '../../../domain/archive/wall-time.ts';

/** A moment taken apart in one time zone. */
interface Moment {
  readonly epochMs: number;
  readonly zone: string;
  /** The wall-clock time, as if it were UTC. */
  readonly local: Date;
  readonly offsetMinutes: number;
}

type Field = (moment: Moment) => string;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_MS = 86_400_000;

/** Writes a moment in a time zone (an IANA name) as `pattern` says. Throws a RangeError naming a letter that is not in it. */
export function compileDatePattern(pattern: string): (epochMs: number, zone: string) => string {
  const fields = datePatternTokens(pattern).map((token): Field => {
    if ('text' in token) return () => token.text;
    return fieldOf(token.letter, token.count);
  });
  return (epochMs, zone) => {
    const moment = momentOf(epochMs, zone);
    return fields.map((field) => field(moment)).join('');
  };
}

/** True when the runtime knows the time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** A number, zero-padded to the count of its letters; one letter means no padding. */
const padded =
  (value: (moment: Moment) => number) =>
  (count: number): Field =>
  (moment) =>
    String(value(moment)).padStart(count, '0');

/** Numbers up to two letters, then the short name, the full name and the first letter. */
const named =
  (value: (moment: Moment) => number, names: readonly string[], first: number) =>
  (count: number): Field =>
  (moment) => {
    if (count <= 2) return String(value(moment)).padStart(count, '0');
    const name = names[value(moment) - first] ?? '';
    if (count === 3) return name.slice(0, 3);
    return count === 4 ? name : name.slice(0, 1);
  };

const year =
  (value: (moment: Moment) => number) =>
  (count: number): Field =>
  (moment) =>
    count === 2 ? String(value(moment) % 100).padStart(2, '0') : String(value(moment)).padStart(count, '0');

const hour = ({ local }: Moment) => local.getUTCHours();
const milliOfDay = ({ local }: Moment) => local.getTime() - Math.floor(local.getTime() / DAY_MS) * DAY_MS;
const month = ({ local }: Moment) => local.getUTCMonth() + 1;
const quarter = ({ local }: Moment) => Math.floor(local.getUTCMonth() / 3) + 1;
const weekday = ({ local }: Moment) => local.getUTCDay() + 1;

const FIELDS: Readonly<Record<string, (count: number) => Field>> = {
  G: (count) => () => (count === 4 ? 'Anno Domini' : count === 5 ? 'A' : 'AD'),
  u: year(({ local }) => local.getUTCFullYear()),
  y: year(({ local }) => local.getUTCFullYear()),
  D: padded(dayOfYear),
  M: named(month, MONTHS, 1),
  L: named(month, MONTHS, 1),
  d: padded(({ local }) => local.getUTCDate()),
  Q: quarterOf,
  q: quarterOf,
  Y: year((moment) => weekOf(moment).year),
  w: padded((moment) => weekOf(moment).week),
  W: padded(({ local }) =>
    Math.ceil(
      (local.getUTCDate() + new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1)).getUTCDay()) / 7,
    ),
  ),
  E: (count) => named(weekday, DAYS, 1)(Math.max(3, count)),
  e: named(weekday, DAYS, 1),
  c: named(weekday, DAYS, 1),
  F: padded(({ local }) => ((local.getUTCDate() - 1) % 7) + 1),
  a: () => (moment) => (hour(moment) < 12 ? 'AM' : 'PM'),
  h: padded((moment) => hour(moment) % 12 || 12),
  K: padded((moment) => hour(moment) % 12),
  k: padded((moment) => hour(moment) || 24),
  H: padded(hour),
  m: padded(({ local }) => local.getUTCMinutes()),
  s: padded(({ local }) => local.getUTCSeconds()),
  S:
    (count) =>
    ({ local }) =>
      `${String(local.getUTCMilliseconds()).padStart(3, '0')}000000`.slice(0, count),
  A: padded(milliOfDay),
  n: padded(({ local }) => local.getUTCMilliseconds() * 1_000_000),
  N: padded((moment) => milliOfDay(moment) * 1_000_000),
  V: (count) => {
    if (count !== 2) throw new RangeError(`the pattern letter V comes as VV, not ${count} times`);
    return ({ zone }) => zone;
  },
  z: (count) => (moment) => zoneName(moment, count < 4 ? 'short' : 'long'),
  O:
    (count) =>
    ({ offsetMinutes }) =>
      localizedOffset(offsetMinutes, count),
  X:
    (count) =>
    ({ offsetMinutes }) =>
      offsetMinutes === 0 ? 'Z' : offset(offsetMinutes, count),
  x:
    (count) =>
    ({ offsetMinutes }) =>
      offset(offsetMinutes, count),
  Z:
    (count) =>
    ({ offsetMinutes }) =>
      count < 4
        ? offset(offsetMinutes, 2)
        : count === 4
          ? localizedOffset(offsetMinutes, 4)
          : offsetMinutes === 0
            ? 'Z'
            : offset(offsetMinutes, 3),
};

function fieldOf(letter: string, count: number): Field {
  const field = FIELDS[letter];
  if (!field) throw new RangeError(`unknown pattern letter ${letter}`);
  return field(count);
}

function momentOf(epochMs: number, zone: string): Moment {
  const local = wallTime(epochMs, zone);
  return { epochMs, zone, local: new Date(local), offsetMinutes: Math.round((local - epochMs) / 60_000) };
}

function dayOfYear({ local }: Moment): number {
  return Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
}

/** Weeks of the locale en-US: they begin on Sunday, and week 1 holds 1 January. */
function weekOf(moment: Moment): { year: number; week: number } {
  const { local } = moment;
  const ofYear = local.getUTCFullYear();
  const daysToNextYear =
    (Date.UTC(ofYear + 1, 0, 1) - Date.UTC(ofYear, local.getUTCMonth(), local.getUTCDate())) / DAY_MS;
  if (daysToNextYear <= 6 - local.getUTCDay()) return { year: ofYear + 1, week: 1 };
  const firstWeekday = new Date(Date.UTC(ofYear, 0, 1)).getUTCDay();
  return { year: ofYear, week: Math.floor((dayOfYear(moment) - 1 + firstWeekday) / 7) + 1 };
}

function quarterOf(count: number): Field {
  return (moment) => {
    const value = quarter(moment);
    if (count <= 2) return String(value).padStart(count, '0');
    if (count === 3) return `Q${value}`;
    return count === 4 ? `${['1st', '2nd', '3rd', '4th'][value - 1]} quarter` : String(value);
  };
}

function offset(minutes: number, count: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
  if (count === 1) return `${sign}${hours}${rest === '00' ? '' : rest}`;
  return `${sign}${hours}${count === 3 || count === 5 ? ':' : ''}${rest}`;
}

function localizedOffset(minutes: number, count: number): string {
  if (minutes === 0) return 'GMT';
  if (count === 4) return `GMT${offset(minutes, 3)}`;
  const hours = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `GMT${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

function zoneName({ epochMs, zone }: Moment, style: 'short' | 'long'): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: style }).formatToParts(epochMs);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

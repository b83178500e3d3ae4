/**
 * Stands in for the time zones of OpenSearch's date queries and aggregations: offsets and IANA names, by Node's own data.
 * It does not know Java's three-letter aliases beyond what Node accepts.
 */
import { illegalArgument } from '../search-error.ts';

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
export function zoneOffset(time: number, zone: string): number {
  if (zone === 'UTC' || zone === 'Z' || zone === 'GMT') return 0;
  const fixed = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)) * 60_000;
  const name = offsetName(time, zone);
  const offset = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  if (!offset?.[1]) return 0;
  return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
}

/** The moment at which a zone's clocks show a local time. */
export function atZone(local: number, zone: string): number {
  const guess = local - zoneOffset(local, zone);
  return local - zoneOffset(guess, zone);
}

function offsetName(time: number, zone: string): string {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    return format.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  } catch (cause) {
    throw Object.assign(illegalArgument(`Unknown time-zone ID: ${zone}`), { cause });
  }
}

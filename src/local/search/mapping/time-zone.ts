/**
 * Stands in for the time zones of OpenSearch's date queries and aggregations: offsets and IANA names, by Node's own data.
 * It does not know Java's three-letter aliases beyond what Node accepts.
 */
import { wallTime } from '../../../domain/archive/wall-time.ts';
import { illegalArgument } from '../search-error.ts';

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
export function zoneOffset(time: number, zone: string): number {
  if (['UTC', 'Z', 'GMT', 'UT'].includes(zone)) return 0;
  const fixed = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)) * 60_000;
  try {
    return wallTime(time, zone) - time;
  } catch (cause) {
    throw Object.assign(illegalArgument(`Unknown time-zone ID: ${zone}`), { cause });
  }
}

/** The moment at which a zone's clocks show a local time. */
export function atZone(local: number, zone: string): number {
  const guess = local - zoneOffset(local, zone);
  return local - zoneOffset(guess, zone);
}

/** What a clock on the wall of a time zone (an IANA name) shows at a moment, as milliseconds of a UTC clock that shows the same. */
export function wallTime(epochMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return epochMs;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(epochMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return seconds + (((epochMs % 1000) + 1000) % 1000);
}

/** The moment at which that clock shows a time; where it shows it twice, one of the two. */
export function epochOfWallTime(wallMs: number, timeZone: string): number {
  const near = wallMs - (wallTime(wallMs, timeZone) - wallMs);
  return near - (wallTime(near, timeZone) - wallMs);
}

import fc from 'fast-check';
import { epochOfWallTime, wallTime } from '../../../src/domain/archive/wall-time.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

test.each([
  ['UTC', '2026-07-01T12:00:00.123', '2026-07-01T12:00:00.123'],
  ['Europe/Berlin', '2026-01-01T12:00:00.007', '2026-01-01T13:00:00.007'],
  ['Europe/Berlin', '2026-07-01T12:00:00', '2026-07-01T14:00:00'],
  ['Asia/Kathmandu', '2026-01-01T23:59:59.999', '2026-01-02T05:44:59.999'],
  ['America/St_Johns', '2026-01-01T00:00:00', '2025-12-31T20:30:00'],
  ['Europe/Berlin', '2026-03-29T00:59:59.999', '2026-03-29T01:59:59.999'],
  ['Europe/Berlin', '2026-03-29T01:00:00', '2026-03-29T03:00:00'],
  ['Europe/Berlin', '2026-10-25T00:59:59', '2026-10-25T02:59:59'],
  ['Europe/Berlin', '2026-10-25T01:00:00', '2026-10-25T02:00:00'],
  ['Asia/Tokyo', '1969-12-31T23:59:59.999', '1970-01-01T08:59:59.999'],
  ['Asia/Tokyo', '1960-01-01T00:00:00.001', '1960-01-01T09:00:00.001'],
])('a clock in %s shows at %s UTC the time %s', (zone, at, shown) => {
  expect(wallTime(utc(at), zone)).toBe(utc(shown));
});

test('the moment of what a clock shows is when it shows it', () => {
  const time = fc.integer({ min: utc('1975-01-01T00:00:00'), max: utc('2035-01-01T00:00:00') });
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe');
  fc.assert(
    fc.property(time, zone, (at, timeZone) => {
      const shown = wallTime(at, timeZone);

      expect(wallTime(epochOfWallTime(shown, timeZone), timeZone)).toBe(shown);
    }),
    { numRuns: 200 },
  );
});

test('a time that no clock shows is one near it', () => {
  expect(epochOfWallTime(utc('2026-03-29T02:30:00'), 'Europe/Berlin') - utc('2026-03-29T01:00:00')).toBeLessThanOrEqual(
    3_600_000,
  );
});

test('throws for a zone that nobody knows', () => {
  expect(() => wallTime(0, 'Nowhere/City')).toThrow(RangeError);
});

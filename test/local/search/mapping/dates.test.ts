import { formatDate, parseDate, parseDateBound } from '../../../../src/local/search/mapping/dates.ts';

const format = 'strict_date_optional_time||epoch_millis';

describe('parseDate', () => {
  it.each([
    ['2026-01-15', '2026-01-15T00:00:00.000Z'],
    ['2026-01', '2026-01-01T00:00:00.000Z'],
    ['2026-01-15T10:30', '2026-01-15T10:30:00.000Z'],
    ['2026-01-15T10:30:05.1234567+02:00', '2026-01-15T08:30:05.123Z'],
    ['1768473005123', '2026-01-15T10:30:05.123Z'],
  ])('reads %s', (text, iso) => {
    expect(new Date(parseDate(text, format) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each(['2026-02-30', '26-01-15', 'yesterday', '2026-1-5', '2026-01-15 10:00'])('refuses %s', (text) => {
    expect(parseDate(text, format)).toBeUndefined();
  });

  it('reads and writes Java patterns', () => {
    const time = parseDate('2026/01/15 10:30:05', 'yyyy/MM/dd HH:mm:ss||yyyy/MM/dd');

    expect(formatDate(time ?? 0, "dd.MM.yyyy 'at' HH:mm")).toBe('15.01.2026 at 10:30');
  });
});

describe('a date format', () => {
  it.each(['dMdMdM', "d'1'd'1'd", 'yMMd'])(
    'is refused where its numbers could be told apart in many ways: %s',
    (letters) => {
      expect(() => parseDate('1'.repeat(3000), letters)).toThrow('numbers of any width beside one another');
    },
  );

  it.each([
    ['20260102', 'yMMdd'],
    ['2.1.2026', 'd.M.y'],
  ])('reads %s by %s', (text, letters) => {
    expect(parseDate(text, letters)).toBe(Date.UTC(2026, 0, 2));
  });
});

describe('parseDateBound', () => {
  const now = Date.UTC(2026, 0, 15, 10, 30);
  const bound = (value: string, roundUp = false, zone?: string) =>
    new Date(parseDateBound(value, { format, now, roundUp, zone, field: 'date' })).toISOString();

  it.each([
    ['now-1d/d', false, undefined, '2026-01-14T00:00:00.000Z'],
    ['now/d', true, undefined, '2026-01-15T23:59:59.999Z'],
    ['2026-01-31||+1M', false, undefined, '2026-02-28T00:00:00.000Z'],
    ['2026-01-15', true, undefined, '2026-01-15T23:59:59.999Z'],
    ['2026-01-15', false, 'Europe/Berlin', '2026-01-14T23:00:00.000Z'],
    ['now/w', false, undefined, '2026-01-12T00:00:00.000Z'],
  ])('reads %s (rounded up: %s, zone %s)', (value, roundUp, zone, iso) => {
    expect(bound(value, roundUp, zone)).toBe(iso);
  });

  it('names what it cannot read', () => {
    expect(() => bound('yesterday')).toThrow('failed to parse date field [yesterday]');
  });
});

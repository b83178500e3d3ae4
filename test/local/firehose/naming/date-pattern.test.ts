import { compileDatePattern, isTimeZone } from '../../../../src/local/firehose/naming/date-pattern.ts';

/** Thursday, 25 February 2016, 09:05:07.042 UTC. */
const TIME = Date.UTC(2016, 1, 25, 9, 5, 7, 42);
const write = (pattern: string, zone = 'UTC', time = TIME) => compileDatePattern(pattern)(time, zone);

describe('patterns of Java DateTimeFormatter', () => {
  it.each([
    ['yyyy/MM/dd/HH/', '2016/02/25/09/'],
    ['yy-M-d', '16-2-25'],
    ["'dt='yyyy-MM-dd'/it''s/'HH", "dt=2016-02-25/it's/09"],
    ["''", "'"],
    ['uuuu D DDD', '2016 56 056'],
    ['MMM MMMM MMMMM LLL', 'Feb February F Feb'],
    ['E EEEE EEEEE e', 'Thu Thursday T 5'],
    ['Q QQ QQQ QQQQ', '1 01 Q1 1st quarter'],
    ['a h hh K k kk H HH', 'AM 9 09 9 9 09 9 09'],
    ['m mm s ss', '5 05 7 07'],
    ['S SSS SSSSSS', '0 042 042000'],
    ['A n N', '32707042 42000000 32707042000000'],
    ['YYYY w ww W F', '2016 9 09 4 4'],
    ['VV z zzzz', 'UTC UTC Coordinated Universal Time'],
    ['X XX XXX x xx xxx', 'Z Z Z +00 +0000 +00:00'],
    ['Z ZZZZ ZZZZZ O OOOO', '+0000 GMT Z GMT GMT'],
    ['G', 'AD'],
    ['yyyy[MM]', '201602'],
    ['年yyyy', '年2016'],
  ])('writes %s as %s', (pattern, text) => {
    expect(write(pattern)).toBe(text);
  });

  it.each([
    ['Asia/Tokyo', 'yyyy-MM-dd HH xxx VV O', '2016-02-25 18 +09:00 Asia/Tokyo GMT+9'],
    ['Asia/Kolkata', 'HH:mm XXX OOOO', '14:35 +05:30 GMT+05:30'],
    ['America/Los_Angeles', 'yyyy-MM-dd HH x', '2016-02-25 01 -08'],
  ])('writes the wall clock of %s', (zone, pattern, text) => {
    expect(write(pattern, zone)).toBe(text);
  });

  it('follows summer time and the change of the day', () => {
    const before = Date.UTC(2026, 2, 29, 0, 59, 59);

    expect(write('HH:mm xxx', 'Europe/Berlin', before)).toBe('01:59 +01:00');
    expect(write('HH:mm xxx', 'Europe/Berlin', before + 1000)).toBe('03:00 +02:00');
    expect(write('yyyy-MM-dd', 'Asia/Tokyo', Date.UTC(2026, 11, 31, 15))).toBe('2027-01-01');
  });

  it.each([
    [Date.UTC(2016, 0, 1), '2016-w01'],
    [Date.UTC(2016, 0, 3), '2016-w02'],
    [Date.UTC(2016, 11, 31), '2016-w53'],
    [Date.UTC(2017, 11, 30), '2017-w52'],
    [Date.UTC(2017, 11, 31), '2018-w01'],
    [Date.UTC(2018, 0, 6), '2018-w01'],
    [Date.UTC(2018, 0, 7), '2018-w02'],
  ])('counts weeks from Sunday, the first one holding 1 January: %d is %s', (time, text) => {
    expect(write("YYYY-'w'ww", 'UTC', time)).toBe(text);
  });

  it.each(['yyyy b', "'open", 'V', 'yyyy{', 'yyyy#', 'I'])('refuses %s', (pattern) => {
    expect(() => compileDatePattern(pattern)).toThrow(RangeError);
  });

  it('knows time zones by name', () => {
    expect([isTimeZone('Asia/Tokyo'), isTimeZone('Nowhere/City')]).toEqual([true, false]);
  });
});

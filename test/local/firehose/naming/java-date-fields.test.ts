import { compileDatePattern, isTimeZone } from '../../../../src/local/firehose/naming/date-pattern.ts';

const write = (pattern: string, time: number, zone = 'UTC') => compileDatePattern(pattern)(time, zone);

describe('the fields of a Java date pattern', () => {
  it.each(
    [
      ['January', 'Jan', 'J'],
      ['February', 'Feb', 'F'],
      ['March', 'Mar', 'M'],
      ['April', 'Apr', 'A'],
      ['May', 'May', 'M'],
      ['June', 'Jun', 'J'],
      ['July', 'Jul', 'J'],
      ['August', 'Aug', 'A'],
      ['September', 'Sep', 'S'],
      ['October', 'Oct', 'O'],
      ['November', 'Nov', 'N'],
      ['December', 'Dec', 'D'],
    ].map((names, at) => [at + 1, ...names] as const),
  )('name month %d %s', (month, full, short, letter) => {
    const time = Date.UTC(2026, month - 1, 28);

    expect(write('MMMM|MMM|MMMMM|LLLL|M|MM', time)).toBe(
      `${full}|${short}|${letter}|${full}|${month}|${String(month).padStart(2, '0')}`,
    );
  });

  it.each(
    [
      ['Sunday', 'Sun', 'S'],
      ['Monday', 'Mon', 'M'],
      ['Tuesday', 'Tue', 'T'],
      ['Wednesday', 'Wed', 'W'],
      ['Thursday', 'Thu', 'T'],
      ['Friday', 'Fri', 'F'],
      ['Saturday', 'Sat', 'S'],
    ].map((names, at) => [at + 1, ...names] as const),
  )('name day %d of the week %s', (day, full, short, letter) => {
    const time = Date.UTC(2026, 1, day);

    expect(write('E|EE|EEE|EEEE|EEEEE|e|ee|eee|eeee|eeeee|c|cccc', time)).toBe(
      `${short}|${short}|${short}|${full}|${letter}|${day}|0${day}|${short}|${full}|${letter}|${day}|${full}`,
    );
  });

  it.each([
    [0, '1|01|Q1|1st quarter|1'],
    [2, '1|01|Q1|1st quarter|1'],
    [3, '2|02|Q2|2nd quarter|2'],
    [5, '2|02|Q2|2nd quarter|2'],
    [6, '3|03|Q3|3rd quarter|3'],
    [9, '4|04|Q4|4th quarter|4'],
    [11, '4|04|Q4|4th quarter|4'],
  ])('name the quarter of month %d', (month, text) => {
    expect(write('Q|QQ|QQQ|QQQQ|QQQQQ', Date.UTC(2026, month, 15))).toBe(text);
    expect(write('q|qq|qqq|qqqq|qqqqq', Date.UTC(2026, month, 15))).toBe(text);
  });

  it.each([
    [0, 'AM 12 0 24 0 00'],
    [1, 'AM 1 1 1 1 01'],
    [11, 'AM 11 11 11 11 11'],
    [12, 'PM 12 0 12 12 12'],
    [13, 'PM 1 1 13 13 13'],
    [23, 'PM 11 11 23 23 23'],
  ])('count hour %d as Java does', (hour, text) => {
    expect(write('a h K k H HH', Date.UTC(2026, 0, 1, hour))).toBe(text);
  });

  it.each([
    ['y yy yyy yyyy yyyyy', '2005 05 2005 2005 02005'],
    ['u uu uuuu', '2005 05 2005'],
    ['Y YY YYYY', '2005 05 2005'],
    ['D DD DDD DDDD', '365 365 365 0365'],
    ['d dd ddd', '31 31 031'],
    ['W F', '5 3'],
    ['w ww', '53 53'],
    ['m mm s ss', '8 08 9 09'],
    ['S SS SSS SSSS SSSSSSSSS', '0 07 070 0700 070000000'],
    ['A AAAAAAAAAA', '25689070 0025689070'],
    ['n', '70000000'],
    ['N', '25689070000000'],
    ['G GG GGG GGGG GGGGG', 'AD AD AD Anno Domini A'],
    ['VV', 'UTC'],
    ['z zzz zzzz', 'UTC UTC Coordinated Universal Time'],
  ])('write %s of the last day of a year as %s', (pattern, text) => {
    expect(write(pattern, Date.UTC(2005, 11, 31, 7, 8, 9, 70))).toBe(text);
  });

  it.each([
    [
      'Europe/Berlin',
      '+01 +0100 +01:00 +0100 +01:00',
      '+01 +0100 +01:00',
      '+0100 +0100 GMT+01:00 +01:00',
      'GMT+1 GMT+01:00',
    ],
    [
      'America/St_Johns',
      '-0330 -0330 -03:30 -0330 -03:30',
      '-0330 -0330 -03:30',
      '-0330 -0330 GMT-03:30 -03:30',
      'GMT-3:30 GMT-03:30',
    ],
    [
      'Asia/Kathmandu',
      '+0545 +0545 +05:45 +0545 +05:45',
      '+0545 +0545 +05:45',
      '+0545 +0545 GMT+05:45 +05:45',
      'GMT+5:45 GMT+05:45',
    ],
    ['Africa/Abidjan', 'Z Z Z Z Z', '+00 +0000 +00:00', '+0000 +0000 GMT Z', 'GMT GMT'],
  ])('write the offset of %s', (zone, upper, lower, rfc, localized) => {
    const time = Date.UTC(2026, 0, 15);

    expect(write('X XX XXX XXXX XXXXX', time, zone)).toBe(upper);
    expect(write('x xx xxx', time, zone)).toBe(lower);
    expect(write('Z ZZZ ZZZZ ZZZZZ', time, zone)).toBe(rfc);
    expect(write('O OOOO', time, zone)).toBe(localized);
  });

  it('name a zone shortly and in full', () => {
    const time = Date.UTC(2026, 6, 1);

    expect(write('VV|z|zz|zzz|zzzz', time, 'America/New_York')).toBe(
      'America/New_York|EDT|EDT|EDT|Eastern Daylight Time',
    );
  });

  it('hold to the millisecond in any zone, before 1970 too', () => {
    expect(write('yyyy-MM-dd HH:mm:ss.SSS', -1, 'UTC')).toBe('1969-12-31 23:59:59.999');
    expect(write('yyyy-MM-dd HH:mm:ss.SSS A', -1, 'Europe/Berlin')).toBe('1970-01-01 00:59:59.999 3599999');
    expect(write('HH:mm:ss.SSS', Date.UTC(2026, 0, 1, 1, 2, 3, 4), 'Asia/Kolkata')).toBe('06:32:03.004');
    expect(write('yyyy-MM-dd HH', Date.UTC(2026, 0, 1), 'Europe/London')).toBe('2026-01-01 00');
  });

  it.each([
    // The first of May 2026 is a Friday, so its first week, from Sunday on, has two days.
    [1, '1 1'],
    [2, '1 2'],
    [3, '2 3'],
    [7, '2 7'],
    [8, '2 1'],
    [9, '2 2'],
    [10, '3 3'],
    [31, '6 3'],
  ])('count the weeks of a month: day %d is in %s', (day, text) => {
    expect(write('W F', Date.UTC(2026, 4, day))).toBe(text);
  });

  it.each([
    [Date.UTC(2022, 11, 31), '2022-53'],
    [Date.UTC(2023, 0, 1), '2023-01'],
    [Date.UTC(2023, 0, 7), '2023-01'],
    [Date.UTC(2023, 0, 8), '2023-02'],
    [Date.UTC(2023, 11, 30), '2023-52'],
    [Date.UTC(2023, 11, 31), '2024-01'],
    [Date.UTC(2024, 11, 28, 23, 59), '2024-52'],
    [Date.UTC(2024, 11, 29), '2025-01'],
    [Date.UTC(2024, 11, 31, 23, 59), '2025-01'],
  ])('count the weeks of a year: %d is in %s', (time, text) => {
    expect(write('YYYY-ww', time)).toBe(text);
  });

  it.each([
    ["'a''b'yyyy", "a'b2026"],
    ["''yyyy''", "'2026'"],
    ["yyyy'T'HH", '2026T00'],
    ["'dt='", 'dt='],
    ["'Q'Q'W'", 'Q1W'],
    ['yyyy[-MM[-dd]]', '2026-01-01'],
    ['yyyy, .:/-_1', '2026, .:/-_1'],
    ['', ''],
  ])('stand beside the text of %j', (pattern, text) => {
    expect(write(pattern, Date.UTC(2026, 0, 1))).toBe(text);
  });

  it.each([
    ["yyyy'open", "the pattern yyyy'open ends with an incomplete string literal"],
    ["'", "the pattern ' ends with an incomplete string literal"],
    ["'a''", "the pattern 'a'' ends with an incomplete string literal"],
    ['yyyy{', 'the pattern yyyy{ holds the reserved character {'],
    ['yyyy}', 'the pattern yyyy} holds the reserved character }'],
    ['#', 'the pattern # holds the reserved character #'],
    ['V', 'the pattern letter V comes as VV, not 1 times'],
    ['VVV', 'the pattern letter V comes as VV, not 3 times'],
    ['T', 'unknown pattern letter T'],
    ['b', 'unknown pattern letter b'],
  ])('are not those of %j', (pattern, message) => {
    expect(() => compileDatePattern(pattern)).toThrow(expect.objectContaining({ name: 'RangeError', message }));
  });

  it('are those of a zone that is known', () => {
    expect(['UTC', 'Europe/Berlin', 'Nowhere/City', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});

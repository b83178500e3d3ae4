import fc from 'fast-check';
import { errorKeyTest } from '../../../src/domain/archive/error-key.ts';
import { isBehind, keyRange } from '../../../src/domain/archive/key-range.ts';
import { objectTime } from '../../../src/domain/archive/object-time.ts';
import { dataPrefix, errorPrefix, objectKey } from '../../../src/local/firehose/naming/object-key.ts';

const from = Date.parse('2026-11-20T23:30:00Z');
const to = Date.parse('2026-11-21T02:10:00Z');

describe('the range of keys that a window needs', () => {
  test.each([
    [
      'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/',
      'events/dt=2026-11-20/hr=23/',
      'events/dt=2026-11-21/hr=02/',
    ],
    ['events/', 'events/2026/11/20/23/', 'events/2026/11/21/02/'],
    ['', '2026/11/20/23/', '2026/11/21/02/'],
    ["!{timestamp:'y='yyyy'/m='MM}/", 'y=2026/m=11/', 'y=2026/m=11/'],
    ['a/!{timestamp:yyyy/MM/dd}/!{firehose:random-string}/', 'a/2026/11/20/', 'a/2026/11/21/'],
    ['a/!{timestamp:dd/MM/yyyy}/', 'a/', 'a/'],
    ['a/!{firehose:random-string}/!{timestamp:yyyy}/', 'a/', 'a/'],
    ['a/!{timestamp:yyyy/DDD}/', 'a/2026/', 'a/2026/'],
    ['a/!{timestamp:uuuu-MM}/', 'a/2026-11/', 'a/2026-11/'],
    ["!{timestamp:'o''clock }'HH}/", "o'clock }", "o'clock }"],
    ["!{timestamp:yyyy'-o''clock }-'MM}/", "2026-o'clock }-11/", "2026-o'clock }-11/"],
    ['a/!{timestamp:yyyy[/MM]}/', 'a/2026/11/', 'a/2026/11/'],
    ['a/!{timestamp:YYYY}/', 'a/', 'a/'],
    ['a/!{timestamp:yyyy/MM/yyyy}/', 'a/2026/11/2026/', 'a/2026/11/2026/'],
    ['a/!{timestamp:yyyyMMddHHmm}', 'a/202611202330', 'a/202611210210'],
    ['a/!{partitionKeyFromQuery:yyyy}/!{timestamp:MM}/', 'a/', 'a/'],
  ])('of the prefix %s is from %s to %s', (prefix, first, last) => {
    expect(keyRange({ prefix, timeZone: 'UTC', from, to })).toMatchObject({ first, last });
  });

  test.each([
    ['a/!{timestamp:yyyy/MM/dd/HH/}', 'a/2026/11/2'],
    ['a/!{timestamp:yyyy/MM/}', 'a/2026/11/'],
    ['!{timestamp:dd}', ''],
  ])('is listed by what its keys of %s have in common: %j', (prefix, shared) => {
    expect(keyRange({ prefix, timeZone: 'UTC', from, to }).prefix).toBe(shared);
  });

  test('begins an hour before the hour that is shown twice as winter time begins, and ends an hour after it', () => {
    const range = keyRange({
      prefix: '!{timestamp:yyyyMMddHHmm}',
      timeZone: 'Europe/Berlin',
      from: Date.parse('2026-10-25T00:50:00Z'),
      to: Date.parse('2026-10-25T00:55:00Z'),
    });

    // What arrived at 01:10Z was shown as 02:10, before the 02:50 of 00:50Z.
    expect(range).toMatchObject({ first: '202610250150', last: '202610250255' });
    expect(keyRange({ prefix: '!{timestamp:HH}', timeZone: 'UTC', from, to })).toMatchObject({ first: '' });
  });

  test('ends with what begins as its last key does', () => {
    const range = { prefix: 'a/', first: 'a/1', last: 'a/5' };

    expect(['a/4', 'a/5', 'a/5/x', 'a/50', 'a/51', 'a/6', 'b'].filter((key) => isBehind(range, key))).toEqual([
      'a/6',
      'b',
    ]);
  });

  test('holds the key of every object that arrived in it, in any time zone', () => {
    const time = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2027-01-01') });
    const prefix = fc.constantFrom(
      'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/',
      'x',
      '!{timestamp:yyyy}/!{timestamp:dd}/!{timestamp:MM}/',
      'a!{timestamp:yyyyMMddHHmm}-',
    );
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu');
    fc.assert(
      fc.property(time, time, time, prefix, zone, (a, b, c, pattern, timeZone) => {
        const [start = 0, arrival = 0, end = 0] = [a, b, c].sort((one, other) => one - other);
        const naming = { streamName: 's', version: 1, oldestArrival: arrival, timeZone, extension: '.gz' };
        const key = objectKey(dataPrefix(pattern, arrival, timeZone), naming);

        const range = keyRange({ prefix: pattern, timeZone, from: start, to: end });

        expect(key.startsWith(range.prefix)).toBe(true);
        expect(key >= range.first && !isBehind(range, key)).toBe(true);
      }),
    );
  });
});

describe('the time of an object', () => {
  test('is in its key, in the time zone of its stream', () => {
    const name = 'events/shop-BackupStream-1-2026-11-21-03-04-05-00000000-0000-4000-8000-000000000000';

    expect(objectTime(`${name}.gz`, 'UTC')).toBe(Date.parse('2026-11-21T03:04:05Z'));
    expect(objectTime(name, 'Asia/Tokyo')).toBe(Date.parse('2026-11-20T18:04:05Z'));
    expect(objectTime(name.replace('-1-2026', '-2026'), 'UTC')).toBe(Date.parse('2026-11-21T03:04:05Z'));
    expect(objectTime(name.replace('-21-', '-41-'), 'UTC')).toBeUndefined();
    expect(objectTime('events/inventory.csv', 'UTC')).toBeUndefined();
    expect(objectTime(`${name}.gz.part`, 'UTC')).toBe(Date.parse('2026-11-21T03:04:05Z'));
    expect(objectTime(`${name}.gz/part`, 'UTC')).toBeUndefined();
    expect(objectTime(`${name}gz`, 'UTC')).toBeUndefined();
    expect(objectTime(`${name}/`, 'UTC')).toBeUndefined();
  });
});

describe('the error output', () => {
  const naming = { streamName: 's', version: 1, oldestArrival: to, timeZone: 'UTC', extension: '.gz' };
  const errorsPrefix = 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/';

  test.each([
    ['beside the events', 'events/', errorsPrefix],
    ['among the events', '', '!{firehose:error-output-type}/!{timestamp:yyyy/MM}/'],
    ['with its type last', 'a/', 'a/!{timestamp:yyyy}-!{firehose:error-output-type}/'],
  ])('%s is told from them by its prefix', (_where, prefix, errorOutputPrefix) => {
    const isError = errorKeyTest(errorOutputPrefix, prefix);
    const errorKey = objectKey(errorPrefix({ prefix, errorOutputPrefix }, 'processing-failed', to, 'UTC'), naming);

    expect(isError(errorKey)).toBe(true);
    expect(isError(objectKey(dataPrefix(prefix, to, 'UTC'), naming))).toBe(false);
  });

  test('that stands where the events do, without a type, is not told from them', () => {
    expect(errorKeyTest('all/', 'all/')('all/x')).toBe(false);
    expect(errorKeyTest('all/', 'all/data/')('all/data/x')).toBe(false);
    expect(errorKeyTest(undefined, '')('x')).toBe(false);
    expect(errorKeyTest('', 'a/')('x')).toBe(false);
  });

  test('without a type is told by a place of its own', () => {
    const isError = errorKeyTest('errors/', 'data/errors/');

    expect(['errors/x', 'data/errors/x', 'x/errors/'].map(isError)).toEqual([true, false, false]);
  });

  test('is told by its text as it stands, and by its type after anything random', () => {
    const isError = errorKeyTest('a.b/!{firehose:random-string}/!{firehose:error-output-type}/', 'a');

    expect(
      [
        'a.b/r4nd/processing-failed/x',
        'axb/r4nd/processing-failed/x',
        'a.b/r4nd/2026/x',
        'a.b/r/activePartitionExceeded/',
      ].map(isError),
    ).toEqual([true, false, false, true]);
  });
});

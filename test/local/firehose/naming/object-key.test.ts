import { indexNameAt } from '../../../../src/local/firehose/naming/index-name.ts';
import { dataPrefix, errorPrefix, objectKey, prefixProblem } from '../../../../src/local/firehose/naming/object-key.ts';

/** The instant of the guide's examples: 10:30 UTC on 27 August 2018. */
const TIME = Date.UTC(2018, 7, 27, 10, 30);

describe('prefixes', () => {
  it.each([
    ['', '2018/08/27/10/'],
    ['foo', 'foo2018/08/27/10/'],
    ['foo/', 'foo/2018/08/27/10/'],
    ['!{timestamp:yyyy/MM/dd}', '2018/08/27'],
    ['events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/', 'events/dt=2018-08-27/hr=10/'],
    ["p/!{timestamp:'year='yyyy'/month='MM}/", 'p/year=2018/month=08/'],
    ["p/!{timestamp:'a}b'yyyy}/", 'p/a}b2018/'],
  ])('evaluates %p as %s (Firehose guide, custom prefixes)', (prefix, evaluated) => {
    expect(dataPrefix(prefix, TIME, 'UTC')).toBe(evaluated);
  });

  it('evaluates in the time zone that is asked for', () => {
    expect(dataPrefix('', TIME, 'Asia/Tokyo')).toBe('2018/08/27/19/');
  });

  it('writes eleven new characters for each random-string, and the hourly default after it', () => {
    const evaluated = dataPrefix('!{firehose:random-string}/!{firehose:random-string}/', TIME, 'UTC');

    const [, one, two] = /^(.{11})\/(.{11})\/2018\/08\/27\/10\/$/.exec(evaluated) ?? [];
    expect(one).toBeDefined();
    expect(one).not.toBe(two);
  });

  it.each([
    ['', 'myFailures/!{firehose:error-output-type}/', 'myFailures/processing-failed/'],
    ['foo/', undefined, 'foo/processing-failed/2018/08/27/10/'],
    ['', undefined, 'processing-failed/2018/08/27/10/'],
    [
      '!{timestamp:yyyy}/',
      'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
      'errors/processing-failed/2018/08/27/10/',
    ],
  ])('evaluates the errors of prefix %p and error prefix %p as %s', (prefix, errorOutputPrefix, evaluated) => {
    expect(errorPrefix({ prefix, errorOutputPrefix }, 'processing-failed', TIME, 'UTC')).toBe(evaluated);
  });

  it.each([
    ['Prefix', '!{timestamp:yyyy', 'can only appear in'],
    ['Prefix', 'a!{b', 'can only appear in'],
    ['Prefix', '!{timestamp:qqqb}', 'DateTimeFormatter'],
    ['Prefix', '!{firehose:error-output-type}/', "can't contain"],
    ['Prefix', '!{firehose:nothing}/', 'random-string and error-output-type'],
    ['Prefix', '!{partitionKeyFromQuery:customer}/', 'dynamic partitioning'],
    ['Prefix', '!{other:value}/', 'namespace'],
    ['Prefix', 'x'.repeat(513), '512'],
    ['ErrorOutputPrefix', 'errors/!{timestamp:yyyy}/', 'must contain !{firehose:error-output-type}'],
  ] as const)('finds what is wrong with the %s %s', (kind, template, problem) => {
    expect(prefixProblem(template, kind)).toContain(problem);
  });
});

describe('object names', () => {
  it('consist of prefix, stream, version, the time of the oldest record, an id and an extension', () => {
    const naming = { streamName: 'my.stream', version: 3, oldestArrival: TIME, timeZone: 'UTC', extension: '.gz' };

    expect(objectKey('p/', naming)).toMatch(
      /^p\/my\.stream-3-2018-08-27-10-30-00-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.gz$/,
    );
    expect(objectKey('', { ...naming, timeZone: 'Asia/Tokyo' })).toContain('-2018-08-27-19-30-00-');
  });
});

describe('index names', () => {
  it.each([
    ['NoRotation', 'events'],
    ['OneHour', 'events-2016-02-25-13'],
    ['OneDay', 'events-2016-02-25'],
    // The guide's table shows w08, the ISO week, but the rule that it states gives w09.
    ['OneWeek', 'events-2016-w09'],
    ['OneMonth', 'events-2016-02'],
  ] as const)('rotate by %s to %s', (period, name) => {
    expect(indexNameAt('events', period, Date.UTC(2016, 1, 25, 13))).toBe(name);
  });
});

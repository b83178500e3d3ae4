import {
  dataPrefix,
  errorPrefix,
  extensionOf,
  hasExpression,
  prefixProblem,
} from '../../../../src/local/firehose/naming/object-key.ts';

const TIME = Date.UTC(2018, 7, 27, 10, 30);

describe('the rules of a prefix', () => {
  it.each([
    [
      'Prefix',
      '!{timestamp:yyyy',
      'Prefix: the sequence !{ can only appear in !{namespace:value} expressions, but it is !{timestamp:yyyy',
    ],
    [
      'ErrorOutputPrefix',
      'a!{b',
      'ErrorOutputPrefix: the sequence !{ can only appear in !{namespace:value} expressions, but it is a!{b',
    ],
    [
      'Prefix',
      '!{timestamp:b}',
      "Prefix: !{timestamp:b} is not a pattern of Java's DateTimeFormatter: RangeError: unknown pattern letter b",
    ],
    ['Prefix', '!{firehose:error-output-type}/', "Prefix can't contain !{firehose:error-output-type}"],
    [
      'Prefix',
      '!{firehose:nothing}/',
      'Prefix: !{firehose:nothing} is unknown; the firehose namespace has random-string and error-output-type',
    ],
    [
      'Prefix',
      '!{partitionKeyFromQuery:customer}/',
      'Prefix: !{partitionKeyFromQuery:customer} needs dynamic partitioning, which the local stack does not have',
    ],
    [
      'Prefix',
      '!{partitionKeyFromLambda:customer}/',
      'Prefix: !{partitionKeyFromLambda:customer} needs dynamic partitioning, which the local stack does not have',
    ],
    [
      'Prefix',
      '!{other:value}/',
      'Prefix: the namespace of !{other:value} is unknown; it must be timestamp or firehose',
    ],
    [
      'ErrorOutputPrefix',
      'e/!{timestamp:yyyy}/',
      'ErrorOutputPrefix must contain !{firehose:error-output-type} when it contains an expression, but it is e/!{timestamp:yyyy}/',
    ],
    ['Prefix', 'x'.repeat(513), 'Prefix may have at most 512 characters after it is evaluated'],
    [
      'ErrorOutputPrefix',
      `!{firehose:error-output-type}${'x'.repeat(483)}`,
      'ErrorOutputPrefix may have at most 512 characters after it is evaluated',
    ],
  ] as const)('refuse the %s %s', (kind, template, problem) => {
    expect(prefixProblem(template, kind)).toBe(problem);
  });

  it.each([
    ['Prefix', ''],
    ['Prefix', 'x'.repeat(512)],
    ['Prefix', '!{firehose:random-string}/!{timestamp:yyyy}'],
    ['Prefix', "!{timestamp:'a}b'yyyy}/"],
    ['ErrorOutputPrefix', 'errors/'],
    ['ErrorOutputPrefix', '!{firehose:error-output-type}/!{timestamp:yyyy}/!{firehose:random-string}'],
    ['ErrorOutputPrefix', `!{firehose:error-output-type}${'x'.repeat(482)}`],
  ] as const)('take the %s %s', (kind, template) => {
    expect(prefixProblem(template, kind)).toBeUndefined();
  });

  it('put the hour after a prefix without a time, and after the error type', () => {
    const errors = (prefix: string, errorOutputPrefix?: string) =>
      errorPrefix({ prefix, errorOutputPrefix }, 'processing-failed', TIME, 'Asia/Tokyo');

    expect(dataPrefix('p/', TIME, 'Asia/Tokyo')).toBe('p/2018/08/27/19/');
    expect(errors('p/')).toBe('p/processing-failed/2018/08/27/19/');
    expect(errors('p/!{timestamp:yyyy}/')).toBe('p/2018/processing-failed/');
    expect(errors('p/', 'e/')).toBe('e/');
    expect(errors('p/', '!{firehose:error-output-type}/!{timestamp:HH}')).toBe('processing-failed/19');
  });

  it('give eleven characters for a random string: eight, a hyphen and two', () => {
    expect(dataPrefix('!{firehose:random-string}!{timestamp:yyyy}', TIME, 'UTC')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{2}2018$/,
    );
  });

  it('tell an expression from text', () => {
    expect(['!{timestamp:yyyy}', 'a!{', 'a{b}', '!', ''].map(hasExpression)).toEqual([true, true, false, false, false]);
  });

  it.each([
    ['UNCOMPRESSED', ''],
    ['GZIP', '.gz'],
    ['ZIP', '.zip'],
    ['Snappy', '.snappy'],
    ['HADOOP_SNAPPY', '.hsnappy'],
  ] as const)('end a name of %s with %j', (format, extension) => {
    expect(extensionOf(format)).toBe(extension);
  });
});

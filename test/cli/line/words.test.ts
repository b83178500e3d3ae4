import { describeError } from '../../../src/cli/line/describe-error.ts';
import { parseTime } from '../../../src/cli/line/parse-time.ts';
import { formatTable } from '../../../src/cli/line/table.ts';
import { AmbiguousError } from '../../../src/operator/errors.ts';

describe('a time', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  test.each([
    ['2026-11-21T08:00:00Z', '2026-11-21T08:00:00.000Z'],
    ['2026-11-21T08:00:00.5+02:00', '2026-11-21T06:00:00.500Z'],
    ['2h', '2026-11-21T10:00:00.000Z'],
    ['90s', '2026-11-21T11:58:30.000Z'],
    ['30m', '2026-11-21T11:30:00.000Z'],
    ['1.5d', '2026-11-20T00:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(new Date(parseTime(text, now)).toISOString()).toBe(time);
  });

  test.each(['2026-11-21', '2026-11-21T08:00:00', '2026-13-21T08:00:00Z', 'now', '2w', '-2h', ''])(
    '%j is refused',
    (text) => {
      expect(() => parseTime(text, now)).toThrow(`'${text}' is no time`);
    },
  );
});

describe('a table', () => {
  test('has columns as wide as their cells, numbers to the right', () => {
    expect(
      formatTable(
        ['QUEUE', 'HELD'],
        [
          ['orders', 5],
          ['a', 1200],
        ],
      ),
    ).toEqual(['QUEUE   HELD', 'orders     5', 'a       1200']);
  });
});

describe('an error in one line', () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });

  test.each([
    { error: named('CredentialsProviderError', 'Could not load'), line: /no AWS credentials .*--local.*--profile/ },
    { error: new Error('Region is missing'), line: /name one with --region/ },
    {
      error: named('AccessDeniedException', 'not allowed'),
      line: /^AccessDeniedException: not allowed \(another --profile/,
    },
    {
      error: named('AuthorizationErrorException', 'not authorized'),
      line: /^AuthorizationErrorException: not authorized \(another --profile/,
    },
    {
      error: named('QueueDoesNotExist', 'The queue\n does not exist'),
      line: /^QueueDoesNotExist: The queue does not exist$/,
    },
    { error: Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), line: /^AWS cannot be reached/ },
    { error: 'text', line: /^text$/ },
    {
      error: new AmbiguousError('there are 2 stacks', { names: ['shop', 'other'], wish: 'stack' }),
      line: /^there are 2 stacks, choose one with --stack: shop, other$/,
    },
  ])('reads $line', ({ error, line }) => {
    expect(describeError(error)).toMatch(line);
    expect(describeError(error)).not.toContain('\n');
  });
});

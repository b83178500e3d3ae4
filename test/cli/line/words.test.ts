import { describeError } from '../../../src/cli/line/describe-error.ts';
import { parseTime } from '../../../src/cli/line/parse-time.ts';
import { formatTable } from '../../../src/cli/line/table.ts';
import { formatStatus } from '../../../src/cli/stack/status-text.ts';
import { burstFor, createPace } from '../../../src/operator/pace.ts';
import { createSteppingClock } from '../memory-terminal.ts';

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

describe('a pace', () => {
  test('keeps the rate over bursts', async () => {
    const clock = createSteppingClock();
    const pace = createPace(100, clock);

    for (let sent = 0; sent < 50; sent += 10) await pace(10);

    expect(clock.now()).toBe(400);
  });

  test('makes up for no slow call, and never waits without a rate', async () => {
    const clock = createSteppingClock();
    const pace = createPace(10, clock);
    await pace(1);
    await clock.wait(1000);

    await pace(1);
    await pace(1);
    await createPace(undefined, clock)(1000);

    expect(clock.now()).toBe(1100);
  });

  test.each([
    [undefined, 10],
    [1, 1],
    [25, 2],
    [100, 10],
    [5000, 10],
  ])('of %s sends %s at once', (rate, burst) => {
    expect(burstFor(rate, 10)).toBe(burst);
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
      error: named('QueueDoesNotExist', 'The queue\n does not exist'),
      line: /^QueueDoesNotExist: The queue does not exist$/,
    },
    { error: Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), line: /^AWS cannot be reached/ },
    { error: 'text', line: /^text$/ },
  ])('reads $line', ({ error, line }) => {
    expect(describeError(error)).toMatch(line);
    expect(describeError(error)).not.toContain('\n');
  });
});

describe('a status', () => {
  const empty = {
    stack: 'shop',
    endpoint: 'http://127.0.0.1:4566',
    queues: [],
    deadLetters: [],
    mappings: [],
    streams: [],
    stores: [],
    drift: [],
  };
  const queue = { physicalName: 'q', url: 'u', inFlight: 0, delayed: 0 };

  test('says that nothing differs from the template', () => {
    expect(formatStatus(empty)).toEqual([
      'Stack shop at http://127.0.0.1:4566',
      '',
      'Everything is as the template deployed it',
    ]);
  });

  test('lists dead letters only where some wait, and drift with its cure', () => {
    const lines = formatStatus({
      ...empty,
      queues: [{ ...queue, name: 'Checkout/OrdersQueue', visible: 3 }],
      deadLetters: [
        { ...queue, name: 'Checkout/OrdersDeadLetterQueue', visible: 2, waiting: 2 },
        { ...queue, name: 'Replay/ReplayDeadLetterQueue', visible: 0, waiting: 0 },
      ],
      drift: [{ what: 'replay', is: 'on', expected: 'off', fix: 'forks replay stop' }],
    });

    expect(lines).toEqual([
      'Stack shop at http://127.0.0.1:4566',
      '',
      'QUEUE                 VISIBLE  IN FLIGHT  DELAYED',
      'Checkout/OrdersQueue        3          0        0',
      '',
      'DEAD LETTERS                    WAITING',
      'Checkout/OrdersDeadLetterQueue        2',
      '',
      'DRIFT  replay is on, the template says off: forks replay stop',
    ]);
  });
});

import { createLogOperations } from '../../../../src/local/lambda/logs/log-operations.ts';
import { createLogStore, type LogStore } from '../../../../src/local/lambda/logs/log-store.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';
import { request } from '../mappings/mapping-bench.ts';

const DAY = 86_400_000;

describe('the log groups of functions', () => {
  let context: TestContext;
  let store: LogStore;
  beforeEach(() => {
    context = createTestContext();
    store = createLogStore(context);
    store.createGroup('orders');
  });
  afterEach(() => context.dispose());
  const call = async (name: string, input: object = {}) => {
    const operation = createLogOperations(store, context)[name];
    if (!operation) throw new Error(`no operation ${name}`);
    return operation({ ...input }, request) as Record<string, unknown>;
  };
  const append = (message: string, stream = 's', group = 'orders') => store.append({ group, stream, message });
  const refused = (message: string) => ({ code: 'InvalidParameterException', message });
  const notFound = (what: string) => ({
    code: 'ResourceNotFoundException',
    message: `The specified log ${what} does not exist.`,
  });
  const messages = ({ events }: Record<string, unknown>) =>
    (events as { message: string }[]).map(({ message }) => message);
  const filter = (input: object = {}) => call('FilterLogEvents', { logGroupName: 'orders', ...input });
  const get = (input: object = {}) => call('GetLogEvents', { logGroupName: 'orders', logStreamName: 's', ...input });

  it('are made once, shown with all they are, and removed with their events', async () => {
    await expect(call('CreateLogGroup', { logGroupName: 'mine' })).resolves.toEqual({});
    await expect(call('CreateLogGroup', { logGroupName: 'mine' })).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    store.ensureGroup('mine');
    append('x', 's', 'mine');
    const shown = {
      logGroupName: 'mine',
      creationTime: context.clock.now(),
      metricFilterCount: 0,
      arn: 'arn:aws:logs:us-east-1:000000000000:log-group:mine:*',
      logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:mine',
      logGroupClass: 'STANDARD',
      storedBytes: 0,
    };

    expect(await call('DescribeLogGroups', { logGroupNamePrefix: 'mi' })).toEqual({ logGroups: [shown] });
    await expect(call('PutRetentionPolicy', { logGroupName: 'mine', retentionInDays: 7 })).resolves.toEqual({});
    expect(await call('DescribeLogGroups', { logGroupNamePrefix: 'mi' })).toEqual({
      logGroups: [{ ...shown, retentionInDays: 7 }],
    });
    await expect(call('DeleteRetentionPolicy', { logGroupName: 'mine' })).resolves.toEqual({});
    expect(await call('DescribeLogGroups', { logGroupNamePrefix: 'mi' })).toEqual({ logGroups: [shown] });
    await expect(call('DeleteLogGroup', { logGroupName: 'mine' })).resolves.toEqual({});
    await expect(call('DeleteLogGroup', { logGroupName: 'mine' })).rejects.toMatchObject(notFound('group'));

    store.createGroup('mine', 30);
    expect(store.group('mine').retentionDays).toBe(30);
    expect(messages(await filter({ logGroupName: 'mine' }))).toEqual([]);
  });

  it('are found by prefix, and by a part of the name whatever its case, in pages in order', async () => {
    for (const name of ['b-One', 'a-one', 'a-two']) store.ensureGroup(name);
    const names = async (input: object) => {
      const { logGroups, nextToken } = await call('DescribeLogGroups', input);
      return [...(logGroups as { logGroupName: string }[]).map(({ logGroupName }) => logGroupName), nextToken];
    };

    expect(await names({})).toEqual(['a-one', 'a-two', 'b-One', 'orders', undefined]);
    expect(await names({ logGroupNamePrefix: 'a-' })).toEqual(['a-one', 'a-two', undefined]);
    expect(await names({ logGroupNamePattern: 'oNE' })).toEqual(['a-one', 'b-One', undefined]);
    expect(await names({ limit: 3 })).toEqual(['a-one', 'a-two', 'b-One', '3']);
    expect(await names({ limit: 3, nextToken: '3' })).toEqual(['orders', undefined]);
    expect(await names({ limit: 4 })).toEqual(['a-one', 'a-two', 'b-One', 'orders', undefined]);
  });

  it.each([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])(
    'keep their events for %d days',
    async (retentionInDays) => {
      await call('PutRetentionPolicy', { logGroupName: 'orders', retentionInDays });

      expect(store.group('orders').retentionDays).toBe(retentionInDays);
    },
  );

  it('keep them for no other time, nor in a group that is not there', async () => {
    await expect(call('PutRetentionPolicy', { logGroupName: 'orders', retentionInDays: 2 })).rejects.toMatchObject(
      refused(
        'retentionInDays is 2; it must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.',
      ),
    );
    await expect(call('PutRetentionPolicy', { logGroupName: 'none', retentionInDays: 1 })).rejects.toMatchObject(
      notFound('group'),
    );
  });

  it('hide what is older than they keep, to the millisecond', async () => {
    await call('PutRetentionPolicy', { logGroupName: 'orders', retentionInDays: 1 });
    append('old');
    context.clock.advance(DAY);
    expect(messages(await filter())).toEqual(['old']);
    expect(store.streams('orders')).toHaveLength(1);
    context.clock.advance(1);

    expect(messages(await filter())).toEqual([]);
    expect(store.streams('orders')).toEqual([]);
  });

  it('show their streams by name or by their last event', async () => {
    append('1', 'b');
    context.clock.advance(1);
    append('2', 'c');
    append('2', 'ca');
    context.clock.advance(1);
    append('3', 'a');
    append('4', 'b');
    const names = async (input: object = {}) => {
      const { logStreams, nextToken } = await call('DescribeLogStreams', { logGroupName: 'orders', ...input });
      return [(logStreams as { logStreamName: string }[]).map(({ logStreamName }) => logStreamName).join(), nextToken];
    };
    const now = context.clock.now();

    expect(await names()).toEqual(['a,b,c,ca', undefined]);
    expect(await names({ orderBy: 'LogStreamName', descending: true })).toEqual(['ca,c,b,a', undefined]);
    expect((await names({ orderBy: 'LastEventTime', logStreamNamePrefix: 'c' }))[0]).toBe('c,ca');
    expect((await names({ orderBy: 'LastEventTime', limit: 2 }))[0]).toBe('c,ca');
    expect((await names({ orderBy: 'LastEventTime', descending: true, limit: 2 }))[1]).toBe('2');
    expect(await names({ limit: 3 })).toEqual(['a,b,c', '3']);
    expect(await names({ limit: 3, nextToken: '3' })).toEqual(['ca', undefined]);
    expect(await call('DescribeLogStreams', { logGroupName: 'orders', logStreamNamePrefix: 'b' })).toEqual({
      logStreams: [
        {
          logStreamName: 'b',
          creationTime: now - 2,
          firstEventTimestamp: now - 2,
          lastEventTimestamp: now,
          lastIngestionTime: now,
          uploadSequenceToken: '0',
          arn: 'arn:aws:logs:us-east-1:000000000000:log-group:orders:log-stream:b',
          storedBytes: 0,
        },
      ],
    });
  });

  it('are named, or identified by an ARN with or without its star', async () => {
    append('x');
    const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:orders';

    for (const logGroupIdentifier of ['orders', logGroupArn, `${logGroupArn}:*`])
      expect(messages(await filter({ logGroupName: undefined, logGroupIdentifier }))).toEqual(['x']);
    await expect(filter({ logGroupName: undefined })).rejects.toMatchObject(
      refused('logGroupName or logGroupIdentifier is required.'),
    );
    await expect(filter({ logGroupName: 'none' })).rejects.toMatchObject(notFound('group'));
  });

  it('take a name of 1 to 512, and say which member is wrong', async () => {
    await expect(call('CreateLogGroup', { logGroupName: 'x'.repeat(512) })).resolves.toEqual({});
    await expect(call('CreateLogGroup', { logGroupName: 'x'.repeat(513) })).rejects.toThrow(/^logGroupName: /);
    await expect(call('CreateLogGroup', { logGroupName: '' })).rejects.toThrow(/^logGroupName: /);
    await expect(filter({ limit: 'x' })).rejects.toThrow(/^limit: /);
  });

  it.each([
    ['DescribeLogGroups', 50],
    ['DescribeLogStreams', 50],
    ['FilterLogEvents', 10_000],
    ['GetLogEvents', 10_000],
  ])('are shown by %s in pages of at most %d', async (name, most) => {
    append('x');
    const page = (limit: number) => call(name, { logGroupName: 'orders', logStreamName: 's', limit });

    for (const limit of [1, most]) await expect(page(limit)).resolves.toBeDefined();
    for (const limit of [0, most + 1, 1.5]) {
      await expect(page(limit)).rejects.toMatchObject(
        refused(`limit is ${limit}; it must be a whole number from 1 to ${most}.`),
      );
    }
  });

  it.each(['DescribeLogGroups', 'DescribeLogStreams', 'FilterLogEvents', 'GetLogEvents'])(
    'know the tokens of %s',
    async (name) => {
      append('x');

      for (const nextToken of ['', 'x', '1x', 'x1', '-1', 'f/', 'f/1x', 'xf/1', 'g/1']) {
        await expect(call(name, { logGroupName: 'orders', logStreamName: 's', nextToken })).rejects.toMatchObject(
          refused('The specified nextToken is invalid.'),
        );
      }
    },
  );

  describe('filtered', () => {
    it('give their events with an id of 56 digits', async () => {
      append('x');

      expect(await filter()).toEqual({
        events: [
          {
            logStreamName: 's',
            timestamp: context.clock.now(),
            message: 'x',
            ingestionTime: context.clock.now(),
            eventId: '1'.padStart(56, '0'),
          },
        ],
        searchedLogStreams: [],
      });
    });

    it('give what a pattern matches, in some streams or those of a prefix', async () => {
      append('ERROR a', 'a-1');
      append('INFO b', 'a-2');
      append('ERROR c', 'b-1');

      expect(messages(await filter({ filterPattern: 'ERROR' }))).toEqual(['ERROR a', 'ERROR c']);
      expect(messages(await filter({ logStreamNames: ['a-2', 'b-1'] }))).toEqual(['INFO b', 'ERROR c']);
      expect(messages(await filter({ logStreamNames: [] }))).toEqual([]);
      expect(messages(await filter({ logStreamNamePrefix: 'a-' }))).toEqual(['ERROR a', 'INFO b']);
      expect(messages(await filter({ logStreamNamePrefix: '-1' }))).toEqual([]);
    });

    it('give what is within a time, both ends included', async () => {
      const start = context.clock.now();
      for (const text of ['a', 'b', 'c', 'd']) {
        append(text);
        context.clock.advance(1);
      }

      expect(messages(await filter({ startTime: start + 1, endTime: start + 2 }))).toEqual(['b', 'c']);
      expect(messages(await filter({ startTime: start + 3 }))).toEqual(['d']);
      expect(messages(await filter({ endTime: start }))).toEqual(['a']);
    });

    it('go on after a page that was full, though nothing in it matched', async () => {
      for (const text of ['a', 'x', 'x', 'a']) append(text);

      const first = await filter({ limit: 2, filterPattern: 'x' });
      const second = await filter({ limit: 2, filterPattern: 'x', nextToken: first['nextToken'] });
      const third = await filter({ limit: 2, filterPattern: 'x', nextToken: second['nextToken'] });

      expect([first, second, third].map(messages)).toEqual([['x'], ['x'], []]);
      expect([first, second, third].map(({ nextToken }) => nextToken)).toEqual(['2', '4', undefined]);
    });
  });

  describe('read', () => {
    it('give the newest of a stream first of all, and the oldest when asked for the head', async () => {
      for (const text of ['a', 'b', 'c', 'd', 'e']) append(text);
      append('other', 't');

      const tail = await get({ limit: 2 });
      expect(messages(tail)).toEqual(['d', 'e']);
      expect(messages(await get({ limit: 2, nextToken: tail['nextBackwardToken'] }))).toEqual(['b', 'c']);
      const head = await get({ limit: 2, startFromHead: true });
      expect(messages(head)).toEqual(['a', 'b']);
      expect([head['nextForwardToken'], head['nextBackwardToken']]).toEqual(['f/2', 'b/1']);
      expect(messages(await get({ limit: 2, nextToken: head['nextForwardToken'] }))).toEqual(['c', 'd']);
      expect(messages(await get({ startFromHead: true, nextToken: 'b/3' }))).toEqual(['a', 'b']);
    });

    it('hand back the token that they were given at the end', async () => {
      append('a');

      expect(await get({ nextToken: 'f/1' })).toEqual({
        events: [],
        nextForwardToken: 'f/1',
        nextBackwardToken: 'b/1',
      });
      expect(await get({ startTime: context.clock.now() + 1 })).toEqual({
        events: [],
        nextForwardToken: 'f/0',
        nextBackwardToken: 'b/0',
      });
    });

    it('give what is within a time, the end left out', async () => {
      const start = context.clock.now();
      for (const text of ['a', 'b', 'c']) {
        append(text);
        context.clock.advance(1);
      }

      expect(await get({ startTime: start + 1, endTime: start + 2 })).toMatchObject({
        events: [{ message: 'b', timestamp: start + 1, ingestionTime: start + 1 }],
      });
    });

    it('need a stream that is there', async () => {
      await expect(get()).rejects.toMatchObject(notFound('stream'));
    });
  });

  describe('written to', () => {
    const target = { logGroupName: 'orders', logStreamName: 'mine' };
    const put = (logEvents: object[], input: object = {}) => call('PutLogEvents', { ...target, ...input, logEvents });
    const event = (message: string, age = 0) => ({ message, timestamp: context.clock.now() - age });
    beforeEach(() => call('CreateLogStream', target));

    it('have streams that are made once, shown without events, and removed with them', async () => {
      await expect(call('CreateLogStream', target)).rejects.toMatchObject({
        code: 'ResourceAlreadyExistsException',
        message: 'The specified log stream already exists',
      });
      expect((await call('DescribeLogStreams', { logGroupName: 'orders' }))['logStreams']).toEqual([
        {
          logStreamName: 'mine',
          creationTime: context.clock.now(),
          arn: 'arn:aws:logs:us-east-1:000000000000:log-group:orders:log-stream:mine',
          storedBytes: 0,
        },
      ]);
      await expect(get({ logStreamName: 'mine' })).resolves.toMatchObject({ events: [] });

      await put([event('x')]);
      await expect(call('DeleteLogStream', target)).resolves.toEqual({});

      await expect(get({ logStreamName: 'mine' })).rejects.toMatchObject(notFound('stream'));
      await expect(call('DeleteLogStream', target)).rejects.toMatchObject(notFound('stream'));
      append('by a function');
      await expect(call('CreateLogStream', { ...target, logStreamName: 's' })).rejects.toThrow('already exists');
      await call('CreateLogStream', target);
      await call('DeleteLogGroup', { logGroupName: 'orders' });
      store.createGroup('orders');
      expect(store.streams('orders')).toEqual([]);
    });

    it('keep events with their own times', async () => {
      const { nextSequenceToken, ...rest } = await put([event('a', 2000), event('b')]);

      expect(rest).toEqual({});
      expect(nextSequenceToken).toMatch(/^\d{56}$/);
      expect(await get({ logStreamName: 'mine' })).toMatchObject({ events: [event('a', 2000), event('b')] });
      expect(messages(await filter({ startTime: context.clock.now() - 1 }))).toEqual(['b']);
    });

    it('reject what is too old, expired or too new, and keep the rest', async () => {
      expect(await put([event('a', 14 * DAY + 1), event('b', 14 * DAY), event('c', 14 * DAY - 1)])).toMatchObject({
        rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
      });
      store.setRetention('orders', 3);
      expect(await put([event('d', 3 * DAY + 1), event('e', 3 * DAY)])).toMatchObject({
        rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 },
      });
      expect(await put([event('f', -7_200_000), event('g', -7_200_001)])).toMatchObject({
        rejectedLogEventsInfo: { tooNewLogEventStartIndex: 1 },
      });
      store.setRetention('orders', undefined);

      expect(messages(await filter())).toEqual(['b', 'c', 'e', 'f']);
    });

    it.each<[string, () => object[], string]>([
      [
        'none',
        () => [],
        "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
      [
        '10,001',
        () => Array(10_001).fill(event('x')),
        "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000",
      ],
      [
        'an empty one',
        () => [event('x'), event('')],
        "1 validation error detected: Value '' at 'logEvents.2.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
      [
        'some out of order',
        () => [event('a'), event('b', 1)],
        'Log events in a single PutLogEvents request must be in chronological order.',
      ],
      [
        'more than a day',
        () => [event('a', DAY + 1), event('b')],
        'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
      ],
      [
        'one of more than a megabyte',
        () => [event('x'.repeat(1_048_551))],
        'Log event too large: 1048577 bytes exceeds limit of 1048576',
      ],
      [
        'a megabyte in sum',
        () => [event('x'.repeat(524_263)), event('é'.repeat(262_131)), event('x')],
        'Upload too large: 1048604 bytes exceeds limit of 1048576',
      ],
    ])('refuse %s', async (_what, events, message) => {
      await expect(put(events())).rejects.toMatchObject(refused(message));
      expect(messages(await filter())).toEqual([]);
    });

    it('need a group and a stream that are there, and names that can be', async () => {
      await expect(put([event('x')], { logGroupName: 'none' })).rejects.toMatchObject(notFound('group'));
      await expect(put([event('x')], { logStreamName: 'none' })).rejects.toMatchObject(notFound('stream'));
      await expect(call('CreateLogStream', { ...target, logStreamName: 'a:b' })).rejects.toMatchObject(
        refused(
          "1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*",
        ),
      );
    });
  });

  it('cut a line at a megabyte', async () => {
    append('x'.repeat(1_048_576));
    append('y'.repeat(1_048_577));

    expect(messages(await get()).map(({ length }) => length)).toEqual([1_048_576, 1_048_576]);
  });

  it('keep their newest 20,000 lines, and are pruned once in 500 of a group', () => {
    context.database.write(() => {
      for (let n = 0; n < 20_499; n++) append(`${n}`);
    });
    const count = () => Number(context.database.get('SELECT count(*) AS n FROM logs_events')?.['n']);
    expect(count()).toBe(20_499);
    store.ensureGroup('other');
    append('o', 's', 'other');

    append('last');

    expect(count()).toBe(20_001);
    expect(store.read({ group: 'orders', limit: 1 })).toMatchObject([{ message: '500' }]);
    expect(store.read({ group: 'other', limit: 1 })).toHaveLength(1);
  });

  it('lose what is older than they keep when they are pruned', () => {
    store.setRetention('orders', 1);
    append('old');
    context.clock.advance(DAY + 1);
    for (let n = 0; n < 499; n++) append('x');

    expect(Number(context.database.get('SELECT count(*) AS n FROM logs_events')?.['n'])).toBe(499);
  });

  it.each(['StartLiveTail', 'StartQuery', 'GetQueryResults', 'PutMetricFilter', 'PutSubscriptionFilter'])(
    'do not perform %s',
    async (name) => {
      await expect(call(name)).rejects.toMatchObject({
        code: 'UnsupportedOperationException',
        message: `The local stack does not perform logs:${name}.`,
      });
    },
  );
});

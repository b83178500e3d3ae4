import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redactArchivedText } from '../../../../src/domain/card-data/redact-archived-text.ts';
import { checkpointFile } from '../../../../src/operator/replay/archive/checkpoint.ts';
import { archiveLine } from '../../../support/archive.ts';
import { at, lines, type OpenArchiveReplay, openArchiveReplay } from '../../../support/archive-replay.ts';
import { TEST_CARDS } from '../../../support/card-numbers.ts';
import { STACK_ID, TOPIC_ARN } from '../../../support/replay-stack.ts';

describe('a replay from the archive', () => {
  let replay: OpenArchiveReplay;
  let stack: OpenArchiveReplay['stack'];
  let checkpointFolder: string;
  let run: OpenArchiveReplay['run'];
  let bodies: OpenArchiveReplay['bodies'];
  let checkpoint: OpenArchiveReplay['checkpoint'];
  beforeEach(async () => {
    replay = await openArchiveReplay();
    ({ stack, checkpointFolder, run, bodies, checkpoint } = replay);
  });
  afterEach(() => replay.close());
  const unmasked = { masked: 0, possiblyMasked: 0, skipped: 0, includeMasked: false, skipPossiblyMasked: false };
  const range = {
    from: at(0),
    to: at(30),
    bucket: 'archive',
    settled: true,
    arrived: { from: '2026-01-10T09:45:00.000Z', to: '2026-01-24T10:30:00.000Z' },
  };

  it('sends the events of its window, in their order, each with its name', async () => {
    const key = await stack.deliver(at(1), lines(1, 2));
    await stack.deliver(at(3), lines(0, 29, 30));
    const started: unknown[] = [];

    const result = await run({}, { onStart: (id, of) => started.push([id, of, checkpoint()?.state]) });

    expect(started).toEqual([['r', range, 'running']]);
    const messages = stack.drain('orders');
    expect(messages.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":2}', '{"n":0}', '{"n":29}']);
    expect(messages[0]?.messageAttributes).toEqual({
      'occurred-at': { DataType: 'String', StringValue: at(1) },
      'replay-id': { DataType: 'String', StringValue: 'r' },
    });
    expect(result).toEqual({
      replayId: 'r',
      destination: 'orders',
      state: 'done',
      objects: 2,
      read: 4,
      matched: 4,
      sent: 4,
      unsent: 0,
      ...unmasked,
      unreadable: 0,
      ...range,
      seconds: 0,
      rate: 0,
      checkpoint: join(checkpointFolder, 'r.json'),
      unsentFile: null,
      outcomes: null,
    });
    expect(checkpoint()).toEqual({
      version: 1,
      id: 'r',
      state: 'done',
      boundTo: { stackId: STACK_ID, endpoint: stack.operator.connection.endpoint, region: 'us-east-1' },
      begun: new Date(stack.clock.now()).toISOString(),
      bucket: 'archive',
      prefix: 'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/',
      from: at(0),
      to: at(30),
      lateMs: 14 * 86_400_000,
      policy: null,
      scope: 'MessageAttributes',
      destination: 'orders',
      limit: null,
      position: { key: expect.not.stringContaining(key), line: 2 },
      matched: 4,
      sent: 4,
      unsent: 0,
      ...unmasked,
    });
  });

  it.each([
    ['2026-01-10T10:45:59.999Z', false],
    ['2026-01-10T10:46:00.000Z', true],
  ])('knows at %s whether all of its events have had the time to be archived: %s', async (now, settled) => {
    // A bucket without its stream waits fifteen minutes at most, and a forwarder one more.
    stack.clock.advance(Date.parse(now) - stack.clock.now());

    expect(await run()).toMatchObject({ settled, read: 0, sent: 0, state: 'done' });
    expect(checkpoint()).toMatchObject({ state: 'done', position: null });
  });

  it('sends what its policy takes, by attributes or by bodies, up to its limit', async () => {
    await stack.deliver(at(1), lines(1, 2, 3, 2, 2, 2));
    const policy = { filterPolicy: '{"n":[2]}', scope: 'MessageBody' };

    expect(await run({ ...policy, limit: 2 })).toMatchObject({ state: 'limit', read: 4, matched: 2, sent: 2 });
    expect(bodies()).toEqual(['{"n":2}', '{"n":2}']);
    expect(checkpoint()).toMatchObject({ state: 'limit', limit: 2, policy: '{"n":[2]}', scope: 'MessageBody' });

    expect(await run({ resume: 'r', limit: 3 })).toMatchObject({ state: 'limit', read: 1, matched: 3, sent: 3 });
    expect(await run({ resume: 'r', limit: 9 })).toMatchObject({ state: 'done', read: 1, matched: 4, sent: 4 });
    expect(bodies()).toEqual(['{"n":2}', '{"n":2}']);
  });

  it('sends what its policy takes by the attributes of each event', async () => {
    const withAttribute = (value: string) =>
      archiveLine(at(2), `"${value}"`).replace(
        '"attributes":{}',
        `"attributes":{"k":{"type":"String","value":"${value}"}}`,
      );
    await stack.deliver(at(1), lines(1) + withAttribute('v') + withAttribute('w'));

    expect(await run({ filterPolicy: '{"k":["v"]}' })).toMatchObject({ read: 3, matched: 1, sent: 1 });
    expect(bodies()).toEqual(['"v"']);
  });

  it('keeps its pace by the clock of the stack, in batches of its own size', async () => {
    await stack.deliver(at(1), lines(...Array.from({ length: 7 }, (_, n) => n + 1)));

    const result = await run({ rate: 30 });

    expect(stack.inputsOf('SendMessageBatch')).toHaveLength(3);
    expect(stack.waits).toEqual([100, 100]);
    expect(result).toMatchObject({ sent: 7, seconds: 0.2, rate: 35 });
  });

  it('ends at the signal, and goes on behind what was sent', async () => {
    await stack.deliver(at(1), lines(...Array.from({ length: 12 }, (_, n) => n + 1)));
    const abort = new AbortController();
    stack.state.before = (operation) => {
      if (operation === 'SendMessageBatch') abort.abort();
    };

    expect(await run({}, { signal: abort.signal })).toMatchObject({ state: 'interrupted', sent: 10, matched: 11 });
    expect(bodies()).toHaveLength(10);
    expect(checkpoint()).toMatchObject({ state: 'running', matched: 10, sent: 10, position: { line: 10 } });

    stack.state.before = () => {};
    expect(await run({ resume: 'r', rate: 100 })).toMatchObject({
      state: 'done',
      read: 2,
      matched: 12,
      sent: 12,
      rate: 0,
    });
    expect(bodies()).toEqual(['{"n":11}', '{"n":12}']);
  });

  it('ends at what cannot be read, unless it passes over it', async () => {
    const key = await stack.deliver(at(1), lines(1) + archiveLine('2026-13-01T00:00:00.000Z', '{}') + lines(2));
    const stranger = await stack.deliver(at(5), 'x', 'stranger');
    const passed: unknown[] = [];
    const reason = 'no delivery stream names its objects like this';

    await expect(run()).rejects.toMatchObject({
      name: 'OperationError',
      message: `line 2 of ${key} cannot be read: 2026-13-01T00:00:00.000Z is no time (skipUnreadable passes over it); 1 events are sent, resume r goes on behind them`,
      cause: expect.objectContaining({
        message: `line 2 of ${key} cannot be read: 2026-13-01T00:00:00.000Z is no time (skipUnreadable passes over it)`,
      }),
    });
    expect(bodies()).toEqual(['{"n":1}']);

    const result = await run({ resume: 'r', skipUnreadable: true }, { onPassedOver: (place) => passed.push(place) });
    expect(result).toMatchObject({ state: 'done', sent: 2, unreadable: 2 });
    expect(passed).toEqual([
      { what: 'unreadable', key, line: 2, reason: '2026-13-01T00:00:00.000Z is no time' },
      { what: 'unreadable', key: stranger, line: undefined, reason },
    ]);
    expect(bodies()).toEqual(['{"n":2}']);
  });

  it('names an object that is none of the archive as a whole', async () => {
    const stranger = await stack.deliver(at(5), 'x', 'stranger');

    await expect(run()).rejects.toThrow(
      `${stranger} cannot be read: no delivery stream names its objects like this (skipUnreadable passes over it); 0 events`,
    );
    expect(await run({ resume: 'r', skipUnreadable: true })).toMatchObject({ state: 'done', unreadable: 1 });
  });

  it('keeps the places of what can never be sent in a file', async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`a${n}`, { type: 'String', value: 'x' }]),
    );
    const full = archiveLine(at(2), '{}').replace('"attributes":{}', `"attributes":${JSON.stringify(attributes)}`);
    const key = await stack.deliver(at(1), lines(1) + full);
    const passed: unknown[] = [];

    const result = await run({}, { onPassedOver: (place) => passed.push(place) });

    const reason = 'The message has 12 attributes with occurred-at and replay-id; SQS takes at most 10.';
    expect(result).toMatchObject({ state: 'done', matched: 2, sent: 1, unsent: 1 });
    expect(result.unsentFile).toBe(join(checkpointFolder, 'r.unsent.jsonl'));
    expect(readFileSync(result.unsentFile ?? '', 'utf8')).toBe(`${JSON.stringify({ key, line: 2, reason })}\n`);
    expect(passed).toEqual([{ what: 'unsendable', key, line: 2, reason }]);
    expect(checkpoint()).toMatchObject({ matched: 2, sent: 1, unsent: 1 });
  });

  describe('of events with masked values', () => {
    const CARD = TEST_CARDS.Visa;
    const redactedLine = (minute: number, body: string) => redactArchivedText(archiveLine(at(minute), body));
    const chance = redactedLine(2, `{"payment":{"id":${CARD},"card-owner":"Jo"}}`);
    const looksSo = archiveLine(at(3), `{"payment":{"id":"${'*'.repeat(16)}"}}`);
    const onlyDropped = redactedLine(4, '{"payment":{"id":4,"card-owner":"Jo"}}');
    const whole = [lines(1), chance, looksSo, onlyDropped].join('');

    it('sends the others, keeps the places of those in a file, and never writes a mask that it knows of', async () => {
      const key = await stack.deliver(at(1), whole);
      const passed: unknown[] = [];

      const result = await run({}, { onPassedOver: (place) => passed.push(place) });

      const counts = { matched: 4, sent: 3, masked: 1, possiblyMasked: 1, skipped: 1 };
      const reason = 'redaction masked values of it: /event/payment/id';
      expect(bodies()).toEqual(['{"n":1}', `{"payment":{"id":"${'*'.repeat(16)}"}}`, '{"payment":{"id":4}}']);
      expect(result).toMatchObject({ state: 'done', ...counts, includeMasked: false, skipPossiblyMasked: false });
      expect(readFileSync(result.unsentFile ?? '', 'utf8')).toBe(`${JSON.stringify({ key, line: 2, reason })}\n`);
      expect(passed).toEqual([{ what: 'masked', key, line: 2, reason }]);
      expect(checkpoint()).toMatchObject(counts);
    });

    it('sends them too where that is asked, and leaves out those that look so where that is', async () => {
      await stack.deliver(at(1), whole);

      expect(await run({ id: 'all', includeMasked: true })).toMatchObject({
        sent: 4,
        masked: 1,
        skipped: 0,
        unsentFile: null,
      });
      expect(await run({ id: 'sure', skipPossiblyMasked: true })).toMatchObject({
        sent: 2,
        possiblyMasked: 1,
        skipped: 2,
      });
    });

    it('goes on as it was begun, and counts on', async () => {
      await stack.deliver(at(1), whole + chance + looksSo);
      await run({ includeMasked: true, skipPossiblyMasked: true, limit: 4 });

      expect(await run({ resume: 'r', limit: 9 })).toMatchObject({
        state: 'done',
        matched: 6,
        sent: 4,
        masked: 2,
        possiblyMasked: 2,
        skipped: 2,
        includeMasked: true,
        skipPossiblyMasked: true,
      });
    });
  });

  it('tells where to go on when its destination goes away', async () => {
    await stack.deliver(at(1), lines(...Array.from({ length: 11 }, (_, n) => n + 1)));
    await stack.queue('other');
    stack.state.before = (operation) => {
      if (operation !== 'SendMessageBatch') return;
      stack.state.before = () => {
        stack.state.before = () => {};
        void stack.deleteQueue('orders');
      };
    };

    await expect(run()).rejects.toMatchObject({
      name: 'OperationError',
      message: expect.stringMatching(
        /^1 events could not be sent \(.*\); 10 events are sent, resume r goes on behind them$/,
      ),
    });
    expect(await run({ resume: 'r', destination: 'other' })).toMatchObject({ state: 'done', sent: 11 });
    expect(bodies('other')).toEqual(['{"n":11}']);
    expect(checkpoint()).toMatchObject({ destination: 'other' });
  });

  it('tells how far it is', async () => {
    await stack.deliver(at(1), lines(...Array.from({ length: 12 }, (_, n) => 2 * n + 4)));
    const told: unknown[] = [];
    stack.state.before = (operation) => {
      if (operation === 'SendMessageBatch') stack.clock.advance(2000);
    };

    await run({}, { onProgress: (progress) => told.push(progress) });

    // The eleventh event is of 10:24, 80 % of the window.
    expect(told).toEqual([{ matched: 11, read: 11, sent: 10, perSecond: 5, share: 0.8, secondsLeft: 1 }]);
  });

  it('is run once at a time, and leaves nothing locked', async () => {
    const unlock = checkpointFile(checkpointFolder, 'r').lock();

    await expect(run()).rejects.toMatchObject({ name: 'ReplayRunningError', holder: process.pid });
    unlock();

    expect(await run()).toMatchObject({ state: 'done' });
    checkpointFile(checkpointFolder, 'r').lock()();
  });

  it('goes to the topic only where that is said twice', async () => {
    await stack.topic('orders');
    await stack.deliver(at(1), lines(1));
    const refused = {
      name: 'RequestError',
      message:
        'a replay to the topic sends every event to every subscriber again: it is archived, indexed and buffered a second time; say yesAllForks to do it, or name a queue with destination',
    };

    await expect(run({ destination: 'topic' })).rejects.toMatchObject(refused);
    expect(checkpoint()).toBeUndefined();
    expect(await run({ destination: 'topic', yesAllForks: true })).toMatchObject({ destination: TOPIC_ARN, sent: 1 });
    expect(checkpoint()).toMatchObject({ destination: 'topic', state: 'done' });
    expect(bodies()).toEqual(['{"n":1}']);
  });

  it('that went to the topic goes on there only where that is said again', async () => {
    await stack.topic('orders');
    await stack.deliver(at(1), lines(1, 2));
    await run({ destination: 'topic', yesAllForks: true, limit: 1 });

    await expect(run({ resume: 'r', destination: undefined, limit: 2 })).rejects.toThrow('say yesAllForks to do it');
    expect(await run({ resume: 'r', destination: undefined, limit: 2, yesAllForks: true })).toMatchObject({ sent: 2 });
  });
});

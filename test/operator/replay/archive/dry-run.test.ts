import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPrices } from '../../../../src/domain/cost/list-prices.ts';
import { tryReplay } from '../../../../src/operator/replay/archive/dry-run.ts';
import type { ReplayRequest } from '../../../../src/operator/replay/archive/plan.ts';
import { archiveLine } from '../../../support/archive.ts';
import { TEST_CARDS } from '../../../support/card-numbers.ts';
import { openReplayStack, type ReplayStack, TOPIC_ARN } from '../../../support/replay-stack.ts';

const at = (minute: number) => `2026-01-10T10:${String(minute).padStart(2, '0')}:00.000Z`;

describe('the dry run of a replay', () => {
  let stack: ReplayStack;
  let checkpointFolder: string;
  beforeEach(async () => {
    stack = await openReplayStack();
    checkpointFolder = mkdtempSync(join(tmpdir(), 'forks-dry-run-'));
  });
  afterEach(async () => {
    await stack.close();
    rmSync(checkpointFolder, { recursive: true, force: true });
  });
  const attempt = (request: Partial<ReplayRequest & { first: number }> = {}, watch?: Parameters<typeof tryReplay>[2]) =>
    tryReplay(
      stack.operator,
      {
        checkpointFolder,
        id: 'r',
        from: Date.parse(at(0)),
        to: Date.parse(at(30)),
        bucket: 'archive',
        destination: 'orders',
        first: 1,
        ...request,
      },
      watch,
    );

  it('reads all, names the first, sends nothing and leaves nothing behind', async () => {
    const attributes = '{"event-id":{"type":"String","value":"e-1"}}';
    const line = archiveLine(at(1), `{"card":"${TEST_CARDS.Visa}"}`).replace(
      '"attributes":{}',
      `"attributes":${attributes}`,
    );
    const key = await stack.deliver(
      at(1),
      `${line}${archiveLine('2026-13-01T00:00:00.000Z', '{}')}${archiveLine(at(2), 'x'.repeat(300))}`,
    );
    const passed: unknown[] = [];
    stack.state.before = (operation) => {
      if (operation === 'GetQueueUrl') stack.clock.advance(250);
    };

    const result = await attempt({ first: 2, rate: 1 }, { onPassedOver: (place) => passed.push(place) });

    expect(result).toEqual({
      dryRun: true,
      matched: 2,
      objects: 1,
      first: [
        {
          id: `id-${at(1)}`,
          eventId: 'e-1',
          publishedAt: at(1),
          key,
          line: 1,
          body: expect.not.stringContaining(TEST_CARDS.Visa),
        },
        { id: `id-${at(2)}`, eventId: null, publishedAt: at(2), key, line: 3, body: 'x'.repeat(200) },
      ],
      read: 2,
      unsendable: 0,
      masked: 0,
      possiblyMasked: 0,
      skipped: 0,
      includeMasked: false,
      skipPossiblyMasked: false,
      maskedEvents: [],
      unreadable: [{ key, line: 2, reason: '2026-13-01T00:00:00.000Z is no time' }],
      destination: 'orders',
      from: at(0),
      to: at(30),
      bucket: 'archive',
      settled: true,
      arrived: { from: '2026-01-10T09:45:00.000Z', to: '2026-01-24T10:30:00.000Z' },
      rate: 1,
      estimate: {
        // At one event a second two seconds, which is longer than two calls of a quarter.
        seconds: 2,
        dollars: 2 * listPrices.sqsRequest + listPrices.s3Get + listPrices.s3Put,
      },
    });
    expect(passed).toEqual([{ what: 'unreadable', key, line: 2, reason: '2026-13-01T00:00:00.000Z is no time' }]);
    expect(stack.drain('orders')).toEqual([]);
    expect(readdirSync(checkpointFolder)).toEqual([]);
  });

  it('reckons by what its calls and its reading take where no rate is given', async () => {
    await stack.deliver(at(1), [1, 2, 3].map((minute) => archiveLine(at(minute), `{"n":${minute}}`)).join(''));
    stack.state.before = (operation) => {
      if (operation === 'GetQueueUrl') stack.clock.advance(250);
    };

    expect(await attempt({ first: 0 })).toMatchObject({
      first: [],
      matched: 3,
      rate: null,
      estimate: { seconds: 0.3, dollars: listPrices.sqsRequest + listPrices.s3Get + listPrices.s3Put },
    });
  });

  it('tells what could not be sent', async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`a${n}`, { type: 'String', value: 'x' }]),
    );
    const line = archiveLine(at(1), '{}').replace('"attributes":{}', `"attributes":${JSON.stringify(attributes)}`);
    const key = await stack.deliver(at(1), line);
    const passed: unknown[] = [];

    expect(await attempt({}, { onPassedOver: (place) => passed.push(place) })).toMatchObject({
      matched: 1,
      unsendable: 1,
      estimate: { dollars: listPrices.s3Get + listPrices.s3Put },
    });
    expect(passed).toEqual([
      {
        what: 'unsendable',
        key,
        line: 1,
        reason: 'The message has 12 attributes with occurred-at and replay-id; SQS takes at most 10.',
      },
    ]);
  });

  it('names and counts the events with masked values, and those that look so', async () => {
    const noted = (minute: number, note: string) =>
      archiveLine(at(minute), '{"id":"****"}').replace('"event":', `"redacted":${note},"event":`);
    const key = await stack.deliver(
      at(1),
      [
        noted(1, '{"dropped":1,"masked":["/event/id"],"more":2}'),
        archiveLine(at(2), '{"id":0}'),
        archiveLine(at(3), '{"id":7}'),
        noted(4, '{"dropped":3,"masked":[]}'),
      ].join(''),
    );
    const place = (minute: number) => ({ id: `id-${at(minute)}`, eventId: null, publishedAt: at(minute), key });

    expect(await attempt()).toMatchObject({
      matched: 4,
      masked: 1,
      possiblyMasked: 1,
      skipped: 1,
      maskedEvents: [
        { ...place(1), line: 1, certain: true, masked: ['/event/id'], more: 2 },
        { ...place(2), line: 2, certain: false, masked: [], more: 0 },
      ],
    });
    expect(await attempt({ includeMasked: true })).toMatchObject({ masked: 1, skipped: 0, includeMasked: true });
    expect(await attempt({ skipPossiblyMasked: true })).toMatchObject({ possiblyMasked: 1, skipped: 2 });
  });

  it('names a hundred of them', async () => {
    await stack.deliver(at(1), archiveLine(at(1), '{"id":0}').repeat(101));

    const { possiblyMasked, maskedEvents } = await attempt();

    expect([possiblyMasked, maskedEvents.length]).toEqual([101, 100]);
  });

  it('tells an object that is none of the archive', async () => {
    const key = await stack.deliver(at(1), 'x', 'stranger');

    expect((await attempt()).unreadable).toEqual([
      { key, line: null, reason: 'no delivery stream names its objects like this' },
    ]);
  });

  it('may be of a replay to the topic, without a second word', async () => {
    await stack.topic('orders');
    await stack.deliver(at(1), archiveLine(at(1), '{}'));

    expect(await attempt({ destination: 'topic' })).toMatchObject({
      destination: TOPIC_ARN,
      estimate: { dollars: listPrices.snsPublish + listPrices.s3Get + listPrices.s3Put },
    });
    expect(stack.drain('orders')).toEqual([]);
  });
});

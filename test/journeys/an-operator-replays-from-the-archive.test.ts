import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { runForks } from '../../src/cli/run-forks.ts';
import { checkoutMessage } from '../../src/domain/order/checkout-message.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { archiveLine } from '../support/archive.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;
let copy: string;
let window: string[];
const folder = mkdtempSync(join(tmpdir(), 'replays-'));

const publish = (body: string, attributes = {}) =>
  shop.sns.send(
    new PublishCommand({ TopicArn: shop.output('CheckoutTopicArn'), Message: body, MessageAttributes: attributes }),
  );
const stackTime = async () => ((await (await fetch(`${shop.awsUrl}/_local/clock`)).json()) as { now: string }).now;

beforeAll(async () => {
  shop = await startShop({ speed: 0 });
  const { QueueUrl = '' } = await shop.sqs.send(new CreateQueueCommand({ QueueName: 'copy' }));
  copy = QueueUrl;
  const from = await stackTime();
  for (let n = 1; n <= 12; n++) {
    const { body, attributes } = checkoutMessage(checkoutBody(`o-${n}`, n * 20), Date.now());
    await publish(body, { ...attributes, signature: { DataType: 'Binary.v1', BinaryValue: Buffer.from([n, 255]) } });
  }
  await shop.flush();
  shop.advance(1);
  window = ['--from', from, '--to', await stackTime()];
  shop.advance(60);
});

afterAll(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true });
});

async function replay(argv: readonly string[], wait = async (_ms: number, _interrupt: AbortController) => {}) {
  const { terminal, printed, warned, interrupt } = createMemoryTerminal();
  const clock = {
    now: () => 0,
    wait: async (ms: number) => {
      await wait(ms, interrupt);
      await setImmediate();
    },
  };
  const code = await runForks(['--endpoint', shop.awsUrl, '--json', 'replay', 'archive', ...argv], {
    terminal,
    clock,
    env: { XDG_STATE_HOME: folder },
  });
  return { code, warned, document: JSON.parse(printed[0] ?? '{}') };
}

async function receiveCopies() {
  const messages = await shop.receiveAll(copy);
  shop.advance(60);
  await shop.sqs.send(new PurgeQueueCommand({ QueueUrl: copy }));
  return messages;
}

const ids = (messages: Awaited<ReturnType<typeof receiveCopies>>) =>
  messages.map(({ MessageAttributes = {} }) => MessageAttributes['event-id']?.StringValue).sort();

test('events arrive as they were published, but for card data and the replay id', async () => {
  const { code, warned, document } = await replay([...window, '--destination', 'copy', '--id', 'whole']);

  expect({ code, warned }).toEqual({ code: 0, warned: [] });
  expect(document).toMatchObject({
    replayId: 'whole',
    destination: 'copy',
    state: 'done',
    objects: 1,
    sent: 12,
    settled: false,
  });
  const messages = await receiveCopies();
  expect(messages).toHaveLength(12);
  const first = messages.find(({ MessageAttributes }) => MessageAttributes?.['event-id']?.StringValue === 'o-1');
  expect(first?.MessageAttributes).toEqual({
    amount: { DataType: 'Number', StringValue: '20' },
    'event-id': { DataType: 'String', StringValue: 'o-1' },
    'event-type': { DataType: 'String', StringValue: 'checkout' },
    'occurred-at': { DataType: 'String', StringValue: expect.stringMatching(/^\d{4}-.*Z$/) },
    signature: { DataType: 'Binary.v1', BinaryValue: new Uint8Array([1, 255]) },
    'replay-id': { DataType: 'String', StringValue: 'whole' },
  });
  const { payment, ...order } = JSON.parse(checkoutBody('o-1', 20));
  expect(JSON.parse(first?.Body ?? '')).toEqual({
    ...order,
    payment: Object.fromEntries(Object.entries(payment).filter(([key]) => !key.startsWith('card-'))),
  });
});

test.each([
  ['{"amount":[{"numeric":[">=",200]}]}', [], ['o-10', 'o-11', 'o-12']],
  ['{"event-id":["o-3",{"suffix":"1"}]}', [], ['o-1', 'o-11', 'o-3']],
  ['{"payment":{"amount":[40]}}', ['--scope', 'MessageBody'], ['o-2']],
  ['{"signature":[{"exists":true}]}', [], []],
])('the filter policy %s chooses as a subscription does', async (policy, scope, expected) => {
  const file = join(folder, 'policy.json');
  writeFileSync(file, policy);

  const tried = await replay([...window, '--dry-run', '--first', '12', '--filter-policy', policy, ...scope]);
  const sent = await replay([...window, '--filter-policy', file, ...scope, '--destination', copy]);

  expect(tried.document).toMatchObject({ matched: expected.length, read: 12, objects: 1 });
  expect(tried.document.first.map(({ eventId }: { eventId: string }) => eventId).sort()).toEqual(expected);
  expect(sent.document).toMatchObject({ sent: expected.length });
  expect(ids(await receiveCopies())).toEqual(expected);
});

test('a replay stops at its limit and goes on with a higher one', async () => {
  const arn = 'arn:aws:sqs:us-east-1:000000000000:copy';
  const first = await replay([...window, '--destination', arn, '--id', 'limited', '--limit', '5']);
  expect(first).toMatchObject({ code: 0, document: { state: 'limit', sent: 5 } });
  expect(await replay(['--resume', 'limited'])).toMatchObject({
    code: 2,
    warned: ['forks: the replay limited has reached its limit of 5 events: give a higher --limit to go on'],
  });

  const second = await replay(['--resume', 'limited', '--limit', '100', ...window]);

  expect(second).toMatchObject({ code: 0, document: { state: 'done', sent: 12 } });
  expect(ids(await receiveCopies())).toEqual(Array.from({ length: 12 }, (_, n) => `o-${n + 1}`).sort());
});

test('Ctrl-C ends a replay behind a whole batch, from where it goes on', async () => {
  const slow = await replay(
    [...window, '--destination', 'copy', '--id', 'broken', '--rate', '2'],
    async (_ms, interrupt) => interrupt.abort(),
  );
  expect(slow).toMatchObject({ code: 1, document: { state: 'interrupted', sent: 2 } });

  const { document } = await replay(['--resume', 'broken']);

  expect(document).toMatchObject({ state: 'done', sent: 12 });
  expect(await receiveCopies()).toHaveLength(12);
});

test('what SQS throttles is sent again until it is through', async () => {
  shop.faults.replace({
    seed: 3,
    rules: [
      { service: 'sqs', operation: 'SendMessageBatch', kind: 'partial', rate: 0.3 },
      { service: 'sqs', operation: 'SendMessageBatch', kind: 'throttle', rate: 0.3 },
    ],
  });
  const { code, document } = await replay([...window, '--destination', 'copy']);
  shop.faults.clear();

  expect({ code, sent: document.sent }).toEqual({ code: 0, sent: 12 });
  expect(ids(await receiveCopies())).toHaveLength(12);
});

test('a FIFO queue takes every event of a replay once, however often it is run', async () => {
  const attributes = { FifoQueue: 'true' };
  const { QueueUrl = '' } = await shop.sqs.send(
    new CreateQueueCommand({ QueueName: 'copy.fifo', Attributes: attributes }),
  );

  await replay([...window, '--destination', 'copy.fifo', '--id', 'fifo']);
  await replay([...window, '--destination', 'copy.fifo', '--id', 'fifo']);

  expect(await shop.receiveAll(QueueUrl)).toHaveLength(12);
});

test('to the topic only with a word for it, and then every fork has every event again', async () => {
  const refused = await replay([...window, '--destination', 'topic']);
  expect(refused).toMatchObject({
    code: 2,
    warned: [expect.stringMatching(/every event to every subscriber again: .* say --yes-all-forks/)],
  });

  const { document } = await replay([...window, '--destination', 'topic', '--yes-all-forks', '--id', 'all']);
  await shop.flush();

  expect(document).toMatchObject({ sent: 12, destination: shop.output('CheckoutTopicArn') });
  const lines = (await shop.backupLines()).map((line) => JSON.parse(line));
  expect(lines).toHaveLength(24);
  expect(lines.filter(({ attributes }) => attributes['replay-id']?.value === 'all')).toHaveLength(12);
  expect((await shop.documents()).filter(({ id }) => id === 'o-12')).toHaveLength(2);
});

describe('with objects that are damaged or foreign', () => {
  const day = 'events/dt=2026-02-03/hr=04/';
  const name = (minute: string) => `${day}backup-1-2026-02-03-04-${minute}-00-00000000-0000-0000-0000-000000000000.gz`;
  const days = ['--from', '2026-02-03T04:00:00Z', '--to', '2026-02-03T05:00:00Z', '--destination', 'copy'];
  const put = (Key: string, Body: string | Uint8Array) =>
    shop.s3.send(new PutObjectCommand({ Bucket: shop.output('BackupBucketName'), Key, Body }));

  beforeAll(async () => {
    const full = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`a${n}`, { type: 'String', value: 'x' }]));
    const line = archiveLine('2026-02-03T04:10:00.000Z', 'full').replace(
      '"attributes":{}',
      `"attributes":${JSON.stringify(full)}`,
    );
    await put(name('10'), gzipSync(`${archiveLine('2026-02-03T04:10:00.000Z', 'one')}${line}`));
    await put(name('20'), gzipSync(archiveLine('2026-02-03T04:20:00.000Z', 'lost')).subarray(0, 40));
    await put(name('30'), gzipSync(archiveLine('2026-02-03T04:30:00.000Z', 'two')));
    await put(`${day}notes.txt`, 'somebody put this here');
  });

  test('a dry run names them, and what can never be sent', async () => {
    const { code, warned, document } = await replay([...days, '--dry-run']);

    expect(code).toBe(1);
    expect(document).toMatchObject({
      matched: 3,
      unsendable: 1,
      unreadable: [
        { key: name('20'), line: 1, reason: expect.any(String) },
        { key: `${day}notes.txt`, line: null, reason: expect.any(String) },
      ],
    });
    expect(warned[0]).toBe(
      `forks: line 2 of ${name('10')} cannot be sent: The message has 12 attributes with occurred-at and replay-id; SQS takes at most 10.`,
    );
  });

  test('a replay ends at them, and passes over them with a word for it', async () => {
    const first = await replay([...days, '--id', 'damaged']);
    expect(first.code).toBe(1);
    expect(first.warned.at(-1)).toMatch(
      new RegExp(`^forks: line 1 of ${name('20')} cannot be read: .*; 1 events are sent, --resume damaged goes on`),
    );

    const { code, warned, document } = await replay(['--resume', 'damaged', '--skip-unreadable']);

    expect(code).toBe(1);
    expect(warned.map((line) => line.split(':')[1])).toEqual([
      ` line 1 of ${name('20')} is passed over`,
      ` ${day}notes.txt is passed over`,
    ]);
    expect(document).toMatchObject({ state: 'done', sent: 2, unsent: 1, unreadable: 2 });
    expect(
      readFileSync(document.unsentFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ key: name('10'), line: 2, reason: expect.stringContaining('12 attributes') }]);
    expect((await receiveCopies()).map(({ Body }) => Body)).toEqual(['one', 'two']);
  });
});

test.each([
  [['--to', '1h'], 'say which events: --from T --to T, or --resume ID for a replay that was interrupted'],
  [['--from', '1h', '--to', '2h'], /^--from .* is not before --to /],
  [['--from', '1h', '--to', '0s', '--late', 'soon'], "'soon' is no duration: give one as 4d or 12h"],
  [['--from', '1h', '--to', '0s', '--id', 'original'], /^'original' names deliveries that are no archive replay/],
  [['--from', '1h', '--to', '0s', '--id', '../x'], /^'\.\.\/x' is no name for a replay/],
  [['--from', '1h', '--to', '0s', '--filter-policy', '{"a":[]}'], /Filter policy|empty/i],
  [['--resume', 'never'], /^there is no replay never to resume: .*never\.json does not exist$/],
  [['--resume', 'limited', '--id', 'other'], /^--resume limited goes on under its own name/],
  [['--from', '1h', '--to', '0s', '--on-aws'], /^--on-aws is not offered: /],
])('%j is answered with what to type', async (argv, expected) => {
  const { code, warned } = await replay(argv);

  expect(code).toBe(2);
  expect(warned).toEqual([typeof expected === 'string' ? `forks: ${expected}` : expect.anything()]);
  if (typeof expected !== 'string') expect(warned[0]?.replace(/^forks: /, '')).toMatch(expected);
});

test('a destination that is not there gets nothing', async () => {
  const { code, warned } = await replay([...window, '--destination', 'nowhere', '--id', 'lost']);

  expect(code).toBe(1);
  expect(warned).toEqual([
    expect.stringMatching(/^forks: the destination nowhere cannot be reached, so nothing is sent: QueueDoesNotExist/),
  ]);
  expect(await replay(['--resume', 'lost'])).toMatchObject({ code: 2 });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { PublishCommand } from '@aws-sdk/client-sns';
import { runForks } from '../../src/cli/run-forks.ts';
import { checkoutMessage } from '../../src/domain/order/checkout-message.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'aimed-'));
const dataDir = join(folder, 'data');
const checkpointOf = (id: string) => join(folder, 'event-fork-pipelines', 'replays', `${id}.json`);
let shop: Shop;
let window: string[];

const timeOf = async ({ awsUrl }: Shop) =>
  ((await (await fetch(`${awsUrl}/_local/clock`)).json()) as { now: string }).now;

/** Sells orders, each with the same payment, and lets the forks take them. */
async function sell(at: Shop, amounts: Readonly<Record<string, number>>): Promise<void> {
  const now = Date.parse(await timeOf(at));
  for (const [id, amount] of Object.entries(amounts)) {
    const { body, attributes } = checkoutMessage(checkoutBody(id, amount), now);
    await at.sns.send(
      new PublishCommand({ TopicArn: at.output('CheckoutTopicArn'), Message: body, MessageAttributes: attributes }),
    );
  }
  await at.flush();
}

/** What happens while a command waits: the stack does all that it has to do. */
let letWork = async (at: Shop): Promise<void> => void (await at.flush());

async function forks(at: Shop, ...argv: string[]) {
  const { terminal, printed, warned } = createMemoryTerminal();
  const clock = { now: () => 0, wait: async () => letWork(at) };
  const code = await runForks(['--endpoint', at.awsUrl, ...argv], { terminal, clock, env: { XDG_STATE_HOME: folder } });
  return { code, printed, warned };
}
const replay = (at: Shop, ...argv: string[]) => forks(at, 'replay', 'archive', ...argv);
async function replayJson(at: Shop, ...argv: string[]) {
  const { code, printed, warned } = await forks(at, '--json', 'replay', 'archive', ...argv);
  return { code, warned, document: JSON.parse(printed[0] ?? '{}') };
}
const amounts = async () => (await shop.orders()).map((row) => row['PaymentAmount']?.N).sort();

beforeAll(async () => {
  shop = await startShop({ speed: 0, dataDir });
  const from = await timeOf(shop);
  await sell(shop, Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`o-${n}`, 100 + n])));
  shop.advance(1);
  window = ['--from', from, '--to', await timeOf(shop)];
  shop.advance(60);
});

afterAll(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true });
});

test('a replay is not gone on with on another stack, though that has all the same names', async () => {
  const begun = await replayJson(shop, ...window, '--id', 'mine', '--limit', '3');
  expect(begun).toMatchObject({ code: 0, document: { state: 'limit', sent: 3 } });
  const other = await startShop({ speed: 0 });
  try {
    await sell(other, { foreign: 500 });
    const before = other.metrics().queues;

    const refused = await replay(other, '--resume', 'mine', '--limit', '99');

    const arn = (uuid = '([0-9a-f-]{36})') => `arn:aws:cloudformation:us-east-1:000000000000:stack/shop/${uuid}`;
    const [, mine, its] =
      new RegExp(
        `^forks: the replay mine was begun on the stack ${arn()} at ${shop.awsUrl}, and this is the stack ${arn()} at ${other.awsUrl}: go on with it there, or begin one here under another --id$`,
      ).exec(refused.warned[0] ?? '') ?? [];
    expect(refused).toMatchObject({ code: 2, printed: [] });
    expect([mine === its, mine, its]).toEqual([false, expect.any(String), expect.any(String)]);
    expect(await replay(other, '--resume', 'mine', '--limit', '99', '--adopt')).toMatchObject({ code: 2 });
    expect(await replay(other, '--resume', 'mine', '--limit', '99', '--dry-run')).toMatchObject({ code: 2 });
    await other.flush();
    expect(other.metrics().queues).toEqual(before);
  } finally {
    await other.stop();
  }
});

test('it is gone on with on its own, started again at another port', async () => {
  const { awsUrl } = shop;
  await shop.stop();
  shop = await startShop({ speed: 0, dataDir });
  expect(shop.awsUrl).not.toBe(awsUrl);

  const { code, document } = await replayJson(shop, '--resume', 'mine', '--limit', '99');

  expect({ code, document }).toMatchObject({ code: 0, document: { state: 'done', sent: 7, warnings: [] } });
});

test('one that version 1.0 left is gone on with once its stack is shown and said to be the one', async () => {
  await replay(shop, ...window, '--id', 'old', '--limit', '3');
  const { boundTo, begun, ...old } = JSON.parse(readFileSync(checkpointOf('old'), 'utf8'));
  writeFileSync(checkpointOf('old'), JSON.stringify(old));

  const refused = await replay(shop, '--resume', 'old', '--limit', '99');
  expect(refused.code).toBe(2);
  expect(refused.warned).toEqual([
    `forks: the replay old does not say on which stack it was begun: it reads s3://${shop.output('BackupBucketName')} and sends to ${old.destination}; this is the stack ${boundTo.stackId} at ${shop.awsUrl}: if it was begun here, --adopt goes on with it`,
  ]);

  const adopted = await replayJson(shop, '--resume', 'old', '--limit', '99', '--adopt');
  expect(begun).toEqual(expect.any(String));
  expect(adopted).toMatchObject({ code: 0, document: { state: 'done', sent: 7 } });
  expect(adopted.document.warnings).toEqual([
    `the replay old belongs to the stack ${boundTo.stackId} at ${shop.awsUrl} from now on, and reads s3://${shop.output('BackupBucketName')}`,
  ]);
  expect(adopted.warned).toEqual(adopted.document.warnings.map((text: string) => `forks: warning: ${text}`));
});

test('who waits is told what became of the events: applied, repeated under a name that is used up, or stale', async () => {
  const first = await replay(shop, ...window, '--id', 'waited', '--wait');
  expect(first).toMatchObject({ code: 0 });
  expect(first.printed.slice(0, 1)).toEqual([expect.stringContaining('Replay waited is done: 7 events sent to ')]);
  expect(first.printed.at(-1)).toBe('7 applied, 0 repeated, 0 stale');

  const again = await replayJson(shop, ...window, '--id', 'waited', '--wait');
  expect(again.code).toBe(0);
  expect(again.document.outcomes).toEqual({ applied: 0, repeated: 7, stale: 0, failed: 0 });
  expect(again.document.warnings).toEqual([
    expect.stringMatching(
      /^the replay waited was run before and is used up: the 7 events that it reached in \S+ will not change; choose another --id to apply them again$/,
    ),
  ]);

  shop.advance(3600);
  await sell(shop, { 'o-0': 900 });
  const later = await replayJson(shop, ...window, '--wait');
  expect(later.document.outcomes).toEqual({ applied: 6, repeated: 0, stale: 1, failed: 0 });
  expect(await amounts()).toContain('900');
});

test('where nothing takes what is sent, that is told before, and waiting for it ends with what is not told of', async () => {
  const lambda = new LambdaClient({
    endpoint: shop.awsUrl,
    region: shop.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: shop.output('StoreOrderFunctionName') }),
  );
  const UUID = EventSourceMappings[0]?.UUID;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));

  const flush = letWork;
  letWork = async () => setImmediate();
  const { code, document } = await replayJson(shop, ...window, '--wait');
  letWork = flush;

  expect({ code, outcomes: document.outcomes, sent: document.sent }).toEqual({
    code: 1,
    outcomes: { applied: 0, repeated: 0, stale: 0, failed: 0 },
    sent: 7,
  });
  expect(document.warnings).toEqual([
    expect.stringMatching(new RegExp(`^the mapping of shop-.* is off, so what is sent stays in the queue: .*${UUID}`)),
  ]);
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
  await shop.flush();
});

test('without waiting, it says that sent is not applied', async () => {
  const { printed } = await replay(shop, ...window);

  expect(printed.at(-1)).toBe('Sent is not applied yet: with --wait it tells what became of them');
});

test('the bug is told of before anything is sent to it, from the archive and from the buffer', async () => {
  await forks(shop, 'bug', 'on');
  const warning = expect.stringMatching(
    /^the bug is on in shop-\S+, so what is sent is corrupted again: forks bug off$/,
  );

  const tried = await replayJson(shop, ...window, '--dry-run');
  const started = await forks(shop, '--json', 'replay', 'start');
  await forks(shop, 'replay', 'stop');
  await forks(shop, 'bug', 'off');

  expect(tried.document.warnings).toEqual([warning]);
  expect(JSON.parse(started.printed[0] ?? '{}').warnings).toEqual([warning]);
  expect(started.warned).toEqual([expect.stringMatching(/^forks: warning: the bug is on in shop-/)]);
  expect((await replayJson(shop, ...window, '--dry-run')).document.warnings).toEqual([]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { runForks } from '../../src/cli/run-forks.ts';
import { checkoutMessage } from '../../src/domain/order/checkout-message.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { ROOT, type Shop, startShop } from '../support/shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'replays-'));
let shop: Shop;
/** The command that replays the middle third, and the table as it is without the bug. */
let window: string[];
let sound: string[];

beforeAll(async () => {
  shop = await startShop({ speed: 0 });
});

afterAll(async () => {
  await shop.stop();
  rmSync(folder, { recursive: true });
});

const sentToOrders = () =>
  shop.metrics().queues[shop.output('CheckoutQueueUrl').split('/').at(-1) ?? '']?.sent ?? Number.NaN;
const checkpointOf = (id: string): { sent: number; state: string } => {
  const path = join(folder, 'event-fork-pipelines', 'replays', `${id}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { sent: 0, state: '' };
};

/** Orders of a third: not whole batches of ten, and as many as a kill in their midst needs. */
const THIRD = 167;
const third = (part: number) => Array.from({ length: THIRD }, (_, n) => `order-${part}-${n}`);

/** Publishes orders as the API does, in batches of ten, and lets the forks take them. */
async function sell(shop: Shop, ids: readonly string[]): Promise<void> {
  const TopicArn = shop.output('CheckoutTopicArn');
  const batches = Array.from({ length: Math.ceil(ids.length / 10) }, (_, n) => ids.slice(n * 10, n * 10 + 10));
  await Promise.all(
    batches.map((batch) =>
      shop.sns.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: batch.map((id, n) => {
            const { body, attributes } = checkoutMessage(checkoutBody(id, 10 + (id.length % 7)), Date.now());
            return { Id: String(n), Message: body, MessageAttributes: attributes };
          }),
        }),
      ),
    ),
  );
  await shop.flush();
}

const stackTime = async (shop: Shop): Promise<string> =>
  ((await (await fetch(`${shop.awsUrl}/_local/clock`)).json()) as { now: string }).now;

/** The orders as they are stored, but for their versions and the replays that were applied to them. */
const table = async (shop: Shop) =>
  (await shop.orders())
    .map(({ AppliedReplays: _replays, Version: _version, ...row }) => JSON.stringify(Object.entries(row).sort()))
    .sort();

/** Runs the command line; what it waits for passes on the stack's clock alone. */
async function forks(shop: Shop, ...argv: string[]) {
  const { terminal, printed, warned } = createMemoryTerminal();
  let waited = 0;
  const clock = {
    now: () => waited,
    wait: async (ms: number) => {
      waited += ms;
      shop.advance(ms / 1000);
      await setImmediate();
    },
  };
  const code = await runForks(['--endpoint', shop.awsUrl, '--json', ...argv], {
    terminal,
    clock,
    env: { XDG_STATE_HOME: folder },
  });
  return { code, warned, waited, document: JSON.parse(printed[0] ?? '{}') };
}

test('five hundred orders, the bug on for the middle third: named by a dry run, healed by a replay, once', async () => {
  await sell(shop, third(0));
  shop.advance(3600);
  const from = await stackTime(shop);
  await forks(shop, 'bug', 'on');
  await sell(shop, third(1));
  await forks(shop, 'bug', 'off');
  shop.advance(1);
  const to = await stackTime(shop);
  shop.advance(3600);
  await sell(shop, third(2));
  const corrupted = await table(shop);
  expect(corrupted.filter((row) => row.includes('CORRUPTED!'))).toHaveLength(THIRD);
  window = ['replay', 'archive', '--from', from, '--to', to];

  const tried = await forks(shop, ...window, '--dry-run', '--first', String(3 * THIRD), '--rate', '200');

  expect(tried).toMatchObject({
    code: 0,
    warned: [],
    document: { matched: THIRD, read: THIRD, estimate: { dollars: expect.any(Number) } },
  });
  expect(tried.document.first.map(({ eventId }: { eventId: string }) => eventId).sort()).toEqual(third(1).sort());
  expect(tried.document.estimate.seconds).toBeGreaterThanOrEqual(THIRD / 200);
  await shop.flush();
  expect(await table(shop)).toEqual(corrupted);

  const healed = await forks(shop, ...window, '--rate', '200', '--id', 'heal');

  expect(healed).toMatchObject({
    code: 0,
    document: { replayId: 'heal', state: 'done', matched: THIRD, sent: THIRD, unsent: 0 },
  });
  // The first batch goes out at once, the last one when all before it are due.
  expect(healed.waited).toBeGreaterThanOrEqual((160 / 200) * 1000 - 1);
  await shop.flush();
  const untouched = corrupted.filter((row) => !row.includes('CORRUPTED!'));
  // The first third sold what the second did, so its rows are the second's without the bug.
  const first = untouched.filter((row) => row.includes('order-0-'));
  sound = [...untouched, ...first.map((row) => row.replaceAll('order-0-', 'order-1-'))].sort();
  expect(sound).toHaveLength(3 * THIRD);
  expect(await table(shop)).toEqual(sound);

  await forks(shop, 'bug', 'on');
  const again = await forks(shop, ...window, '--id', 'heal');
  await shop.flush();

  expect(again.document).toMatchObject({ state: 'done', sent: THIRD });
  expect(await table(shop)).toEqual(sound);
  await forks(shop, 'bug', 'off');
});

test('a replay that is killed goes on behind its checkpoint: every event is sent, at most one batch of them twice', async () => {
  const sentBefore = sentToOrders();
  const replays = join(folder, 'event-fork-pipelines', 'replays');
  const argv = ['--endpoint', shop.awsUrl, ...window, '--id', 'killed'];
  const child = spawn(process.execPath, [join(ROOT, 'src', 'cli', 'forks.ts'), ...argv], {
    env: { ...process.env, NODE_OPTIONS: '', XDG_STATE_HOME: folder },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const watcher = watch(replays, () => {
    if (checkpointOf('killed').sent < 50) return;
    // Nothing more comes through until the kill has come.
    shop.faults.replace({ rules: [{ service: 'sqs', operation: 'SendMessageBatch', kind: 'timeout', rate: 1 }] });
    child.kill('SIGKILL');
  });
  const [code, signal] = await ended;
  watcher.close();
  shop.faults.clear();
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
  const { sent, state } = checkpointOf('killed');
  expect({ state, sent: sent >= 50 && sent < THIRD }).toEqual({ state: 'running', sent: true });
  expect(await forks(shop, ...window, '--id', 'killed')).toMatchObject({
    code: 2,
    warned: ['forks: the replay killed was interrupted: go on with --resume killed, or choose another --id'],
  });

  const resumed = await forks(shop, 'replay', 'archive', '--resume', 'killed');

  expect(resumed).toMatchObject({ code: 0, document: { replayId: 'killed', state: 'done', sent: THIRD } });
  await shop.flush();
  expect(await table(shop)).toEqual(sound);
  const replayed = (await shop.orders()).filter(({ AppliedReplays }) =>
    JSON.stringify(AppliedReplays).includes('"killed"'),
  );
  expect(replayed).toHaveLength(THIRD);
  const twice = sentToOrders() - sentBefore - THIRD;
  expect(twice).toBeGreaterThanOrEqual(0);
  expect(twice).toBeLessThanOrEqual(10);
  expect(await forks(shop, 'replay', 'archive', '--resume', 'killed')).toMatchObject({
    code: 2,
    warned: ['forks: the replay killed is done: nothing is left of it to resume'],
  });
});

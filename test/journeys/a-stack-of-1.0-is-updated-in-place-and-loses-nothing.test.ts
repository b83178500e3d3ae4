import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { ROOT, type Shop, startShop } from '../support/shop.ts';
import { layOutVersion1 } from '../support/stack-of-1.0.ts';

const folder = mkdtempSync(join(tmpdir(), 'forks-update-'));
const version1 = layOutVersion1(join(folder, '1.0'));
const today = join(ROOT, 'template.yaml');
let shop: Shop;
/** What the queues of the stack of 1.0 hold. */
const heldBy1 = {
  'Checkout/OrdersQueue': 3,
  'Checkout/OrdersDeadLetterQueue': 1,
  'Checkout/SubscriptionDeadLetterQueue': 1,
  'StorageBackup/BackupQueue': 3,
  'StorageBackup/BackupDeadLetterQueue': 1,
  'StorageBackup/SubscriptionDeadLetterQueue': 1,
  'SearchAnalytics/SearchQueue': 3,
  'SearchAnalytics/SearchDeadLetterQueue': 1,
  'SearchAnalytics/SubscriptionDeadLetterQueue': 1,
  'Replay/ReplayQueue': 7,
  'Replay/ReplayDeadLetterQueue': 1,
  'Replay/SubscriptionDeadLetterQueue': 1,
};
/** The ids of all orders that were published. */
const sold = new Set<string>();

/** Starts the stack, or updates it to another template in place: its data stay. */
async function deploy(templateFile: string): Promise<void> {
  await shop?.stop();
  const parameters = { ApiAuthorization: 'NONE' };
  shop = await startShop({ templateFile, parameters, dataDir: join(folder, 'data'), speed: 0 });
}

const settings = () => ({
  endpoint: shop.awsUrl,
  region: shop.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

async function sell(ids: readonly string[], changes?: Record<string, unknown>): Promise<void> {
  for (const id of ids) {
    expect(await shop.post(checkoutBody(id, 120.5, changes))).toMatchObject({ status: 202 });
    sold.add(id);
  }
  await shop.flush();
}

async function amend(id: string, amount: number): Promise<void> {
  const headers = { 'idempotency-key': `${id}-${amount}` };
  expect(await shop.post(checkoutBody(id, amount), { headers })).toMatchObject({ status: 202 });
  await shop.flush();
}

/** Switches on or off what takes events from the queues; replay is switched by its own command. */
async function switchForks(Enabled: boolean): Promise<void> {
  const lambda = new LambdaClient(settings());
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const forks = EventSourceMappings.filter(({ UUID }) => UUID !== shop.output('ReplayMappingId'));
  expect(forks).toHaveLength(3);
  await Promise.all(forks.map(({ UUID }) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))));
}

async function forks(...argv: string[]) {
  const { terminal, printed, warned } = createMemoryTerminal();
  const clock = { now: () => 0, wait: async () => void (await shop.flush()) };
  const env = { XDG_STATE_HOME: folder };
  const code = await runForks(['--endpoint', shop.awsUrl, '--json', ...argv], { terminal, clock, env });
  return { code, warned, document: JSON.parse(printed[0] ?? '{}') };
}

/** Sends all that the buffer holds, and switches it off again. */
async function replayBuffer(): Promise<void> {
  expect(await forks('replay', 'start')).toMatchObject({ code: 0 });
  await shop.flush();
  expect(await forks('replay', 'stop')).toMatchObject({ code: 0 });
  await shop.flush();
  expect(held()).not.toHaveProperty(['Replay/ReplayQueue']);
}

/** As often as a function of 1.0 is given a message, five times, and once more: each time after its visibility timeout. */
async function passReceives(): Promise<void> {
  for (let receive = 0; receive < 6; receive++) {
    await shop.flush();
    shop.advance(900);
  }
  await shop.flush();
}

const now = async () => ((await (await fetch(`${shop.awsUrl}/_local/clock`)).json()) as { now: string }).now;
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);
/** How many messages each queue holds that holds any, by its logical id with the application before it. */
const held = () =>
  Object.fromEntries(
    Object.entries(shop.metrics().queues)
      .filter(([, queue]) => queue.held > 0)
      .map(([name, queue]) => [name.replace(/^shop-(\w+)-\w+-(\w+)-\w+$/, '$1/$2'), queue.held]),
  );

/** Sets one attribute of each fork's queue while `act` runs; `change` is given what it was. */
async function withQueues(
  attribute: 'MaximumMessageSize' | 'RedrivePolicy',
  change: (before: string) => string,
  act: (queueUrls: string[]) => Promise<void>,
): Promise<void> {
  const urls = ['OrdersQueue', 'BackupQueue', 'SearchQueue', 'ReplayQueue'].map((name) => shop.queueUrl(name));
  const set = (QueueUrl: string, value: string) =>
    shop.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { [attribute]: value } }));
  const before = new Map<string, string>();
  for (const QueueUrl of urls) {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [attribute] });
    before.set(QueueUrl, (await shop.sqs.send(asked)).Attributes?.[attribute] ?? '');
  }
  for (const [url, value] of before) await set(url, change(value));
  await act(urls);
  for (const [url, value] of before) await set(url, value);
}

/** Sells an order that SNS can put on no fork's queue: SQS refuses it for its length, once and for all. */
const sellUndelivered = (id: string) =>
  withQueues(
    'MaximumMessageSize',
    () => '1024',
    () => sell([id], { note: 'long'.repeat(256) }),
  );

/** Lets SQS give up what the queues hold, as it does when their functions have failed often enough. */
const giveUp = () =>
  withQueues(
    'RedrivePolicy',
    (policy) => JSON.stringify({ ...JSON.parse(policy), maxReceiveCount: 1 }),
    async (urls) => {
      for (const QueueUrl of [...urls, ...urls])
        await shop.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
    },
  );

/** A checkpoint as 1.0 wrote it, of a replay that was interrupted behind its second event. */
async function leaveCheckpoint(window: { from: string; to: string }): Promise<void> {
  const bucket = shop.output('BackupBucketName');
  const { Contents = [] } = await shop.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'events/' }));
  const checkpoint = {
    version: 1,
    id: 'begun-on-1.0',
    state: 'running',
    bucket,
    prefix: 'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/',
    ...window,
    lateMs: 345_600_000,
    policy: null,
    scope: 'MessageAttributes',
    destination: shop.output('CheckoutQueueUrl').split('/').at(-1),
    limit: null,
    position: { key: Contents[0]?.Key, line: 2 },
    matched: 2,
    sent: 2,
    unsent: 0,
  };
  const replays = join(folder, 'event-fork-pipelines', 'replays');
  mkdirSync(replays, { recursive: true });
  writeFileSync(join(replays, 'begun-on-1.0.json'), `${JSON.stringify(checkpoint)}\n`);
}

/** The physical id of every resource, by its logical ids from the root down; of a queue's URL without the local port. */
async function resources(stack = 'shop', path = ''): Promise<Record<string, string>> {
  const cloudFormation = new CloudFormationClient(settings());
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stack }));
  const found = await Promise.all(
    StackResources.map(async ({ LogicalResourceId, ResourceType, PhysicalResourceId = '' }) => {
      const place = `${path}${LogicalResourceId}`;
      const nested = ResourceType?.endsWith('::Stack') ? await resources(PhysicalResourceId, `${place}/`) : {};
      return { [place]: PhysicalResourceId.replace(/^http:\/\/[^/]*/, ''), ...nested };
    }),
  );
  return Object.assign({}, ...found);
}

/** The shop has one alarm on its topic by now, where 1.0 had one in each fork. */
const withoutTopicAlarms = (all: Record<string, string>) =>
  Object.fromEntries(Object.entries(all).filter(([place]) => !place.endsWith('/SubscriptionRedriveFailureAlarm')));

const archivedIds = async () =>
  new Set((await shop.backupLines()).map((line) => (JSON.parse(line) as { event: { id: string } }).event.id));
const indexedIds = async () => new Set((await shop.documents()).map(({ id }) => id));
const amounts = async () =>
  Object.fromEntries(
    (await shop.orders()).map((row) => [row['PaymentId']?.S?.replace(/-payment$/, ''), row['PaymentAmount']?.N]),
  );
const appliedReplays = async (id: string) => {
  const row = (await shop.orders()).find((each) => each['PaymentId']?.S === `${id}-payment`);
  return (row as Record<string, { SS?: string[] }>)['AppliedReplays']?.SS ?? [];
};

afterAll(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let resourcesOf1: Record<string, string>;
const kept = numbered('kept', 4);

test('a stack of 1.0 holds events in every place', async () => {
  await deploy(version1);
  resourcesOf1 = await resources();
  const from = await now();
  await switchForks(false);
  await sell(['dead']);
  await giveUp();
  await sellUndelivered('undelivered');
  await switchForks(true);
  await sell(kept);
  shop.advance(60);
  await shop.flush();
  await leaveCheckpoint({ from, to: await now() });
  await switchForks(false);
  await sell(numbered('waiting', 3));

  expect(held()).toEqual(heldBy1);
  expect(await archivedIds()).toEqual(new Set(kept));
  expect(await indexedIds()).toEqual(new Set(kept));
  expect(Object.keys(await amounts()).sort()).toEqual(kept);
});

test('the update to this version replaces no resource and takes no message', async () => {
  await deploy(today);

  expect(await resources()).toMatchObject(withoutTopicAlarms(resourcesOf1));
  expect(held()).toEqual(heldBy1);
  expect(await archivedIds()).toEqual(new Set(kept));
});

test('then an order posted again under its key is answered from what 1.0 kept, and published no second time', async () => {
  const before = held();
  await sell(['kept-1']);
  expect(held()).toEqual(before);
});

test('then everything drains, dead letters included: each event is in the archive, the table and the index', async () => {
  await sell(['new']);
  await switchForks(true);
  shop.advance(60);
  await shop.flush();
  expect(await forks('dead-letters', 'redrive')).toMatchObject({ code: 0 });
  await shop.flush();

  expect(held()).toEqual({ 'Replay/ReplayQueue': 10 });
  expect(await archivedIds()).toEqual(sold);
  expect(await indexedIds()).toEqual(sold);
  expect(new Set(Object.keys(await amounts()))).toEqual(sold);
});

test('then a replay that 1.0 began goes on behind its checkpoint', async () => {
  const refused = await forks('replay', 'archive', '--resume', 'begun-on-1.0');
  expect(refused).toMatchObject({ code: 2, warned: [expect.stringMatching(/--adopt goes on with it$/)] });

  const resumed = await forks('replay', 'archive', '--resume', 'begun-on-1.0', '--adopt');
  await shop.flush();

  // The two orders behind the checkpoint, and the two of its window that reached the archive after it was written.
  const left = ['kept-3', 'kept-4', 'dead', 'undelivered'];
  expect(resumed).toMatchObject({ code: 0, document: { state: 'done', sent: 2 + left.length } });
  const applied = await Promise.all([...sold].map(async (id) => [id, await appliedReplays(id)] as const));
  const reached = applied.filter(([, replays]) => replays.includes('begun-on-1.0')).map(([id]) => id);
  expect(reached.sort()).toEqual(left.sort());
});

test('then the replay buffer is replayed whole, what 1.0 put there and what came since', async () => {
  await replayBuffer();

  for (const id of sold) expect(await appliedReplays(id)).toContainEqual(expect.stringMatching(/^buffer:/));
});

test('going back to 1.0 replaces no resource and takes no message either', async () => {
  await switchForks(false);
  await sell(numbered('late', 2));
  await amend('kept-1', 80);
  const before = held();
  await deploy(version1);

  expect(held()).toEqual(before);
  expect(await resources()).toEqual(resourcesOf1);
});

test('then the orders that queue and buffer hold in the new form become dead letters, and nothing is lost', async () => {
  await switchForks(true);
  await passReceives();
  expect(held()).toEqual({ 'Checkout/OrdersDeadLetterQueue': 3, 'Replay/ReplayQueue': 3 });
  await replayBuffer();
  await passReceives();
  await sell(['between']);
  await amend('new', 90);
  shop.advance(60);
  await shop.flush();

  expect(held()).toEqual({ 'Checkout/OrdersDeadLetterQueue': 6, 'Replay/ReplayQueue': 2 });
  expect(await archivedIds()).toEqual(sold);
  expect(await indexedIds()).toEqual(sold);
  expect(await amounts()).toMatchObject({ between: '120.5', 'kept-1': '120.5', new: '120.5' });
});

test('and up again, redriven and replayed, the table has the latest version of every order', async () => {
  await deploy(today);
  expect(await resources()).toMatchObject(withoutTopicAlarms(resourcesOf1));
  expect(await forks('dead-letters', 'redrive')).toMatchObject({ code: 0 });
  await shop.flush();
  expect(await forks('replay', 'archive', '--from', '1d', '--to', '0s')).toMatchObject({ code: 0 });
  await shop.flush();
  await replayBuffer();

  expect(held()).toEqual({});
  const expected = { ...Object.fromEntries([...sold].map((id) => [id, '120.5'])), 'kept-1': '80', new: '90' };
  expect(await amounts()).toEqual(expected);
});

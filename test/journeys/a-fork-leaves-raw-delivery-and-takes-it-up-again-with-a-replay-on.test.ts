import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { startLocalStack } from '../../src/local/index.ts';
import { checkoutBody } from '../support/checkout.ts';
import { ROOT, type Shop, shopOf } from '../support/shop.ts';

const FORKS = ['checkout', 'replay'];
const folder = mkdtempSync(join(tmpdir(), 'forks-raw-'));
const templateOf = (name: string) => join(folder, 'apps', name, 'template.yaml');
let shop: Shop;
let told = Promise.withResolvers<void>();

/** The templates of 1.0 had these two subscriptions raw. */
function writeTemplates({ raw }: { raw: boolean }): void {
  for (const name of FORKS) {
    const text = readFileSync(join(ROOT, 'apps', name, 'template.yaml'), 'utf8');
    const changed = text.replace('RawMessageDelivery: false', `RawMessageDelivery: ${raw}`);
    writeFileSync(templateOf(name), changed);
  }
}

async function rawSubscriptions(): Promise<number> {
  const TopicArn = shop.output('CheckoutTopicArn');
  const { Subscriptions = [] } = await shop.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const attributes = await Promise.all(
    Subscriptions.map(({ SubscriptionArn }) =>
      shop.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
    ),
  );
  return attributes.filter(({ Attributes }) => Attributes?.['RawMessageDelivery'] === 'true').length;
}

async function update({ raw }: { raw: boolean }): Promise<void> {
  writeTemplates({ raw });
  while ((await rawSubscriptions()) !== (raw ? FORKS.length : 0)) {
    await told.promise;
    told = Promise.withResolvers<void>();
  }
}

async function sell(id: string): Promise<void> {
  expect(await shop.post(checkoutBody(id))).toMatchObject({ status: 202 });
  await shop.flush();
}

beforeAll(async () => {
  for (const name of ['template.yaml', 'samconfig.toml', 'apps', 'src', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeTemplates({ raw: true });
  const stack = await startLocalStack({
    templateFile: join(folder, 'template.yaml'),
    parameters: { SearchFork: 'Disabled' },
    speed: 0,
    watch: true,
    verbose: true,
    warn: () => told.resolve(),
  });
  shop = shopOf(stack);
});
afterAll(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a buffer that holds both forms is replayed whole, and both forks read what comes through an update and back', async () => {
  expect(await rawSubscriptions()).toBe(2);
  await sell('before');
  const lambda = new LambdaClient({
    endpoint: shop.awsUrl,
    region: shop.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  // The destination refuses, so that the buffer keeps what it tries to send.
  shop.faults.replace({ rules: [{ service: 'sqs', operation: 'SendMessageBatch', kind: 'error', rate: 1 }] });
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: shop.output('ReplayMappingId'), Enabled: true }));
  await sell('raw');

  await update({ raw: false });
  await sell('wrapped');
  await update({ raw: true });
  await sell('raw again');
  await update({ raw: false });
  await sell('wrapped again');
  const sold = ['before', 'raw', 'wrapped', 'raw again', 'wrapped again'];
  const buffered = () => shop.metrics().queues[shop.output('ReplayQueueUrl').split('/').at(-1) ?? ''];
  expect(buffered()).toMatchObject({ held: sold.length, deleted: 0 });

  shop.faults.clear();
  shop.advance(3600);
  await shop.flush();

  expect(buffered()).toMatchObject({ held: 0, deleted: sold.length, deadLettered: 0 });
  const rows = await shop.orders();
  expect(rows.map((row) => row['PaymentId']?.S).sort()).toEqual(sold.map((id) => `${id}-payment`).sort());
  const replays = rows.map((row) => (row as Record<string, { SS?: string[] }>)['AppliedReplays']?.SS ?? []);
  for (const applied of replays) {
    expect(applied.sort()).toEqual([expect.stringMatching(/^buffer:/), 'original']);
  }
});

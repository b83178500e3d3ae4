import { setImmediate } from 'node:timers/promises';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop({ speed: 0 });
});

afterAll(() => shop?.stop());

/** What store-order has written to its log: how many deliveries it applied, and how many it knew already. */
async function stored(): Promise<{ applied: number; repeated: number }> {
  const { terminal, printed } = createMemoryTerminal();
  const clock = { now: () => Date.now(), wait: async () => setImmediate() };
  await runForks(['--endpoint', shop.awsUrl, '--json', 'logs', 'store-order', '--since', '2d'], {
    terminal,
    clock,
    env: {},
  });
  const batches = printed
    .map((line) => (JSON.parse(line) as { message: string }).message)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(({ message }) => message === 'Stored orders');
  const sum = (key: string) => batches.reduce((total, batch) => total + batch[key], 0);
  return { applied: sum('applied'), repeated: sum('repeated') };
}

/** Delivers an order to the orders queue so many times at once, as a replay or not. */
async function deliver(id: string, times: number, replayId?: string): Promise<void> {
  const MessageAttributes =
    replayId === undefined ? {} : { 'replay-id': { DataType: 'String', StringValue: replayId } };
  await shop.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: shop.output('CheckoutQueueUrl'),
      Entries: Array.from({ length: times }, (_, n) => ({
        Id: String(n),
        MessageBody: checkoutBody(id),
        MessageAttributes,
      })),
    }),
  );
  await shop.flush();
}

/** The replays that were applied to an order. */
const replaysOf = async (id: string) => {
  const { SS } = ((await rowOf(id))?.['AppliedReplays'] ?? {}) as { SS?: string[] };
  return SS?.sort();
};

const rowOf = async (id: string) => (await shop.orders()).find((row) => row['PaymentId']?.S === `${id}-payment`);

test('posted five times at once, it is published once', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => shop.post(checkoutBody('posted'))));
  const bodies = await Promise.all(
    answers.filter(({ status }) => status === 202).map((answer) => answer.json() as Promise<{ messageId: string }>),
  );
  await shop.flush();

  expect(answers.map(({ status }) => status).filter((status) => status !== 202 && status !== 409)).toEqual([]);
  expect(new Set(bodies.map(({ messageId }) => messageId)).size).toBe(1);
  expect(Object.values(shop.metrics().topics).map(({ published }) => published)).toEqual([1]);
  expect(await shop.post(checkoutBody('posted'))).toMatchObject({ status: 202 });
  expect(await stored()).toEqual({ applied: 1, repeated: 0 });
});

test('delivered five times at once it is applied once; replayed, once for each replay', async () => {
  const before = await stored();

  await deliver('again', 5);
  expect(await stored()).toEqual({ applied: before.applied + 1, repeated: before.repeated + 4 });
  await deliver('again', 5, 'one');
  await deliver('again', 1, 'two');
  await deliver('again', 1, 'one');

  expect(await stored()).toEqual({ applied: before.applied + 3, repeated: before.repeated + 9 });
  expect(await replaysOf('again')).toEqual(['one', 'original', 'two']);
});

test('whatever fails on the way, every order is stored in the end, and none twice', async () => {
  const before = await stored();
  shop.faults.replace({
    seed: 11,
    rules: [
      { service: 'dynamodb', operation: 'UpdateItem', kind: 'error', rate: 0.3 },
      { service: 'lambda', operation: 'Invoke', kind: 'error', rate: 0.2 },
      { service: 'sqs', operation: 'DeleteMessageBatch', kind: 'error', rate: 0.2 },
    ],
  });
  const ids = Array.from({ length: 30 }, (_, n) => `tried-${n}`);
  await Promise.all(ids.map((id) => deliver(id, 1)));
  shop.faults.clear();
  for (let tries = 0; tries < 4; tries++) {
    shop.advance(3600);
    await shop.flush();
  }

  for (const id of ids) expect(await replaysOf(id)).toEqual(['original']);
  expect((await stored()).applied - before.applied).toBe(30);
});

test('an event without an id fails alone', async () => {
  const before = await stored();
  const { QueueUrl, Entries } = {
    QueueUrl: shop.output('CheckoutQueueUrl'),
    Entries: ['left', '', 'right'].map((id, n) => ({
      Id: String(n),
      MessageBody: id === '' ? checkoutBody('none', 1, { id: undefined }) : checkoutBody(id),
    })),
  };

  await shop.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  await shop.flush();

  expect((await stored()).applied - before.applied).toBe(2);
  expect([await rowOf('left'), await rowOf('right')].map((row) => row?.['CustomerId']?.S)).toEqual([
    'customer-1',
    'customer-1',
  ]);
});

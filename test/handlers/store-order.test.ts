import { PutItemCommand, type UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { redactCardData } from '../../src/domain/card-data/redact-card-data.ts';
import { createStoreOrderHandler } from '../../src/handlers/store-order.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { CONTEXT, recordedBatches } from '../support/queue-batches.ts';
import { sampleEvent, sampleText } from '../support/sample-events.ts';

import { notification, sqsMessage, TOPIC_ARN } from '../support/sqs-events.ts';

let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let table: string;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.close());
beforeEach(async () => {
  table = await dynamodb.createOrdersTable();
});

type Send = (command: UpdateItemCommand) => Promise<unknown>;
function storeOrder({ bug = 'false', send }: { bug?: string; send?: Send } = {}) {
  const batches = recordedBatches();
  const handle = createStoreOrderHandler({
    env: { TOPIC_ARN, ORDERS_TABLE_NAME: table, BUG_ENABLED: bug },
    send: send ?? ((command) => dynamodb.client.send(command)),
    runBatch: batches.runBatch,
    logger: batches.logger,
  });
  return { ...batches, handler: (event: unknown) => handle(event, CONTEXT) };
}
const body = sampleText('accept-checkout/body-order-over-100');
const order = (replayId?: string, text = body) =>
  sqsMessage(text, {
    messageId: replayId ?? 'first',
    messageAttributes: replayId === undefined ? {} : { 'replay-id': { dataType: 'String', stringValue: replayId } },
  });
const KEYS = ['65144', '2026-01-15T10:30:00-08:00-15311'] as const;
const stored = () => dynamodb.row(table, ...KEYS);
const PUBLISHED_AT = '2026-01-15T18:30:00.123Z';
/** The order as SNS delivers it, with a payment of its own. */
const wrapped = (
  PaymentId: string,
  { at = PUBLISHED_AT, ...attributes }: { at?: string; 'occurred-at'?: string; 'order-version'?: string } = {},
) =>
  sqsMessage(
    notification(body.replace('2509', PaymentId), {
      Timestamp: at,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
      ),
    }),
    { messageId: PaymentId },
  );

const HEALTHY = {
  PaymentId: { S: '2509' },
  PaymentAmount: { N: '450' },
  PaymentCurrency: { S: 'usd' },
  TotalQuantity: { N: '3' },
};

test('stores an order under its customer, date and id', async () => {
  const { handler, metrics } = storeOrder();

  expect(await handler(sampleEvent('store-order/order-over-100'))).toEqual({ batchItemFailures: [] });

  expect(await stored()).toEqual({
    CustomerId: { S: KEYS[0] },
    DateOrderId: { S: KEYS[1] },
    ...HEALTHY,
    Version: { S: expect.stringMatching(/^0{38}\|-\|[0-9a-f]{64}$/) },
    AppliedReplays: { SS: ['original'] },
  });
  expect(metrics).toEqual({ Applied: 1, Repeated: 0, Stale: 0, TimesReplaced: 0, Failed: 0, Poison: 0 });
});

test('keeps an amount of 38 digits exactly', async () => {
  const amount = '123456789012345678901234567890123456.78';

  await storeOrder().handler({ Records: [order(undefined, body.replace('450.00', amount))] });

  expect((await stored())?.['PaymentAmount']).toEqual({ N: amount });
});

test('applies a message once, though it is delivered five times at once', async () => {
  const { handler, metrics } = storeOrder();

  await handler({ Records: Array(5).fill(order()) });

  expect(metrics).toMatchObject({ Applied: 1, Repeated: 4, Stale: 0, Failed: 0, Poison: 0 });
});

test('applies each replay once: a row that the bug corrupted is healed by a replay, not by a repeated delivery', async () => {
  await storeOrder({ bug: 'true' }).handler({ Records: [order()] });
  expect(await stored()).toMatchObject({
    PaymentId: { S: 'CORRUPTED!' },
    PaymentAmount: { N: '0' },
    PaymentCurrency: { S: 'CORRUPTED!' },
    TotalQuantity: { N: '0' },
  });

  await storeOrder().handler({ Records: [order()] });
  expect(await stored()).toMatchObject({ PaymentId: { S: 'CORRUPTED!' } });

  await storeOrder().handler({ Records: [order('buffer:1')] });
  expect(await stored()).toMatchObject({
    ...HEALTHY,
    AppliedReplays: { SS: expect.arrayContaining(['buffer:1', 'original']) },
  });

  await storeOrder({ bug: 'true' }).handler({ Records: [order('buffer:1')] });
  expect(await stored()).toMatchObject(HEALTHY);

  const second = storeOrder();
  await second.handler({ Records: [order('buffer:2')] });
  expect(second.metrics).toMatchObject({ Applied: 1 });
});

test('applies an order whose first try crashed, before the write or after it', async () => {
  const crashes: Send[] = [
    () => Promise.reject(new Error('crashed before the write')),
    async (command) => {
      await dynamodb.client.send(command);
      throw new Error('crashed after the write');
    },
  ];
  for (const send of crashes) {
    expect((await storeOrder({ send }).handler({ Records: [order()] })).batchItemFailures).toHaveLength(1);
  }

  expect(await storeOrder().handler({ Records: [order()] })).toEqual({ batchItemFailures: [] });
  expect(await stored()).toMatchObject({ ...HEALTHY, AppliedReplays: { SS: ['original'] } });
});

test('a later version wins, whichever comes first, and an earlier one changes nothing', async () => {
  const later = '2026-01-15T18:30:00.124Z';
  for (const versions of [
    [wrapped('1'), wrapped('2', { at: later })],
    [wrapped('2', { at: later }), wrapped('1')],
  ]) {
    const { handler, metrics } = storeOrder();
    for (const version of versions) await handler({ Records: [version] });

    expect(await stored()).toMatchObject({ PaymentId: { S: '2' }, AppliedReplays: { SS: ['original'] } });
    expect(metrics).toMatchObject({ Failed: 0 });
    table = await dynamodb.createOrdersTable();
  }
  const { handler, metrics } = storeOrder();
  await handler({ Records: [wrapped('2', { at: later })] });
  await handler({ Records: [wrapped('1'), wrapped('2', { at: later })] });
  expect(metrics).toEqual({ Applied: 0, Repeated: 1, Stale: 1, TimesReplaced: 0, Failed: 0, Poison: 0 });
});

test('a version begins with its own replays alone', async () => {
  const { handler } = storeOrder();
  await handler({ Records: [wrapped('1')] });
  await handler({ Records: [order('heal', body.replace('2509', '1'))] });
  expect(await stored()).toMatchObject({ AppliedReplays: { SS: expect.arrayContaining(['heal', 'original']) } });

  await handler({ Records: [wrapped('2', { at: '2026-01-16T00:00:00.000Z' })] });

  expect(await stored()).toMatchObject({ PaymentId: { S: '2' }, AppliedReplays: { SS: ['original'] } });
});

test("the publisher's number counts before its time, and its time before that of SNS", async () => {
  const { handler } = storeOrder();

  await handler({ Records: [wrapped('1', { 'occurred-at': '2026-01-15T18:00:00Z', at: '2026-01-15T19:00:00.000Z' })] });
  await handler({ Records: [wrapped('2', { 'occurred-at': '2026-01-15T18:01:00Z' })] });
  expect(await stored()).toMatchObject({ PaymentId: { S: '2' } });
  await handler({ Records: [wrapped('3', { 'order-version': '1', 'occurred-at': '2026-01-01T00:00:00Z' })] });
  expect(await stored()).toMatchObject({ PaymentId: { S: '3' } });
  await handler({ Records: [wrapped('4', { at: '2026-02-01T00:00:00.000Z' })] });
  expect(await stored()).toMatchObject({ PaymentId: { S: '3' } });
});

test('a time more than five minutes ahead of SNS is counted and does not win over what comes later', async () => {
  const { handler, metrics, lines } = storeOrder();

  await handler({ Records: [wrapped('1', { 'occurred-at': '2027-01-01T00:00:00Z' })] });
  expect(metrics).toMatchObject({ Applied: 1, TimesReplaced: 1 });
  expect(lines[0]).toMatchObject({ message: 'Stored orders', extra: [{ applied: 1, timesReplaced: 1 }] });
  await handler({ Records: [wrapped('2', { at: '2026-01-15T18:31:00.000Z' })] });

  expect(await stored()).toMatchObject({ PaymentId: { S: '2' } });
});

test('an order whose number is none fails alone', async () => {
  const { handler, letters } = storeOrder();

  const { batchItemFailures } = await handler({ Records: [wrapped('1', { 'order-version': 'one' }), wrapped('2')] });

  expect(batchItemFailures).toEqual([]);
  expect(letters()).toMatchObject([{ MessageAttributes: { 'failed-message-id': { StringValue: '1' } } }]);
});

test('an event without any time begins a row and heals its own version; of another one it is stale', async () => {
  const raw = (PaymentId: string, replayId?: string) => order(replayId, body.replace('2509', PaymentId));
  await storeOrder({ bug: 'true' }).handler({ Records: [wrapped('1')] });

  const other = storeOrder();
  await other.handler({ Records: [raw('2')] });
  expect(other.metrics).toMatchObject({ Stale: 1 });
  await storeOrder().handler({ Records: [raw('1', 'heal')] });

  expect(await stored()).toMatchObject({
    PaymentId: { S: '1' },
    Version: { S: expect.stringContaining(`|${PUBLISHED_AT}|`) },
    AppliedReplays: { SS: expect.arrayContaining(['original', 'heal']) },
  });
});

test('a row of 1.0 is older than any version', async () => {
  await dynamodb.client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        CustomerId: { S: KEYS[0] },
        DateOrderId: { S: KEYS[1] },
        PaymentId: { S: 'old' },
        AppliedReplays: { SS: ['original', 'heal'] },
      },
    }),
  );

  await storeOrder().handler({ Records: [wrapped('1')] });

  expect(await stored()).toMatchObject({ PaymentId: { S: '1' }, AppliedReplays: { SS: ['original'] } });
});

test('a row remembers at most a hundred replays of its version, and each is applied', async () => {
  const { handler, metrics } = storeOrder();
  const sizes: (number | undefined)[] = [];
  for (let n = 1; n <= 101; n++) {
    await handler({ Records: [order(`replay-${n}`)] });
    expect(metrics).toMatchObject({ Applied: 1, Repeated: 0 });
    if (n >= 99) sizes.push((await stored())?.['AppliedReplays']?.SS?.length);
  }

  expect(sizes).toEqual([99, 100, 1]);
  await handler({ Records: [order('replay-101')] });
  expect(metrics).toMatchObject({ Applied: 0, Repeated: 1 });
});

test('asks again where the table does not say by which row it refused', async () => {
  const refused = Object.assign(new Error('The conditional request failed'), {
    name: 'ConditionalCheckFailedException',
  });
  const { handler } = storeOrder({ send: () => Promise.reject(refused) });

  expect((await handler({ Records: [order()] })).batchItemFailures).toHaveLength(1);
});

test.each([
  { was: 'a later version', row: 'later', outcome: { Stale: 1 } },
  { was: 'the same replay', row: 'same', outcome: { Repeated: 1 } },
])('between its two updates $was may come', async ({ row, outcome }) => {
  await storeOrder().handler({ Records: [wrapped('1')] });
  let calls = 0;
  const { handler, metrics } = storeOrder({
    send: async (command) => {
      calls += 1;
      if (calls === 2) {
        const between =
          row === 'later' ? wrapped('2', { at: '2026-01-16T00:00:00.000Z' }) : order('heal', body.replace('2509', '1'));
        await storeOrder().handler({ Records: [between] });
      }
      return dynamodb.client.send(command);
    },
  });

  await handler({ Records: [order('heal', body.replace('2509', '1'))] });

  expect(calls).toBe(2);
  expect(metrics).toMatchObject({ Applied: 0, ...outcome });
});

test('sends an event without an id to the dead-letter queue, and it alone', async () => {
  const event = sampleEvent('store-order/order-without-id');
  const { handler, lines, buried, metrics } = storeOrder();

  expect(await handler(event)).toEqual({ batchItemFailures: [] });

  expect(buried()).toEqual([redactCardData(event.Records[1].body)]);
  expect(buried()[0]).not.toContain('card-');
  expect(metrics).toMatchObject({ Applied: 1, Failed: 0, Poison: 1 });
  expect(await dynamodb.rows(table)).toHaveLength(1);
  expect(lines.map(({ level }) => level)).toEqual(['info', 'error']);
  expect(JSON.stringify(lines)).toContain('InvalidDocumentError: The order is not valid: id is required.');
});

test.each(['', 'plain text', '[]', '{"id":1}'])(
  'sends the body %j to the dead-letter queue, and it alone',
  async (text) => {
    const { handler, buried } = storeOrder();

    expect(await handler({ Records: [order('bad', text), order()] })).toEqual({ batchItemFailures: [] });

    expect(buried()).toEqual([text]);
    expect(await stored()).toMatchObject(HEALTHY);
  },
);

test('lets an order come back that the table did not take, and tries it again', async () => {
  const { handler, buried, waits } = storeOrder({ send: () => Promise.reject(new Error('The table is throttled.')) });

  expect(await handler({ Records: [order()] })).toEqual({ batchItemFailures: [{ itemIdentifier: 'first' }] });

  expect([buried(), waits()]).toEqual([[], { 'receipt of first': 10 }]);
});

test('sends an order with a masked id to the dead-letter queue, and makes no row of it', async () => {
  const { payment, ...rest } = JSON.parse(body);
  const masked = JSON.stringify({ ...rest, payment: { ...payment, id: '*'.repeat(16) } });

  const { handler, buried } = storeOrder();

  expect(await handler({ Records: [order('masked', masked)] })).toEqual({ batchItemFailures: [] });

  expect(buried()).toEqual([redactCardData(masked)]);
  expect(buried()[0]).toContain('*'.repeat(16));
  expect(await dynamodb.rows(table)).toEqual([]);
});

test('refuses an event that is not of a queue', async () => {
  await expect(storeOrder().handler({ foo: 1 })).rejects.toThrow('Records');
});

test('tells of each replay from the archive what became of its events, and of nothing else', async () => {
  const { handler, lines } = storeOrder();
  const refused = sqsMessage('{}', {
    messageId: 'refused',
    messageAttributes: { 'replay-id': { dataType: 'String', stringValue: 'heal' } },
  });
  const later = body.replace('2509', '2510');
  const newest = sqsMessage(later, {
    messageId: 'newest',
    messageAttributes: {
      'replay-id': { dataType: 'String', stringValue: 'amend' },
      'order-version': { dataType: 'Number', stringValue: '2' },
    },
  });

  await handler({ Records: [order('heal')] });
  await handler({ Records: [order('heal'), refused, newest, order(), order('buffer:1')] });
  await handler({ Records: [order(), order('buffer:2')] });

  const told = lines.filter(({ message }) => message === 'Replayed orders').map(({ extra }) => extra[0]);
  expect(told).toHaveLength(2);
  expect(told[0]).toEqual({ replays: { heal: { applied: 1, repeated: 0, stale: 0, failed: 0 } } });
  expect(told[1]).toEqual({
    replays: {
      heal: expect.objectContaining({ applied: 0, failed: 1 }),
      amend: { applied: 1, repeated: 0, stale: 0, failed: 0 },
    },
  });
});

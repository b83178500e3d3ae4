import type { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { createStoreOrderHandler } from '../../src/handlers/store-order.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { sampleEvent, sampleText } from '../support/sample-events.ts';
import { sqsMessage } from '../support/sqs-events.ts';
import { recordedTelemetry } from '../support/telemetry.ts';

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
  const { telemetry, lines, metrics } = recordedTelemetry();
  const handler = createStoreOrderHandler({
    env: { ORDERS_TABLE_NAME: table, BUG_ENABLED: bug },
    send: send ?? ((command) => dynamodb.client.send(command)),
    ...telemetry,
  });
  return { handler, lines, metrics };
}
const body = sampleText('accept-checkout/body-order-over-100');
const order = (replayId?: string, text = body) =>
  sqsMessage(text, {
    messageId: replayId ?? 'first',
    messageAttributes: replayId === undefined ? {} : { 'replay-id': { dataType: 'String', stringValue: replayId } },
  });
const KEYS = ['65144', '2026-01-15T10:30:00-08:00-15311'] as const;
const stored = () => dynamodb.row(table, ...KEYS);
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
    AppliedReplays: { SS: ['original'] },
  });
  expect(metrics).toEqual({ Stored: 1, Repeated: 0, Failed: 0 });
});

test('keeps an amount of 38 digits exactly', async () => {
  const amount = '123456789012345678901234567890123456.78';

  await storeOrder().handler({ Records: [order(undefined, body.replace('450.00', amount))] });

  expect((await stored())?.['PaymentAmount']).toEqual({ N: amount });
});

test('applies a message once, though it is delivered five times at once', async () => {
  const { handler, metrics } = storeOrder();

  await handler({ Records: Array(5).fill(order()) });

  expect(metrics).toEqual({ Stored: 1, Repeated: 4, Failed: 0 });
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
  expect(second.metrics).toMatchObject({ Stored: 1 });
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

test('fails an event without an id alone', async () => {
  const event = sampleEvent('store-order/order-without-id');
  const { handler, lines } = storeOrder();

  const { batchItemFailures } = await handler(event);

  expect(batchItemFailures).toEqual([{ itemIdentifier: event.Records[1].messageId }]);
  expect(await dynamodb.rows(table)).toHaveLength(1);
  expect(lines.map(({ level }) => level)).toEqual(['info', 'error']);
  expect(JSON.stringify(lines)).toContain('InvalidDocumentError: The order is not valid: id is required.');
});

test.each(['', 'plain text', '[]', '{"id":1}'])('fails the body %j alone', async (text) => {
  const { batchItemFailures } = await storeOrder().handler({ Records: [order('bad', text), order()] });

  expect(batchItemFailures).toEqual([{ itemIdentifier: 'bad' }]);
  expect(await stored()).toMatchObject(HEALTHY);
});

test('refuses an event that is not of a queue', async () => {
  await expect(storeOrder().handler({ foo: 1 })).rejects.toThrow('Records');
});

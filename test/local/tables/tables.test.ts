import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { createManualClock } from '../../../src/local/clock.ts';
import type { LocalContext } from '../../../src/local/context.ts';
import { openDatabase } from '../../../src/local/database.ts';
import { createTables, type Tables } from '../../../src/local/tables/index.ts';
import { noFaults } from '../../support/no-faults.ts';

const folder = mkdtempSync(join(tmpdir(), 'tables-'));
const clock = createManualClock();
let context: LocalContext;
let tables: Tables;

async function open() {
  context = {
    clock,
    database: openDatabase(folder),
    folder,
    accountId: '000000000000',
    region: 'us-east-1',
    faults: noFaults,
    endpointUrl: () => 'http://127.0.0.1:4566',
    warn: () => {},
  };
  tables = createTables(context);
  await tables.start();
}

async function close() {
  await tables.close();
  context.database.close();
}

beforeAll(open);
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const orders = {
  TableName: 'Orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'CustomerId', AttributeType: 'S' },
    { AttributeName: 'DateOrderId', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'CustomerId', KeyType: 'HASH' },
    { AttributeName: 'DateOrderId', KeyType: 'RANGE' },
  ],
  SSESpecification: { SSEEnabled: true },
  DeletionProtectionEnabled: true,
  Tags: [{ Key: 'team', Value: 'shop' }],
};
const keys = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

/** A call as an SDK client makes it. */
const call = (operation: string, input: object) => ask(operation, JSON.stringify(input));

async function ask(operation: string, text: string) {
  const response = await tables.service.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(text),
    requestId: 'test',
  });
  const body = String(response.body);
  expect(response.headers?.['x-amz-crc32']).toBe(String(crc32(body)));
  return { status: response.status, body: JSON.parse(body) };
}

const applyOnce = (replay: string, amount = '450.00') => ({
  TableName: 'Orders',
  Key: { CustomerId: { S: '7' }, DateOrderId: { S: '2026-01-15-1' } },
  UpdateExpression: 'SET PaymentAmount = :amount ADD AppliedReplays :replays',
  ConditionExpression: 'attribute_not_exists(AppliedReplays) OR NOT contains(AppliedReplays, :replay)',
  ExpressionAttributeValues: { ':amount': { N: amount }, ':replay': { S: replay }, ':replays': { SS: [replay] } },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
});

describe('tables', () => {
  it('are there, active and with the properties that were asked for, once CreateTable has answered', async () => {
    const created = await call('CreateTable', orders);
    const { body } = await call('DescribeTable', { TableName: 'Orders' });

    expect(created.status).toBe(200);
    expect(body.Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    });
    expect((await call('ListTables', {})).body.TableNames).toEqual(['Orders']);
    expect((await call('ListTagsOfResource', { ResourceArn: body.Table.TableArn })).body.Tags).toEqual([
      { Key: 'team', Value: 'shop' },
    ]);
  });

  it('tell how many items they hold, also in several pages and after every write', async () => {
    const count = async () => (await call('DescribeTable', { TableName: 'Counted' })).body.Table.ItemCount;
    await call('CreateTable', { ...keys, TableName: 'Counted' });
    expect(await count()).toBe(0);

    const large = { S: 'x'.repeat(390_000) };
    for (const id of ['a', 'b', 'c', 'd']) {
      await call('PutItem', { TableName: 'Counted', Item: { id: { S: id }, large } });
    }
    expect(await Promise.all([count(), count()])).toEqual([4, 4]);
    await call('DeleteItem', { TableName: 'Counted', Key: { id: { S: 'a' } } });
    expect(await count()).toBe(3);
    await call('DeleteTable', { TableName: 'Counted' });
  });

  it('apply a conditional update once for each member of a string set', async () => {
    const first = await call('UpdateItem', applyOnce('original'));
    const again = await call('UpdateItem', applyOnce('original', '1'));
    const replayed = await call('UpdateItem', applyOnce('replay-1', '451.25'));

    expect([first.status, again.status, replayed.status]).toEqual([200, 400, 200]);
    const { body } = await call('GetItem', { TableName: 'Orders', Key: applyOnce('').Key });
    expect(body.Item.PaymentAmount).toEqual({ N: '451.25' });
    expect(body.Item.AppliedReplays.SS).toEqual(['original', 'replay-1']);
  });

  it('give the old item with a failed condition, for update, put and delete', async () => {
    const update = await call('UpdateItem', applyOnce('original'));
    const put = await call('PutItem', {
      TableName: 'Orders',
      Item: applyOnce('').Key,
      ConditionExpression: 'attribute_not_exists(CustomerId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const remove = await call('DeleteItem', {
      TableName: 'Orders',
      Key: applyOnce('').Key,
      ConditionExpression: 'attribute_not_exists(CustomerId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });

    for (const { status, body } of [update, put, remove]) {
      expect(status).toBe(400);
      expect(body.__type).toBe('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException');
      expect(body.Item.PaymentAmount).toEqual({ N: '451.25' });
    }
  });

  it('serialise concurrent conditional updates of one item', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('UpdateItem', applyOnce('replay-2'))));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('keep numbers of 38 digits exactly and refuse 39', async () => {
    const digits = '1234567890123456789012345678901234567.8';
    const put = (N: string) =>
      call('PutItem', { TableName: 'Orders', Item: { CustomerId: { S: 'n' }, DateOrderId: { S: 'n' }, N: { N } } });

    expect((await put(digits)).status).toBe(200);
    const { body } = await call('GetItem', {
      TableName: 'Orders',
      Key: { CustomerId: { S: 'n' }, DateOrderId: { S: 'n' } },
    });
    expect(body.Item.N.N).toBe(digits);
    expect((await put(`${digits}1`)).body.message).toContain('38 significant digits');
  });

  it('keep an item of 400 KB and refuse a larger one', async () => {
    const put = (length: number) =>
      call('PutItem', {
        TableName: 'Orders',
        Item: { CustomerId: { S: 'big' }, DateOrderId: { S: '1' }, Body: { S: 'x'.repeat(length) } },
      });

    expect((await put(409_600 - 10 - 11 - 4 - 1 - 3)).status).toBe(200);
    expect((await put(409_600)).body).toMatchObject({
      __type: 'com.amazon.coral.validate#ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
    });
  });

  it('are protected against deletion until the protection is lifted', async () => {
    const refused = await call('DeleteTable', { TableName: 'Orders' });
    expect(refused.body.message).toContain('protected against deletion');

    await call('CreateTable', { ...keys, TableName: 'Passing' });
    expect((await call('DeleteTable', { TableName: 'Passing' })).status).toBe(200);
    expect((await call('DescribeTable', { TableName: 'Passing' })).body).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      message: 'Requested resource not found: Table: Passing not found',
    });
  });

  it.each(['CreateGlobalTable', 'DescribeContributorInsights', 'EnableKinesisStreamingDestination'])(
    'refuse %s by name',
    async (operation) => {
      const { status, body } = await call(operation, {});

      expect(status).toBe(400);
      expect(body.message).toContain(`does not do DynamoDB ${operation}`);
    },
  );

  it('answer for point-in-time recovery', async () => {
    const status = async () =>
      (await call('DescribeContinuousBackups', { TableName: 'Orders' })).body.ContinuousBackupsDescription
        .PointInTimeRecoveryDescription.PointInTimeRecoveryStatus;

    expect(await status()).toBe('DISABLED');
    await call('UpdateContinuousBackups', {
      TableName: 'Orders',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(await status()).toBe('ENABLED');
  });

  it('let items expire by the clock, unless their expiry is not in the past, not a number or years old', async () => {
    await tables.createTable({ ...keys, TableName: 'Claims' });
    await call('UpdateTimeToLive', {
      TableName: 'Claims',
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    });
    const now = Math.floor(clock.now() / 1000);
    const expiries = {
      soon: { N: `${now + 60}` },
      later: { N: `${now + 90_000}` },
      text: { S: '5' },
      ancient: { N: '5' },
    };
    for (const [id, expiration] of Object.entries(expiries)) {
      await call('PutItem', { TableName: 'Claims', Item: { id: { S: id }, expiration } });
    }

    expect(await tables.sweep()).toBe(0);
    clock.advance(86_400_000);
    await tables.sweep();

    const left = (await call('Scan', { TableName: 'Claims' })).body.Items;
    expect(left.map((item: { id: { S: string } }) => item.id.S).sort()).toEqual(['ancient', 'later', 'text']);
  });

  it('delete an hourly sweep of more than one page', async () => {
    const now = Math.floor(clock.now() / 1000);
    const put = (id: number) =>
      call('PutItem', { TableName: 'Claims', Item: { id: { S: `e${id}` }, expiration: { N: `${now - 1}` } } });
    await Promise.all(Array.from({ length: 450 }, (_, id) => put(id)));

    expect(await tables.sweep()).toBe(450);
  });

  it('refuse an item that is nested deeper than 32 levels, however deep', async () => {
    const put = async (depth: number) => {
      const value = `${'{"L":[{"M":{"constructor":'.repeat(depth / 2)}{"S":"x"}${'}}]}'.repeat(depth / 2)}`;
      return (await ask('PutItem', `{"TableName":"Claims","Item":{"id":{"S":"deep"},"value":${value}}}`)).body.message;
    };

    expect(await Promise.all([32, 34, 80, 5_000, 100_000].map(put))).toEqual([
      undefined,
      ...Array.from({ length: 4 }, () => 'Nesting Levels have exceeded supported limits'),
    ]);
  });

  it.each(['null', '[]', '"text"', '', '{'])('refuse a body of %j as DynamoDB does', async (text) => {
    const response = await tables.service.handle({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      body: Buffer.from(text),
      requestId: 'test',
    });

    expect([response.status, JSON.parse(String(response.body)).__type]).toEqual([
      400,
      'com.amazon.coral.service#SerializationException',
    ]);
  });

  it('hold what was acknowledged when the same folder is opened again', async () => {
    await close();
    await open();

    const { body } = await call('GetItem', { TableName: 'Orders', Key: applyOnce('').Key });
    expect(body.Item.PaymentAmount).toEqual({ N: '450' });
    expect((await call('DescribeTimeToLive', { TableName: 'Claims' })).body.TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expiration',
    });
    expect((await tables.describeTable('Orders'))['TableStatus']).toBe('ACTIVE');
  });
});

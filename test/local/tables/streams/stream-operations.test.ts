import { isObject } from '../../../../src/domain/is-object.ts';
import { createTables } from '../../../../src/local/tables/index.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';

let context: TestContext;
let tables: ReturnType<typeof createTables>;
let streamArn: string;

async function ask(target: string, operation: string, input: object) {
  const response = await tables.service.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `${target}_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(input)),
    requestId: 'test',
  });
  return { status: response.status, body: JSON.parse(String(response.body)) };
}
const table = async (operation: string, input: object) =>
  ask('DynamoDB', operation, { TableName: 'Watched', ...input });
const stream = async (operation: string, input: object) => (await ask('DynamoDBStreams', operation, input)).body;

async function records(type = 'TRIM_HORIZON'): Promise<unknown[]> {
  const described = await stream('DescribeStream', { StreamArn: streamArn });
  const ShardId = described.StreamDescription.Shards[0].ShardId;
  const { ShardIterator } = await stream('GetShardIterator', {
    StreamArn: streamArn,
    ShardId,
    ShardIteratorType: type,
  });
  return (await stream('GetRecords', { ShardIterator })).Records;
}

beforeAll(async () => {
  context = createTestContext();
  tables = createTables(context);
  await tables.start();
  const { body } = await table('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  streamArn = body.TableDescription.LatestStreamArn;
});
afterAll(async () => {
  await tables.close();
  context.dispose();
});

describe('the stream of a table', () => {
  it('tells what happened to its items, with the old and the new one, in order', async () => {
    await table('PutItem', { Item: { id: { S: 'a' }, n: { N: '1' } } });
    await table('UpdateItem', {
      Key: { id: { S: 'a' } },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await table('PutItem', { Item: { id: { S: 'a' }, n: { N: '2' } } });
    await table('DeleteItem', { Key: { id: { S: 'a' } } });
    await table('DeleteItem', { Key: { id: { S: 'a' } } });

    const told = (await records()).map((record) =>
      isObject(record) ? [record['eventName'], record['dynamodb']] : record,
    );
    expect(told).toEqual([
      ['INSERT', expect.objectContaining({ NewImage: { id: { S: 'a' }, n: { N: '1' } } })],
      [
        'MODIFY',
        expect.objectContaining({
          OldImage: { id: { S: 'a' }, n: { N: '1' } },
          NewImage: { id: { S: 'a' }, n: { N: '2' } },
          Keys: { id: { S: 'a' } },
        }),
      ],
      ['REMOVE', expect.objectContaining({ OldImage: { id: { S: 'a' }, n: { N: '2' } } })],
    ]);
  });

  it('says of an item that expired that the service deleted it', async () => {
    await table('UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' } });
    const past = Math.floor(context.clock.now() / 1000) - 10;
    await table('PutItem', { Item: { id: { S: 'old' }, until: { N: String(past) } } });
    await tables.sweep();

    expect((await records()).at(-1)).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
    });
  });

  it('begins at the end for LATEST, and forgets after a day', async () => {
    expect(await records('LATEST')).toEqual([]);
    expect((await records()).length).toBeGreaterThan(0);
    context.clock.advance(25 * 3_600_000);
    expect(await records()).toEqual([]);
  });

  it('tells nothing of what a failed transaction would have written', async () => {
    const before = (await records()).length;
    await table('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'Watched', Item: { id: { S: 'x' } } } },
        {
          ConditionCheck: {
            TableName: 'Watched',
            Key: { id: { S: 'y' } },
            ConditionExpression: 'attribute_exists(id)',
          },
        },
      ],
    });

    expect(await records()).toHaveLength(before);
  });
});

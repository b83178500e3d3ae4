import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

/** DynamoDB in this process, in memory, on a free port, with the tables of the shop. */
export async function startDynamoDb() {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let tables = 0;

  const createTable = async (hash: string, range?: string): Promise<string> => {
    tables += 1;
    const keys = range === undefined ? [hash] : [hash, range];
    await client.send(
      new CreateTableCommand({
        TableName: `table-${tables}`,
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const created = () => client.send(new DescribeTableCommand({ TableName: `table-${tables}` }));
    while ((await created()).Table?.TableStatus !== 'ACTIVE');
    return `table-${tables}`;
  };
  return {
    client,
    createOrdersTable: () => createTable('CustomerId', 'DateOrderId'),
    createIdempotencyTable: () => createTable('id'),
    rows: async (tableName: string) =>
      (await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? [],
    row: async (tableName: string, CustomerId: string, DateOrderId: string) => {
      const Key = { CustomerId: { S: CustomerId }, DateOrderId: { S: DateOrderId } };
      return (await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item;
    },
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

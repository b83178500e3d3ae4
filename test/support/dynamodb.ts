import { CreateTableCommand, DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { listen } from '../../src/local/endpoint/server.ts';
import { createTables } from '../../src/local/tables/index.ts';
import { createTestContext } from './local-context.ts';

/** DynamoDB as the local stack has it, in a temporary folder, on a free port, with the tables of the shop. */
export async function startDynamoDb() {
  const context = createTestContext();
  const engine = createTables(context);
  await engine.start();
  const { database, warn } = context;
  const endpoint = await listen({ port: 0, database, warn, handle: (request) => engine.service.handle(request) });
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
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
      await endpoint.close();
      await engine.close();
      context.dispose();
    },
  };
}

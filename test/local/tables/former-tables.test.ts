import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { createTables } from '../../../src/local/tables/index.ts';
import { createTestContext } from '../../support/local-context.ts';
import { askAt } from '../../support/tables/judges.ts';

/** A state folder as version 1 left it: tables in LevelDB, what else is known of them in the database. */
async function formerFolder(items: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'former-'));
  const server = dynalite({ path: join(folder, 'tables'), createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const ask = askAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  await ask({
    operation: 'CreateTable',
    input: {
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'day'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'days',
          KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
  });
  const described = { operation: 'DescribeTable', input: { TableName: 'Orders' } };
  while (!JSON.stringify((await ask(described)).body).includes('"ACTIVE"')) await new Promise(setImmediate);
  for (let at = 0; at < items; at += 1) {
    const Item = { id: { S: `é~${at}` }, day: { S: 'monday' }, expires: { N: '4000000000' }, set: { NS: ['1', '2'] } };
    await ask({ operation: 'PutItem', input: { TableName: 'Orders', Item } });
  }
  await new Promise((resolve) => server.close(resolve));
  const context = createTestContext({ folder });
  context.database.define(
    'CREATE TABLE IF NOT EXISTS tables_definitions (name TEXT PRIMARY KEY, definition TEXT NOT NULL)',
  );
  const definition = {
    name: 'Orders',
    tags: { team: 'shop' },
    deletionProtection: true,
    encryption: { SSEEnabled: true },
    pointInTimeRecovery: { enabled: true, since: 1, days: 7 },
    timeToLive: 'expires',
  };
  context.database.run(
    'INSERT INTO tables_definitions (name, definition) VALUES (?, ?)',
    ...['Orders', JSON.stringify(definition)],
  );
  context.database.close();
  return folder;
}

async function start(folder: string) {
  const context = createTestContext({ folder });
  const tables = createTables(context);
  const end = async () => {
    await tables.close();
    context.database.close();
  };
  try {
    await tables.start();
  } catch (error) {
    await end();
    throw error;
  }
  return { tables, context, end };
}

describe('tables of version 1', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await formerFolder(25);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are taken over whole, once, and kept aside', async () => {
    const first = await start(folder);
    const table = await first.tables.describeTable('Orders');
    const found = await first.tables.operations['Query']?.(
      {
        TableName: 'Orders',
        IndexName: 'days',
        KeyConditionExpression: '#day = :day',
        ExpressionAttributeNames: { '#day': 'day' },
        ExpressionAttributeValues: { ':day': { S: 'monday' } },
      },
      undefined as never,
    );
    await first.end();
    const second = await start(folder);

    expect(table).toMatchObject({ ItemCount: 25, DeletionProtectionEnabled: true, TableStatus: 'ACTIVE' });
    expect(found).toMatchObject({ Count: 25 });
    expect(first.context.warnings).toEqual([expect.stringContaining('tables.before-2')]);
    expect(existsSync(join(folder, 'tables.before-2'))).toBe(true);
    expect(await second.tables.describeTable('Orders')).toMatchObject({ ItemCount: 25 });
    expect(second.context.warnings).toEqual([]);
    await second.end();
  });

  it('are missed by name when their folder is gone', async () => {
    rmSync(join(folder, 'tables'), { recursive: true });

    await expect(start(folder)).rejects.toThrow(/tables is missing, with 1 tables \(Orders\).*--reset/);
  });

  it('are refused when their folder was overwritten', async () => {
    rmSync(join(folder, 'tables'), { recursive: true });
    mkdirSync(join(folder, 'tables'));
    writeFileSync(join(folder, 'tables', 'CURRENT'), 'nonsense');

    await expect(start(folder)).rejects.toThrow(/tables.*cannot be read.*--reset/);
  });
});

import { ownTables } from '../../../support/tables/judges.ts';

const TableName = 'Growing';
let own: Awaited<ReturnType<typeof ownTables>>;
const ask = (operation: string, input: object) => own.ask({ operation, input: { TableName, ...input } });
const byColour = () =>
  ask('Query', {
    IndexName: 'colours',
    KeyConditionExpression: 'colour = :c',
    ExpressionAttributeValues: { ':c': { S: 'red' } },
  });
const update = (change: object) =>
  ask('UpdateTable', {
    AttributeDefinitions: [{ AttributeName: 'colour', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [change],
  });
const create = {
  Create: {
    IndexName: 'colours',
    KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  },
};

beforeAll(async () => {
  own = await ownTables();
  await ask('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const colours = ['red', 'blue', 'red'];
  for (const [at, colour] of colours.entries())
    await ask('PutItem', { Item: { id: { S: `${at}` }, colour: { S: colour } } });
  await ask('PutItem', { Item: { id: { S: 'none' } } });
});
afterAll(() => own.close());

describe('a global index', () => {
  it('that UpdateTable makes holds what the table holds, and what is written after', async () => {
    const { body } = await update(create);
    await ask('PutItem', { Item: { id: { S: 'new' }, colour: { S: 'red' } } });
    await ask('DeleteItem', { Key: { id: { S: '0' } } });

    expect(body['TableDescription']).toMatchObject({
      TableStatus: 'UPDATING',
      GlobalSecondaryIndexes: [{ IndexName: 'colours', IndexStatus: 'CREATING' }],
    });
    expect((await byColour()).body['Count']).toBe(2);
  });

  it('is not made twice', async () => {
    expect((await update(create)).body['message']).toBe('Attempting to create an index which already exists: colours');
  });

  it('is gone once UpdateTable has deleted it', async () => {
    const { status } = await update({ Delete: { IndexName: 'colours' } });

    expect(status).toBe(200);
    expect((await byColour()).body['message']).toBe('The table does not have the specified index: colours');
  });
});

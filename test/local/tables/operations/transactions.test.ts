import { type Answer, ownTables } from '../../../support/tables/judges.ts';

const TableName = 'Stock';
let own: Awaited<ReturnType<typeof ownTables>>;
const ask = (operation: string, input: object): Promise<Answer> => own.ask({ operation, input: { ...input } });
const put = (id: string, n: string, condition?: string) => ({
  Put: {
    TableName,
    Item: { id: { S: id }, n: { N: n } },
    ...(condition !== undefined && { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
  },
});
const count = async (id: string) =>
  (await ask('GetItem', { TableName, Key: { id: { S: id } } })).body['Item'] as { n?: object } | undefined;

beforeAll(async () => {
  own = await ownTables();
  await ask('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
});
afterAll(() => own.close());

describe('a transaction', () => {
  it('writes all of its items', async () => {
    const update = {
      Update: {
        TableName,
        Key: { id: { S: 'c' } },
        UpdateExpression: 'SET n = if_not_exists(n, :zero) + :one',
        ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
      },
    };
    const answer = await ask('TransactWriteItems', { TransactItems: [put('a', '1'), put('b', '1'), update] });

    expect(answer).toEqual({ status: 200, body: {} });
    expect([await count('a'), await count('c')]).toEqual([
      { id: { S: 'a' }, n: { N: '1' } },
      { id: { S: 'c' }, n: { N: '1' } },
    ]);
  });

  it('writes none when the condition of one fails, and says of each why', async () => {
    const answer = await ask('TransactWriteItems', {
      TransactItems: [put('a', '2'), put('b', '2', 'attribute_not_exists(id)')],
    });

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { id: { S: 'b' }, n: { N: '1' } },
        },
      ],
    });
    expect((await count('a'))?.n).toEqual({ N: '1' });
  });

  it('is done once for a token, and refuses the token for anything else', async () => {
    const add = (by: string) => ({
      ClientRequestToken: 'once',
      TransactItems: [
        {
          Update: {
            TableName,
            Key: { id: { S: 'd' } },
            UpdateExpression: 'ADD n :by',
            ExpressionAttributeValues: { ':by': { N: by } },
          },
        },
      ],
    });
    const statuses = [];
    for (const by of ['1', '1']) statuses.push((await ask('TransactWriteItems', add(by))).status);
    const other = await ask('TransactWriteItems', add('2'));

    expect(statuses).toEqual([200, 200]);
    expect(other.body['__type']).toMatch(/#IdempotentParameterMismatchException$/);
    expect((await count('d'))?.n).toEqual({ N: '1' });
  });

  it('takes no item twice', async () => {
    const check = {
      ConditionCheck: { TableName, Key: { id: { S: 'a' } }, ConditionExpression: 'attribute_exists(id)' },
    };
    const answer = await ask('TransactWriteItems', { TransactItems: [put('a', '9'), check] });

    expect(answer.body['message']).toBe('Transaction request cannot include multiple operations on one item');
  });

  it('reads items together, in the order asked', async () => {
    const get = (id: string) => ({ Get: { TableName, Key: { id: { S: id } }, ProjectionExpression: 'n' } });
    const answer = await ask('TransactGetItems', { TransactItems: [get('a'), get('nowhere'), get('b')] });

    expect(answer.body['Responses']).toEqual([{ Item: { n: { N: '1' } } }, {}, { Item: { n: { N: '1' } } }]);
  });
});

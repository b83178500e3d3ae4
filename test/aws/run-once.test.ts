import { createHash } from 'node:crypto';
import { type AttributeValue, ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createRunOnce } from '../../src/aws/run-once.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { NOWHERE, scripted } from '../support/scripted-client.ts';

const context = { getRemainingTimeInMillis: () => 10_000 };
const work = { tableName: 't', key: ['caller', 'order', '1'], payload: '{}', formerPayload: '{}', context };
/** What DynamoDB says of a key whose row is there already. */
const taken = (row?: Record<string, AttributeValue>) =>
  new ConditionalCheckFailedException({ message: 'It is there.', $metadata: {}, ...(row && { Item: row }) });
const hashOf = (value: string) => createHash('sha256').update(JSON.stringify(value)).digest('base64');
const inProgress = (until: number) => ({
  validation: { S: hashOf(work.payload) },
  id: { S: 'k' },
  status: { S: 'INPROGRESS' },
  expiration: { N: String(Math.ceil(Date.now() / 1000) + 60) },
  in_progress_expiration: { N: String(until) },
});

test.each([
  ['still runs', 'IdempotencyAlreadyInProgressError', [taken(inProgress(Date.now() + 3_600_000))]],
  ['should have ended', 'IdempotencyInconsistentStateError', [taken(inProgress(1))]],
  ['is gone between the two looks at it', 'IdempotencyItemNotFoundError', [taken(), {}]],
])('a key whose first run %s is in progress', async (_what, name, answers) => {
  const { client } = scripted(new DynamoDBClient(NOWHERE), answers);
  const run = createRunOnce(client)({ ...work, run: async () => 'second' });

  await expect(run).rejects.toMatchObject({
    name: 'RequestInProgressError',
    message: 'A request with this idempotency key is still in progress.',
    cause: { name },
  });
});

test('a key that stands for another payload was used before', async () => {
  const row = { ...inProgress(0), status: { S: 'COMPLETED' }, validation: { S: hashOf('another') } };
  const { client } = scripted(new DynamoDBClient(NOWHERE), [taken(row)]);

  await expect(createRunOnce(client)({ ...work, run: async () => 'second' })).rejects.toMatchObject({
    name: 'KeyReusedError',
    message:
      'This idempotency key, or without one the id of the order, was used for another order: an amended order needs an Idempotency-Key of its own.',
    cause: { name: 'IdempotencyValidationError' },
  });
});

test('what 1.0 hashed is compared as well: the answer that it kept is given again, and any other is refused', async () => {
  const row = {
    ...inProgress(0),
    status: { S: 'COMPLETED' },
    validation: { S: hashOf('as 1.0 had it') },
    data: { S: 'first' },
  };
  const run = (formerPayload: string) => {
    const { client } = scripted(new DynamoDBClient(NOWHERE), [taken(row), { Item: row }]);
    return createRunOnce(client)({ ...work, formerPayload, run: async () => 'second' });
  };

  expect(await run('as 1.0 had it')).toBe('first');
  await expect(run('another')).rejects.toMatchObject({ name: 'KeyReusedError' });
});

test('a row is kept for a day under the hash of its key', async () => {
  const { client, asked } = scripted(new DynamoDBClient(NOWHERE), [{}]);
  const now = Math.floor(Date.now() / 1000);

  await createRunOnce(client)({ ...work, run: async () => 'first' });

  const put = asked.find(([operation]) => operation === 'PutItem')?.[1];
  const hash = createHash('sha256')
    .update(JSON.stringify(JSON.stringify(work.key)))
    .digest('base64');
  expect(put).toMatchObject({
    TableName: 't',
    Item: { id: { S: expect.stringMatching(new RegExp(`#${RegExp.escape(hash)}$`)) }, status: { S: 'INPROGRESS' } },
  });
  const seconds = Number(JSON.parse(JSON.stringify(put)).Item.expiration.N) - now;
  expect(seconds).toBeGreaterThanOrEqual(86_400);
  expect(seconds).toBeLessThan(86_400 + 60);
});

test('an error that is no answer to a repetition is thrown as it is', async () => {
  const { client } = scripted(new DynamoDBClient(NOWHERE), [
    Object.assign(new Error('Away.'), { name: 'ServerError' }),
  ]);

  await expect(createRunOnce(client)({ ...work, run: async () => 'x' })).rejects.not.toMatchObject({
    name: 'RequestInProgressError',
  });
});

test('a run that its invocation did not survive frees its key when that invocation would have ended', async () => {
  const dynamodb = await startDynamoDb();
  try {
    const runOnce = createRunOnce(dynamodb.client);
    const tableName = await dynamodb.createIdempotencyTable();
    const own = { ...work, tableName };
    const outlived = { getRemainingTimeInMillis: () => -1 };
    await new Promise<void>((started) => {
      runOnce({
        ...own,
        context: outlived,
        run: () => {
          started();
          return new Promise(() => {});
        },
      });
    });

    expect(await runOnce({ ...own, run: async () => 'second' })).toBe('second');
    expect(await runOnce({ ...own, run: async () => 'third' })).toBe('second');
  } finally {
    await dynamodb.close();
  }
});

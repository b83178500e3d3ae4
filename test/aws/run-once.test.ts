import { createRunOnce } from '../../src/aws/run-once.ts';
import { startDynamoDb } from '../support/dynamodb.ts';

test('a run that its invocation did not survive frees its key when that invocation would have ended', async () => {
  const dynamodb = await startDynamoDb();
  try {
    const runOnce = createRunOnce(dynamodb.client);
    const tableName = await dynamodb.createIdempotencyTable();
    const work = { tableName, key: ['caller', 'order', '1'], payload: '{}' };
    const outlived = { getRemainingTimeInMillis: () => -1 };
    await new Promise<void>((started) => {
      runOnce({
        ...work,
        context: outlived,
        run: () => {
          started();
          return new Promise(() => {});
        },
      });
    });

    const context = { getRemainingTimeInMillis: () => 10_000 };

    expect(await runOnce({ ...work, context, run: async () => 'second' })).toBe('second');
    expect(await runOnce({ ...work, context, run: async () => 'third' })).toBe('second');
  } finally {
    await dynamodb.close();
  }
});

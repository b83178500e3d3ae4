import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { openMessaging } from '../support/messaging.ts';

const MARK = 'a-secret-of-somebody';
/** How often the mark stands in the files of a folder, whatever they are. */
const marksIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1').split(MARK).length - 1)
    .reduce((sum, count) => sum + count, 0);

/** Bodies from a few bytes to pages of their own. */
const bodies = fc.array(
  fc.integer({ min: 0, max: 40_000 }).map((size) => `${MARK}${'x'.repeat(size)}`),
  { minLength: 1, maxLength: 40 },
);

type Stack = ReturnType<typeof openMessaging>;
const ends: Record<string, (stack: Stack, queueUrl: string) => Promise<unknown>> = {
  'a purge': (stack, QueueUrl) => stack.sqs('PurgeQueue', { QueueUrl }),
  'the deletion of the queue': async (stack, QueueUrl) => {
    await stack.sqs('DeleteQueue', { QueueUrl });
    stack.context.database.forget();
  },
  'the end of its retention, though nobody asks for it': async (stack) => {
    stack.clock.advance(5 * 86_400_000);
    await new Promise(setImmediate);
    stack.context.database.forget();
  },
  'its deletion after a receive': async (stack) => {
    const arn = stack.queues.arnOf('orders');
    for (;;) {
      const messages = stack.queues.receive(arn, 10);
      if (messages.length === 0) break;
      stack.queues.remove(
        arn,
        messages.map(({ receiptHandle }) => receiptHandle),
      );
    }
    stack.context.database.forget();
  },
};

test.each(Object.entries(ends))('of a message nothing is left by %s', async (_what, end) => {
  await fc.assert(
    fc.asyncProperty(bodies, async (texts) => {
      const stack = openMessaging();
      const queueUrl = await stack.queue('orders', {});
      for (const body of texts) stack.queues.send(stack.queues.arnOf('orders'), { body });
      await stack.context.database.committed();
      expect(marksIn(stack.context.folder)).toBeGreaterThanOrEqual(texts.length);

      await end(stack, queueUrl);

      expect(marksIn(stack.context.folder)).toBe(0);
      stack.close();
    }),
    { numRuns: 8 },
  );
});

test('what stays is whole while others go', async () => {
  const stack = openMessaging();
  await stack.queue('orders', {});
  const arn = stack.queues.arnOf('orders');
  for (let n = 0; n < 300; n += 1) stack.queues.send(arn, { body: `${MARK}${'x'.repeat((n * 997) % 9000)}` });
  for (let n = 0; n < 25; n += 1) {
    stack.queues.remove(
      arn,
      stack.queues.receive(arn, 10).map(({ receiptHandle }) => receiptHandle),
    );
  }

  stack.context.database.forget();

  expect(marksIn(stack.context.folder)).toBe(50);
  stack.close();
});

test('the log goes by itself within seconds', async () => {
  const stack = openMessaging();
  await stack.queue('orders', {});
  await stack.context.database.committed();
  const log = join(stack.context.folder, 'state.sqlite-wal');
  expect(statSync(log).size).toBeGreaterThan(0);

  while (statSync(log).size > 0) await new Promise((resolve) => setTimeout(resolve, 100));

  stack.close();
}, 60_000);

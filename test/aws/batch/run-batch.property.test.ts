import fc from 'fast-check';
import { createRunBatch } from '../../../src/aws/batch/run-batch.ts';
import { forEachMessage } from '../../../src/domain/batch-outcome.ts';
import { UnsendableMessageError } from '../../../src/domain/errors.ts';
import { createBatchRun } from '../../../src/local/lambda/mappings/batch-run.ts';
import { createOpenBatch } from '../../../src/local/lambda/mappings/open-batch.ts';
import { sqsRecord } from '../../../src/local/lambda/mappings/sqs-record.ts';
import { openMessaging } from '../../support/messaging.ts';
import { CONTEXT, QUEUE_ENV } from '../../support/queue-batches.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

const VISIBILITY_SECONDS = 480;
const RETENTION_SECONDS = 345_600;

/**
 * A queue, its dead-letter queue and a mapping, as they run locally, with a function whose work ends the process at a `fatal`
 * message, refuses `poison` and is down until `upAt`, in seconds from the start.
 */
async function openQueue({
  maxReceiveCount,
  batchSize,
  upAt = 0,
}: {
  maxReceiveCount: number;
  batchSize: number;
  upAt?: number;
}) {
  const stack = openMessaging();
  const deadLetterQueueUrl = await stack.queue('dead', { MessageRetentionPeriod: '1209600' });
  const queueUrl = await stack.queue('orders', {
    VisibilityTimeout: `${VISIBILITY_SECONDS}`,
    MessageRetentionPeriod: `${RETENTION_SECONDS}`,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf('dead'), maxReceiveCount }),
  });
  const queueArn = stack.queues.arnOf('orders');
  const start = stack.clock.now();
  const done: string[] = [];
  const received = new Map<string, number>();
  const operation = (command: { constructor: { name: string }; input: object }) =>
    stack.sqs(command.constructor.name.replace(/Command$/, '') as 'SendMessageBatch', { ...command.input });
  const runBatch = createRunBatch({
    client: { send: operation } as unknown as Parameters<typeof createRunBatch>[0]['client'],
    env: {
      ...QUEUE_ENV,
      QUEUE_URL: queueUrl,
      DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
      MAX_RECEIVE_COUNT: `${maxReceiveCount}`,
      MESSAGE_RETENTION_PERIOD: `${RETENTION_SECONDS}`,
    },
    now: () => stack.clock.now(),
    ...recordedTelemetry().telemetry,
  });
  const invoke = async (_name: string, payload: string) => {
    try {
      const answer = await runBatch(
        { event: JSON.parse(payload), context: CONTEXT, title: 'Worked' },
        async (messages) => {
          if (messages.some(({ body }) => body.startsWith('fatal'))) throw new Error('Runtime.OutOfMemory');
          const { results, failures } = await forEachMessage(messages, ({ body }) => {
            if (body.startsWith('poison')) throw new UnsendableMessageError('It can never be sent.');
            if (stack.clock.now() - start < upAt * 1000) throw new Error('Downstream is down.');
            return body;
          });
          done.push(...results);
          return { counts: {}, failures };
        },
      );
      return { payload: JSON.stringify(answer) };
    } catch {
      return { payload: '{}', functionError: 'Unhandled' };
    }
  };
  const run = createBatchRun({
    context: stack.context,
    queues: stack.queues,
    functions: { invoke } as Parameters<typeof createBatchRun>[0]['functions'],
    sleep: async () => {},
    isActive: () => true,
  });
  const mapping = {
    uuid: 'u',
    state: 'Enabled' as const,
    modifiedAt: 0,
    functionName: 'the-function',
    queueArn,
    batchSize,
    windowSeconds: 0,
    enabled: true,
    responseTypes: ['ReportBatchItemFailures'],
  };
  return {
    send: (bodies: readonly string[]) => {
      for (const body of bodies) stack.queues.send(queueArn, { body });
    },
    /** Runs the mapping, ten seconds after ten seconds, until the queue is empty; returns the seconds that took. */
    async runOut(): Promise<number> {
      while ((stack.queues.counts()['orders'] ?? 0) > 0) {
        for (;;) {
          const messages = stack.queues.receive(queueArn, batchSize);
          if (messages.length === 0) break;
          const batch = createOpenBatch(batchSize);
          for (const message of messages) {
            received.set(message.body, Number(message.attributes['ApproximateReceiveCount']));
            batch.add({ message, json: sqsRecord(message, { queueArn, region: 'us-east-1' }) });
          }
          await run(batch, mapping);
        }
        stack.clock.advance(10_000);
      }
      return (stack.clock.now() - start) / 1000;
    },
    done,
    received,
    deadLetters: () => stack.drain('dead'),
    close: () => stack.close(),
  };
}

const bodies = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);

test('poison is a dead letter at its first receive, and costs its neighbours nothing', async () => {
  const queue = await openQueue({ maxReceiveCount: 30, batchSize: 10 });
  queue.send([...bodies('good', 15), ...bodies('poison', 7)]);

  await queue.runOut();

  expect(queue.done.sort()).toEqual(bodies('good', 15).sort());
  expect(queue.deadLetters().sort()).toEqual(bodies('poison', 7));
  expect([...queue.received.values()].every((receives) => receives === 1)).toBe(true);
  queue.close();
});

test.each([5, 30])(
  'an outage of five hours makes no dead letter of %d receives, and all is done soon after it',
  async (maxReceiveCount) => {
    const outage = 5 * 60 * 60;
    const queue = await openQueue({ maxReceiveCount, batchSize: 10, upAt: outage });
    queue.send(bodies('good', 25));

    const seconds = await queue.runOut();

    expect(queue.deadLetters()).toEqual([]);
    expect(queue.done.sort()).toEqual(bodies('good', 25).sort());
    expect(seconds).toBeLessThan(outage + (maxReceiveCount === 5 ? 61 * 60 : 20 * 60));
    queue.close();
  },
);

test.each([5, 30])(
  'a message that ends the function is the only dead letter of %d receives, whatever comes with it',
  async (maxReceiveCount) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom(10, 100, 1000),
        async (before, after, batchSize) => {
          const queue = await openQueue({ maxReceiveCount, batchSize });
          queue.send([...bodies('good', before), 'fatal', ...bodies('also', after)]);

          await queue.runOut();

          expect(queue.deadLetters()).toEqual(['fatal']);
          expect(new Set(queue.done)).toEqual(new Set([...bodies('good', before), ...bodies('also', after)]));
          expect(queue.done).toHaveLength(before + after);
          expect(
            Math.max(0, ...[...queue.received].filter(([body]) => body !== 'fatal').map(([, times]) => times)),
          ).toBeLessThan(5);
          queue.close();
        },
      ),
      { numRuns: 15 },
    );
  },
);

test.each([5, 30])(
  'of 999 messages with one that ends the function, it alone is a dead letter of %d receives',
  async (maxReceiveCount) => {
    for (const batchSize of [10, 1000]) {
      const queue = await openQueue({ maxReceiveCount, batchSize });
      queue.send([...bodies('good', 500), 'fatal', ...bodies('also', 499)]);

      await queue.runOut();

      expect(queue.deadLetters()).toEqual(['fatal']);
      expect(queue.done.sort()).toEqual([...bodies('good', 500), ...bodies('also', 499)].sort());
      queue.close();
    }
  },
);

test('of five receives two messages that end the function are the only dead letters, wherever they stand', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 300 }),
      fc.nat(),
      fc.nat(),
      fc.constantFrom(10, 100, 1000),
      async (length, first, second, batchSize) => {
        const queue = await openQueue({ maxReceiveCount: 5, batchSize });
        const isFatal = new Set([first % length, second % length]);
        const all = bodies('good', length).map((body, index) => (isFatal.has(index) ? `fatal ${body}` : body));
        queue.send(all);

        await queue.runOut();

        expect(queue.deadLetters().sort()).toEqual(all.filter((body) => body.startsWith('fatal')).sort());
        expect(queue.done.sort()).toEqual(all.filter((body) => !body.startsWith('fatal')).sort());
        queue.close();
      },
    ),
    { numRuns: 40 },
  );
});

test('of several that end the function, an outage and poison at once, none becomes the fault of another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ good: fc.nat({ max: 60 }), fatal: fc.nat({ max: 3 }), poison: fc.nat({ max: 5 }) }),
      fc.nat({ max: 2 * 60 * 60 }),
      fc.constantFrom(10, 100),
      async ({ good, fatal, poison }, outage, batchSize) => {
        // Thirty receives are enough for an outage and a message that ends the function, not for an outage and three of them.
        const upAt = fatal > 1 ? 0 : outage;
        const queue = await openQueue({ maxReceiveCount: 30, batchSize, upAt });
        queue.send([...bodies('fatal', fatal), ...bodies('good', good), ...bodies('poison', poison)]);

        await queue.runOut();

        expect(queue.deadLetters().sort()).toEqual([...bodies('fatal', fatal), ...bodies('poison', poison)]);
        expect(queue.done.sort()).toEqual(bodies('good', good).sort());
        queue.close();
      },
    ),
    { numRuns: 25 },
  );
});

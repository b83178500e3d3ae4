import fc from 'fast-check';
import { createPutRecords } from '../../src/aws/put-records.ts';
import { createForwardToFirehoseHandler } from '../../src/handlers/forward-to-firehose.ts';
import { type Behaviour, scriptedFirehose } from '../support/firehose.ts';
import { recordedBatches } from '../support/queue-batches.ts';
import { sqsEvent } from '../support/sqs-events.ts';

const behaviour = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Behaviour>({ kind: 'take' }) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.boolean(), { minLength: 1, maxLength: 7 })
      .map((refused): Behaviour => ({ kind: 'partial', refused })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(
        'ServiceUnavailableException',
        'InternalFailure',
        'ECONNRESET',
        'ResourceNotFoundException',
        'InvalidArgumentException',
      )
      .map((name): Behaviour => ({ kind: 'fail', name })),
  },
  { weight: 1, arbitrary: fc.constant<Behaviour>({ kind: 'hang' }) },
);

test('messages in are messages delivered once, messages sent to the dead-letter queue and messages reported, never two of these', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(0, 10, 300_000, 1_023_980, 1_100_000), { maxLength: 12 }),
      fc.integer({ min: 0, max: 700 }),
      fc.array(behaviour, { maxLength: 12 }),
      fc.constantFrom('1', '3', '500'),
      fc.integer({ min: 500, max: 40_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      async (sizes, small, script, eventsPerRecord, limitMs, random) => {
        const bodies = [...sizes, ...Array<number>(small).fill(0)].map((size, i) => `[${i},"${'x'.repeat(size)}"]`);
        const firehose = scriptedFirehose(script, { limitMs });
        const batches = recordedBatches();
        const handler = createForwardToFirehoseHandler({
          env: { DELIVERY_STREAM_NAME: 'stream', RECORD_FORMAT: 'Body', EVENTS_PER_RECORD: eventsPerRecord },
          putRecords: createPutRecords({ send: firehose.send, sleep: firehose.sleep, random: () => random }),
          runBatch: batches.runBatch,
        });

        const { batchItemFailures } = await handler(sqsEvent(bodies), {
          getRemainingTimeInMillis: firehose.remainingMs,
        });

        const buried = batches.buried().map((body) => Number(/(?<=^\[)\d+/.exec(body ?? '')));
        const reported = batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
        const delivered = firehose.taken.flatMap((record) => record.match(/(?<=^\[)\d+/gm) ?? []).map(Number);
        expect([...reported, ...buried, ...delivered].sort((a, b) => a - b)).toEqual([...bodies.keys()]);
        for (const call of firehose.calls) {
          expect(call.length).toBeLessThanOrEqual(500);
          expect(call.reduce((sum, record) => sum + Buffer.byteLength(record), 0)).toBeLessThanOrEqual(4_194_304);
        }
        if (limitMs > 1_000) expect(firehose.remainingMs()).toBeGreaterThanOrEqual(900);
      },
    ),
    { numRuns: 60 },
  );
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { createManualClock } from '../../../../src/local/clock.ts';
import type { LocalContext } from '../../../../src/local/context.ts';
import { openDatabase } from '../../../../src/local/database.ts';
import { throttleError } from '../../../../src/local/faults/fault-errors.ts';
import { createEventSourceMappings } from '../../../../src/local/lambda/mappings/event-source-mappings.ts';
import { createQueues } from '../../../../src/local/queues/index.ts';
import { noFaults } from '../../../support/no-faults.ts';
import { request } from './mapping-bench.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mappings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const event = v.object({ Records: v.array(v.object({ messageId: v.string(), body: v.string() })) });

/** How the function treats one batch. */
const treatment = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'all' } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('some' as const), every: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'error' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'throttle' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'malformed' } as const) },
);
type Treatment = typeof treatment extends fc.Arbitrary<infer T> ? T : never;

test('every message is deleted once the function took it and never before, and none is lost, whatever the function answers', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 60 }),
        batchSize: fc.integer({ min: 1, max: 10 }),
        concurrency: fc.integer({ min: 2, max: 5 }),
        treatments: fc.array(treatment, { maxLength: 12 }),
        faults: fc.array(fc.boolean(), { maxLength: 10 }),
      }),
      async ({ count, batchSize, concurrency, treatments, faults }) => {
        const calls = [...treatments];
        const throttled = [...faults];
        const accepted = new Map<string, number>();
        const context: LocalContext = {
          clock: createManualClock(),
          database: openDatabase(join(folder, String(round++))),
          folder,
          accountId: '000000000000',
          region: 'us-east-1',
          faults: {
            pass: (service) =>
              service === 'sqs' && throttled.pop() ? Promise.reject(throttleError('sqs')) : noFaults.pass('sqs', ''),
          },
          endpointUrl: () => 'http://127.0.0.1:1',
          warn: () => {},
        };
        const queues = createQueues(context);
        await queues.operations['CreateQueue']?.({ QueueName: 'q', Attributes: { VisibilityTimeout: '30' } }, request);
        const queueArn = queues.arnOf('q');
        const mappings = createEventSourceMappings({
          context,
          queues,
          newId: () => 'mapping',
          functions: {
            get: () => ({
              name: 'f',
              handler: 'f.h',
              codeUri: '/',
              build: {},
              runtime: 'nodejs24.x',
              memorySize: 128,
              timeoutSeconds: 5,
              environment: {},
            }),
            stored: () => {
              throw new Error('not asked for');
            },
            async invoke(_name, payload) {
              const how: Treatment = calls.shift() ?? { kind: 'all' };
              const { Records } = v.parse(event, JSON.parse(payload));
              if (how.kind === 'throttle') throw throttleError('lambda');
              if (how.kind === 'error') return { payload: '{}', functionError: 'Unhandled' };
              if (how.kind === 'malformed') return { payload: '{"batchItemFailures":[{"itemIdentifier":""}]}' };
              const failed = how.kind === 'some' ? Records.filter((_record, index) => index % how.every === 0) : [];
              for (const { messageId } of Records) {
                if (!failed.some((record) => record.messageId === messageId))
                  accepted.set(messageId, (accepted.get(messageId) ?? 0) + 1);
              }
              return {
                payload: JSON.stringify({
                  batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
                }),
              };
            },
          },
        });
        mappings.create({
          functionName: 'f',
          queueArn,
          batchSize,
          windowSeconds: 0,
          enabled: true,
          maximumConcurrency: concurrency,
          responseTypes: ['ReportBatchItemFailures'],
        });
        const sent = Array.from({ length: count }, (_, n) => queues.send(queueArn, { body: String(n) }).messageId);
        for (let pass = 0; pass < 40 && (queues.counts()['q'] ?? 0) > 0; pass++) {
          await mappings.settle(performance.now() + 120_000);
          // What is gone from the queue was taken by the function: nothing is deleted before that.
          expect(count - (queues.counts()['q'] ?? 0)).toBeLessThanOrEqual(accepted.size);
          context.clock.advance(30_000);
        }

        expect(queues.counts()).toEqual({ q: 0 });
        expect([...accepted.keys()].sort()).toEqual(sent.sort());
        await mappings.close();
        queues.close();
        context.clock.stop();
        context.database.close();
      },
    ),
    { numRuns: 25 },
  );
});

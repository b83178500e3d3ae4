import type { PublishBatchCommand } from '@aws-sdk/client-sns';
import fc from 'fast-check';
import { publishBatch } from '../../../src/operator/publish/publish-batch.ts';

/** What SNS does with an event at its next try. */
const fate = fc.constantFrom('published', 'own-fault', 'senders-fault');

test('for any pattern of partial failures, each event has one outcome and is published at most once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fate, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 10 }),
      async (fates) => {
        const published: string[] = [];
        const tries = fates.map(() => 0);
        const send = async ({ input }: PublishBatchCommand) => {
          const entries = (input.PublishBatchRequestEntries ?? []).map(({ Id = '', Message = '' }) => {
            const event = Number(Message);
            const next = fates[event]?.[tries[event] ?? 0] ?? 'published';
            tries[event] = (tries[event] ?? 0) + 1;
            if (next === 'published') published.push(Message);
            return { Id, next };
          });
          const of = (wanted: string) => entries.filter(({ next }) => next === wanted);
          return {
            Successful: of('published').map(({ Id }) => ({ Id, MessageId: `m${Id}` })),
            Failed: [
              ...of('own-fault').map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
              ...of('senders-fault').map(({ Id }) => ({ Id, Code: 'InvalidParameter', SenderFault: true })),
            ],
          };
        };

        const outcomes = await publishBatch(
          { send, topicArn: 'arn', wait: async () => {} },
          fates.map((_, event) => ({ body: String(event), attributes: {} })),
        );

        const succeeded = outcomes.flatMap((outcome, event) => ('messageId' in outcome ? [String(event)] : []));
        expect([...published].sort()).toEqual(succeeded.sort());
        for (const [event, pattern] of fates.entries()) {
          const refused = pattern.indexOf('senders-fault');
          const before = refused === -1 ? pattern : pattern.slice(0, refused);
          expect('messageId' in (outcomes[event] ?? {})).toBe(before.includes('published') || refused === -1);
        }
      },
    ),
  );
});

test('an event that SNS keeps failing on is given up with its reason, after growing pauses', async () => {
  const waited: number[] = [];
  const send = async () => ({ Failed: [{ Id: '0', Code: 'InternalError', Message: 'try later', SenderFault: false }] });

  const outcomes = await publishBatch({ send, topicArn: 'arn', wait: async (ms) => void waited.push(ms) }, [
    { body: 'x', attributes: {} },
  ]);

  expect(outcomes).toEqual([{ reason: 'InternalError: try later' }]);
  expect(waited).toEqual([100, 200, 400, 800, 1600, 3200, 5000]);
});

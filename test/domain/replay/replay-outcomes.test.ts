import fc from 'fast-check';
import { NO_OUTCOMES, replayOutcomes, toldOf } from '../../../src/domain/replay/replay-outcomes.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

const messageOf = (messageId: string, replayId: string) =>
  sqsMessage('{}', {
    messageId,
    messageAttributes: replayId === 'original' ? {} : { 'replay-id': { dataType: 'String', stringValue: replayId } },
  });

describe('the outcomes of replays', () => {
  it('are none of a batch of first deliveries and of events from the buffer', () => {
    const results = [
      { replayId: 'original', outcome: 'applied' as const },
      { replayId: 'buffer:1', outcome: 'stale' as const },
    ];
    const messages = [messageOf('a', 'original'), messageOf('b', 'buffer:2')];

    expect(
      replayOutcomes({ messages, results, failures: [{ messageId: 'b', kind: 'later' as const, reason: '' }] }),
    ).toBeUndefined();
  });

  it('count every event of a replay once, under its own name', () => {
    const delivery = fc.record({
      replayId: fc.constantFrom('original', 'buffer:1', 'heal', 'buffer', '__proto__', 'constructor'),
      outcome: fc.constantFrom('applied', 'repeated', 'stale', 'failed'),
    });
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 12 }), (deliveries) => {
        const messages = deliveries.map(({ replayId }, n) => messageOf(String(n), replayId));
        const results = deliveries.flatMap(({ replayId, outcome }) =>
          outcome === 'failed' ? [] : [{ replayId, outcome }],
        );
        const failures = deliveries.flatMap(({ outcome }, n) =>
          outcome === 'failed' ? [{ messageId: String(n), kind: 'later' as const, reason: '' }] : [],
        );

        const replays = new Map(Object.entries(replayOutcomes({ messages, results, failures }) ?? {}));

        const named = deliveries.filter(({ replayId }) => replayId !== 'original' && replayId !== 'buffer:1');
        expect([...replays.keys()].sort()).toEqual([...new Set(named.map(({ replayId }) => replayId))].sort());
        for (const [name, counts] of replays) {
          const own = named.filter(({ replayId }) => replayId === name);
          const expected = { ...NO_OUTCOMES };
          for (const { outcome } of own) expected[outcome] += 1;
          expect(counts).toEqual(expected);
          expect(toldOf(counts)).toBe(own.length - counts.failed);
        }
      }),
      { numRuns: 300 },
    );
  });
});

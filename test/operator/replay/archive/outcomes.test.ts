import { at, lines, type OpenArchiveReplay, openArchiveReplay } from '../../../support/archive-replay.ts';
import { TOPIC_ARN } from '../../../support/replay-stack.ts';

describe('a replay from the archive', () => {
  let replay: OpenArchiveReplay;
  let stack: OpenArchiveReplay['stack'];
  let run: OpenArchiveReplay['run'];
  let checkpoint: OpenArchiveReplay['checkpoint'];
  beforeEach(async () => {
    replay = await openArchiveReplay();
    ({ stack, run, checkpoint } = replay);
  });
  afterEach(() => replay.close());

  describe('that waits', () => {
    const counts = (changes: object) => ({ applied: 0, repeated: 0, stale: 0, failed: 0, ...changes });
    const tell = (changes: object, name = 'r') =>
      stack.state.told.push({ at: stack.clock.now(), replays: { [name]: counts(changes) } });
    beforeEach(async () => {
      stack.state.consumer = { state: 'Enabled', variables: {} };
      await stack.deliver(at(1), lines(1, 2, 3));
    });

    it('ends once every event was told of, and counts no other replay', async () => {
      const waiting: unknown[] = [];
      stack.state.meanwhile = () => {
        if (stack.waits.length === 1) tell({ applied: 2 });
        if (stack.waits.length === 2) tell({ applied: 9 }, 'another');
        if (stack.waits.length === 3) tell({ stale: 1 });
      };

      const { outcomes } = await run({ wait: true }, { onWaiting: (told) => waiting.push(told) });

      expect(outcomes).toEqual(counts({ applied: 2, stale: 1 }));
      expect(waiting).toEqual([0, 2, 2].map((told) => ({ told, sent: 3 })));
    });

    it('does not count what an earlier replay of the name was told of', async () => {
      tell({ applied: 3 });
      stack.state.meanwhile = () => {
        if (stack.waits.length === 1) tell({ repeated: 3 });
      };

      expect((await run({ wait: true })).outcomes).toEqual(counts({ repeated: 3 }));
    });

    it('counts from its beginning when it is resumed', async () => {
      await run({ limit: 2 });
      tell({ applied: 2 });
      stack.clock.advance(60 * 60_000);
      stack.state.meanwhile = () => {
        if (stack.waits.length === 1) tell({ applied: 1 });
      };

      expect((await run({ resume: 'r', limit: 9, wait: true })).outcomes).toEqual(counts({ applied: 3 }));
    });

    it('ends when the rest has failed and the queue holds nothing more', async () => {
      stack.state.meanwhile = () => {
        if (stack.waits.length === 1) tell({ applied: 2, failed: 1 });
        if (stack.waits.length === 3) stack.drain('orders');
      };

      expect((await run({ wait: true })).outcomes).toEqual(counts({ applied: 2, failed: 1 }));
      expect(stack.waits).toHaveLength(3);
    });

    it('ends after five minutes without news, however much was told before', async () => {
      stack.state.meanwhile = () => {
        if (stack.waits.length === 100) tell({ applied: 1 });
      };

      expect((await run({ wait: true })).outcomes).toEqual(counts({ applied: 1 }));
      expect(stack.waits).toHaveLength(100 + 150);
      expect(new Set(stack.waits)).toEqual(new Set([2000]));
    });

    it('ends at the signal with what was told until then', async () => {
      const abort = new AbortController();
      stack.state.meanwhile = () => {
        if (stack.waits.length === 1) tell({ applied: 1 });
        if (stack.waits.length === 2) abort.abort();
      };

      expect(await run({ wait: true }, { signal: abort.signal })).toMatchObject({
        state: 'done',
        outcomes: counts({ applied: 1 }),
      });
      expect(checkpoint()).toMatchObject({ state: 'done', sent: 3 });
    });

    it('is refused before anything is sent where no function of the stack takes what is sent', async () => {
      const message = 'no function of the stack is known to take from';
      await stack.queue('other');
      await stack.topic('orders');

      await expect(run({ wait: true, destination: 'other' })).rejects.toThrow(`${message} other, so none tells`);
      await expect(run({ wait: true, destination: 'topic', yesAllForks: true })).rejects.toThrow(
        `${message} ${TOPIC_ARN}, so none tells what became of the events: leave out wait`,
      );
      expect([checkpoint(), stack.inputsOf('SendMessageBatch')]).toEqual([undefined, []]);
    });

    it('is not told of events that it did not come to send', async () => {
      const abort = new AbortController();
      abort.abort();

      expect(await run({ wait: true }, { signal: abort.signal })).toMatchObject({
        state: 'interrupted',
        outcomes: null,
      });
    });
  });
});

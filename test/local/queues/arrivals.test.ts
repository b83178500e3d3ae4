import { createManualClock } from '../../../src/local/clock.ts';
import { createArrivals } from '../../../src/local/queues/arrivals.ts';
import type { Queue } from '../../../src/local/queues/registry.ts';
import { turns } from '../../support/messaging.ts';

/** A queue as far as arrivals look at one. */
function queueNamed(arn: string): Queue {
  return {
    id: 1,
    name: arn,
    arn,
    fifo: false,
    createdAt: 0,
    modifiedAt: 0,
    purgedAt: undefined,
    attributes: {},
    tags: {},
    settings: {
      visibilityMs: 0,
      delayMs: 0,
      retentionMs: 0,
      waitSeconds: 0,
      maximumBytes: 0,
      redrive: undefined,
      contentBasedDeduplication: false,
      deduplicationByGroup: false,
    },
    sequence: 0,
    held: 0,
    nextExpiry: 0,
    counters: { sent: 0, received: 0, deleted: 0, deadLettered: 0 },
  };
}

describe('arrivals', () => {
  const queue = queueNamed('orders');
  const setUp = () => {
    const clock = createManualClock(0);
    const visible = { at: undefined as number | undefined, asked: [] as Queue[] };
    const arrivals = createArrivals(clock, (asked) => {
      visible.asked.push(asked);
      return visible.at !== undefined && visible.at > clock.now() ? visible.at : undefined;
    });
    const seen: string[] = [];
    const watch = (name = 'a') => arrivals.watch(queue, () => seen.push(name));
    const pass = async (ms: number) => {
      clock.advance(ms);
      await turns();
    };
    return { clock, arrivals, visible, seen, watch, pass };
  };

  it('are told to each listener, once for all of one turn', async () => {
    const { arrivals, seen, watch } = setUp();
    watch('a');
    watch('b');

    arrivals.arrived(queue);
    arrivals.arrived(queue);
    expect(seen).toEqual([]);
    await turns();

    expect(seen).toEqual(['a', 'b']);
    arrivals.arrived(queue);
    await turns();
    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });

  it('are told to a listener of the queue they are in alone', async () => {
    const { arrivals, seen, watch } = setUp();
    watch();

    arrivals.arrived(queueNamed('other'));
    arrivals.expect(queueNamed('other'), 0);
    arrivals.forget(queueNamed('other'));
    await turns();

    expect(seen).toEqual([]);
  });

  it('are told to nobody who has stopped listening, in the middle of them too', async () => {
    const { arrivals, seen } = setUp();
    const stopOther = () => stop();
    arrivals.watch(queue, () => {
      seen.push('first');
      stopOther();
    });
    const stop = arrivals.watch(queue, () => seen.push('second'));

    arrivals.arrived(queue);
    await turns();
    arrivals.arrived(queue);
    await turns();

    expect(seen).toEqual(['first', 'second', 'first']);
  });

  it('come by the clock, at the earliest time that was announced', async () => {
    const { arrivals, seen, watch, pass } = setUp();
    watch();

    arrivals.expect(queue, 100);
    arrivals.expect(queue, 50);
    arrivals.expect(queue, 70);
    await pass(49);
    expect(seen).toEqual([]);
    await pass(1);

    expect(seen).toEqual(['a']);
    await pass(50);
    expect(seen).toEqual(['a']);
  });

  it('are looked for again after each, and when the first listener comes', async () => {
    const { seen, watch, pass, visible } = setUp();
    visible.at = 10;
    watch();
    watch('b');
    expect(visible.asked).toEqual([queue]);

    visible.at = 30;
    await pass(10);
    expect(seen).toEqual(['a', 'b']);
    visible.at = undefined;
    await pass(20);

    expect(seen).toEqual(['a', 'b', 'a', 'b']);
    await pass(1000);
    expect(seen).toHaveLength(4);
  });

  it('are looked for in the queue that has the name now', async () => {
    const { arrivals, watch, pass, visible } = setUp();
    watch();
    const again = queueNamed('orders');

    arrivals.expect(again, 10);
    await pass(10);
    expect(visible.asked.at(-1)).toBe(again);
    arrivals.arrived(queue);
    arrivals.expect(queue, 20);
    await pass(10);

    expect(visible.asked.at(-1)).toBe(queue);
    const third = queueNamed('orders');
    arrivals.expect(third, 40);
    arrivals.arrived(queue);
    await pass(20);
    expect(visible.asked.at(-1)).toBe(queue);
  });

  it('are not waited for when nobody listens', async () => {
    const { arrivals, seen, watch, pass, visible } = setUp();
    const stop = watch();
    arrivals.expect(queue, 10);

    stop();
    await pass(10);

    expect(seen).toEqual([]);
    expect(visible.asked).toHaveLength(1);
    visible.at = 30;
    watch('again');
    await pass(20);
    expect(seen).toEqual(['again']);
  });

  it('leave a new watch alone when an old one is stopped twice', async () => {
    const { arrivals, seen, watch } = setUp();
    const stop = watch();
    stop();
    watch('again');

    stop();
    arrivals.arrived(queue);
    await turns();

    expect(seen).toEqual(['again']);
  });

  describe('waited for', () => {
    const waiting = (until: number, signal?: AbortSignal) => {
      const parts = setUp();
      const state = { over: false };
      void parts.arrivals.wait(queue, until, signal).then(() => {
        state.over = true;
      });
      return { ...parts, state };
    };

    it('end the wait', async () => {
      const { arrivals, state } = waiting(1000);
      await turns();
      expect(state.over).toBe(false);

      arrivals.arrived(queue);
      await turns();

      expect(state.over).toBe(true);
    });

    it('end it at its time when there is none', async () => {
      const { pass, state } = waiting(1000);

      await pass(999);
      expect(state.over).toBe(false);
      await pass(1);

      expect(state.over).toBe(true);
    });

    it('end it when the client goes away, of whom nothing is kept', async () => {
      const client = new AbortController();
      const { arrivals, state, visible } = waiting(1000, client.signal);

      client.abort();
      await turns();

      expect(state.over).toBe(true);
      arrivals.watch(queue, () => {});
      expect(visible.asked).toHaveLength(2);
    });

    it('end it when the queue goes', async () => {
      const { arrivals, state } = waiting(1000);

      arrivals.forget(queue);
      await turns();

      expect(state.over).toBe(true);
    });

    it('end it when all is closed, after which nobody is told anything', async () => {
      const { arrivals, state, seen, watch, pass } = waiting(1000);
      watch();
      arrivals.expect(queue, 10);
      arrivals.arrived(queue);
      expect(arrivals.isOpen()).toBe(true);

      arrivals.close();
      await pass(2000);

      expect(arrivals.isOpen()).toBe(false);
      expect(state.over).toBe(true);
      expect(seen).toEqual([]);
    });
  });
});

import { type Batch, type BufferStore, openBufferStore } from '../../../../src/local/firehose/buffer-store.ts';
import {
  type Attempt,
  type Lane,
  type LaneOptions,
  openLane,
  retryPauseMs,
} from '../../../../src/local/firehose/delivery/lane.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';
import { turns } from '../../../support/messaging.ts';

describe('the back-off of a lane', () => {
  it('doubles from one second to one minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 100].map(retryPauseMs)).toEqual([
      1000, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });
});

describe('a lane', () => {
  let context: TestContext;
  let store: BufferStore;
  let tried: { last: number; attempts: number; first: number | undefined; at: number }[];
  let answer: (batch: Batch) => Attempt | Promise<Attempt>;
  let limits: { bytes: number; intervalMs: number } | undefined;
  let lane: Lane;
  beforeEach(() => {
    context = createTestContext();
    store = openBufferStore(context.database);
    tried = [];
    limits = { bytes: 10, intervalMs: 1000 };
    answer = () => 'done';
    lane = open();
  });
  afterEach(() => {
    lane.pause();
    context.dispose();
  });
  const open = (more: Partial<LaneOptions> = {}): Lane =>
    openLane({
      context,
      store,
      stream: { id: 1, name: 'stream' },
      lane: 'data',
      limits: () => limits,
      isFull: () => false,
      seal: (oldest) => ({ key: `k${oldest}`, format: 'f' }),
      attempt: async (batch) => {
        const outcome = await answer(batch);
        tried.push({
          last: batch.last,
          attempts: batch.attempts,
          first: batch.firstAttempt,
          at: context.clock.now() - start,
        });
        if (outcome === 'done') {
          store.removeUpTo(1, 'data', batch.last);
          store.removeBatch(batch);
        }
        return outcome;
      },
      ...more,
    });
  const start = Date.UTC(2026, 0, 15, 10, 30);
  const add = (text: string, arrived = context.clock.now()) =>
    context.database.write(() => lane.add({ arrived, data: Buffer.from(text) }));
  const pass = async (ms: number) => {
    context.clock.advance(ms);
    await turns(8);
    await lane.idle();
  };
  const batches = () =>
    store.batches(1, 'data').map(({ last, oldest, key, format }) => ({ last, oldest, key, format }));

  it('closes at its size, and not a byte before', async () => {
    add('123456789');
    await pass(0);
    expect(batches()).toEqual([]);

    const last = add('0');
    expect(batches()).toEqual([{ last, oldest: start, key: `k${start}`, format: 'f' }]);
    await pass(0);

    expect(tried).toEqual([{ last, attempts: 1, first: start, at: 0 }]);
    expect(store.count(1)).toBe(0);
  });

  it('closes at its interval from the first record on, and not a millisecond before', async () => {
    await pass(5000);
    add('1');
    await pass(999);
    const last = add('2');
    expect(tried).toEqual([]);

    await pass(1);

    expect(tried).toMatchObject([{ last, at: 6000 }]);
    add('3');
    await pass(999);
    expect(tried).toHaveLength(1);
    await pass(1);
    expect(tried).toHaveLength(2);
  });

  it('dates what it closes by the oldest arrival', () => {
    add('12345', start - 1);
    add('12', start - 9);
    add('345', start);

    expect(batches()).toMatchObject([{ oldest: start - 9, key: `k${start - 9}` }]);
  });

  it('closes before a record that would make it too full', async () => {
    lane.pause();
    const asked: unknown[] = [];
    lane = open({
      isFull: (buffer, size) => {
        asked.push([buffer.records, buffer.bytes, size]);
        return buffer.records === 2;
      },
    });

    add('1');
    const second = add('22');
    add('333');

    expect(asked).toEqual([
      [1, 1, 2],
      [2, 3, 3],
    ]);
    expect(batches()).toMatchObject([{ last: second }]);
    await pass(0);
    expect(tried).toMatchObject([{ last: second }]);
  });

  it('lets go at once what it has no limits for', async () => {
    limits = undefined;
    add('1');

    await pass(0);

    expect(tried).toHaveLength(1);
  });

  it('looks at limits that have changed', async () => {
    add('1');
    await pass(500);

    limits = { bytes: 10, intervalMs: 600 };
    lane.rearm();
    await pass(99);
    expect(tried).toEqual([]);
    await pass(1);

    expect(tried).toHaveLength(1);
    lane.rearm();
    await pass(10_000);
    expect(tried).toHaveLength(1);
  });

  it('tries a batch that fails again by the clock, in order, and warns once', async () => {
    answer = () => {
      throw new Error('no bucket');
    };
    const last = add('1234567890');
    await pass(0);
    const later = add('1234567890');
    for (const ms of [999, 1, 1999, 1]) await pass(ms);

    expect(tried).toEqual([]);
    expect(context.warnings).toEqual(['stream stream: data could not be delivered and is kept: no bucket']);
    answer = () => 'done';
    await pass(3999);
    expect(tried).toEqual([]);
    await pass(1);
    expect(tried).toEqual([
      { last, attempts: 4, first: start, at: 7000 },
      { last: later, attempts: 1, first: start + 7000, at: 7000 },
    ]);
  });

  it('drops what it could not deliver for 24 hours since it arrived, and not a millisecond before', async () => {
    const day = 24 * 3_600_000;
    answer = () => {
      throw new Error('no bucket');
    };
    add('12345', start - 60_000);
    add('67890');
    await pass(0);
    add('1234567890');
    await pass(day - 60_001);
    expect(store.count(1)).toBe(3);

    await pass(60_000);

    expect(store.count(1)).toBe(1);
    expect(context.warnings).toContain(
      'stream stream: 2 records of data could not be delivered for 24 hours and are dropped, as Firehose does: no bucket',
    );
    answer = () => 'done';
    await pass(day);
    expect(store.count(1)).toBe(0);
    expect(context.warnings).toHaveLength(3);
  });

  it('waits as long as an attempt asks for, and then from the start again', async () => {
    answer = () => ({ retryAt: context.clock.now() + 50 });
    add('1234567890');
    await pass(0);
    await pass(49);
    expect(tried).toHaveLength(1);
    answer = () => 'done';
    await pass(1);
    expect(tried).toHaveLength(2);

    add('1234567890');
    await pass(0);

    expect(tried).toHaveLength(3);
    expect(context.warnings).toEqual([]);
  });

  it('tries five times while it is drained, without waiting, and leaves the rest to the clock', async () => {
    answer = () => ({ retryAt: context.clock.now() + 60_000 });
    const last = add('1');

    await lane.drain();

    expect(tried.map(({ attempts }) => attempts)).toEqual([1, 2, 3, 4, 5]);
    expect(batches()).toMatchObject([{ last }]);
    answer = () => 'done';
    await pass(59_999);
    expect(tried).toHaveLength(5);
    await pass(1);
    expect(tried).toHaveLength(6);
  });

  it('counts the failures of each batch anew while it is drained', async () => {
    const failures = new Map<number, number>();
    answer = ({ last }) => {
      const count = (failures.get(last) ?? 0) + 1;
      failures.set(last, count);
      return count <= 3 ? { retryAt: context.clock.now() + 60_000 } : 'done';
    };
    add('1234567890');
    add('1234567890');

    await lane.drain();

    expect(tried.map(({ attempts }) => attempts)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(store.count(1)).toBe(0);
  });

  it('drains what is under way before it is through', async () => {
    let release = () => {};
    answer = () =>
      new Promise((resolve) => {
        release = () => resolve('done');
      });
    add('1234567890');
    await turns(8);
    add('1');

    let drained = false;
    const draining = lane.drain().then(() => {
      drained = true;
    });
    await turns(8);
    expect(drained).toBe(false);
    answer = () => 'done';
    release();
    await draining;

    expect(tried).toHaveLength(2);
    expect(store.count(1)).toBe(0);
  });

  it('starts nothing more once it is paused', async () => {
    answer = () => ({ retryAt: context.clock.now() + 10 });
    add('1234567890');
    await pass(0);
    add('1');

    lane.pause();
    add('1234567890');
    await pass(10_000);
    await lane.drain();

    expect(tried).toHaveLength(1);
    expect(lane.stopped).toBe(false);
    expect(store.count(1)).toBe(3);
  });

  it('is silent about what fails after it was stopped', async () => {
    answer = () => {
      lane.stop();
      throw new Error('gone');
    };
    add('1234567890');

    await pass(0);

    expect(lane.stopped).toBe(true);
    expect(context.warnings).toEqual([]);
  });

  it('goes on after a restart with what was closed, and closes what was open when it would have', async () => {
    lane.pause();
    lane = open({ attempt: async () => ({ retryAt: context.clock.now() + 60_000 }) });
    const closed = add('1234567890');
    await pass(400);
    const opened = add('1');
    lane.pause();

    lane = open();
    expect(tried).toEqual([]);
    await pass(0);
    expect(tried).toMatchObject([{ last: closed }]);
    await pass(999);
    expect(tried).toHaveLength(1);
    await pass(1);

    expect(tried).toMatchObject([{}, { last: opened, at: 1400 }]);
  });
});

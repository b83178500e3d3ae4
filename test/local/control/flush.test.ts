import { flush, type Settling } from '../../../src/local/control/flush.ts';

const engines = (changes: Partial<Settling>): Settling => ({
  topics: { settle: async () => false },
  queues: { counts: () => ({ orders: 2, empty: 0 }) },
  mappings: { settle: async () => false },
  firehose: { deliver: async () => ({ delivered: {}, failed: {} }), buffered: () => ({}) },
  search: { refresh: async () => {} },
  ...changes,
});

describe('a flush', () => {
  it('repeats until nothing moves and adds up what did', async () => {
    const rounds = [
      { delivered: { s: 2 }, failed: { s: 1 } },
      { delivered: { s: 3 }, failed: {} },
    ];
    const firehose = { deliver: async () => rounds.shift() ?? { delivered: {}, failed: {} }, buffered: () => ({}) };

    expect(await flush(engines({ firehose }))).toEqual({
      delivered: { s: 5 },
      failed: { s: 1 },
      waiting: { orders: 2 },
      settled: true,
    });
  });

  it('ends in its time, unsettled, when a delivery hangs', async () => {
    const firehose = { deliver: () => new Promise<never>(() => {}), buffered: () => ({}) };

    expect(await flush(engines({ firehose }), { timeoutMs: 20 })).toEqual({
      delivered: {},
      failed: {},
      waiting: { orders: 2 },
      settled: false,
    });
  });
});

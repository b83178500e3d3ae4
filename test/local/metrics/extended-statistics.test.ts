import fc from 'fast-check';
import { collectDurations } from '../../../src/local/metrics/durations.ts';
import { type MetricStore, minuteOf, openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { putMetricData } from '../../../src/local/metrics/put-metric-data.ts';
import { figuresOf } from '../../../src/local/metrics/statistics.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const METRIC = { namespace: 'Tests', name: 'm', dimensions: {} };
const MINUTE = 60_000;
let context: TestContext;
let store: MetricStore;
beforeEach(() => {
  context = createTestContext();
  store = openMetricStore(context);
});
afterEach(() => context.dispose());

const put = (...data: object[]) =>
  putMetricData(store, context.clock, {
    Namespace: 'Tests',
    MetricData: data.map((datum) => ({ MetricName: 'm', ...datum })),
  });
const told = (statistic: string, { minutes = 1, period = MINUTE } = {}) => {
  const to = minuteOf(context.clock.now()) + MINUTE;
  return figuresOf(store, METRIC, { from: to - minutes * MINUTE, to, period, statistic }).map(({ value }) => value);
};

test('percentiles of what was put in one period, in whatever pieces, are those of all of it', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.record({ Value: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ Values: fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 5 }) }),
      fc
        .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 4 }))
        .map(([value, count]) => ({ Values: [value], Counts: [count] })),
      fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 4 })).map(([value, count]) => ({
        StatisticValues: { SampleCount: count, Sum: value * count, Minimum: value, Maximum: value },
      })),
    ),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(pieces, fc.integer({ min: 0, max: 100 }), (data, percent) => {
      context.clock.advance(10 * MINUTE);
      const list = data.flatMap((datum: Record<string, unknown>) => all(datum)).sort((a, b) => a - b);
      put(...data);

      expect(told(`p${percent}`)).toEqual([list[Math.max(0, Math.ceil((percent * list.length) / 100) - 1)]]);
      expect(told('TC(:100%)')).toEqual([list.length]);
    }),
    { numRuns: 60 },
  );
});

test('the minutes of a period are taken together', () => {
  for (const values of [[1, 2], [3], [4, 5, 6]]) {
    put({ Values: values });
    context.clock.advance(MINUTE);
  }
  context.clock.advance(-MINUTE);

  expect(told('p50', { minutes: 3, period: 3 * MINUTE })).toEqual([3]);
  expect(told('p100', { minutes: 3 })).toEqual([2, 3, 6]);
});

describe('no percentile is told of a period', () => {
  const set = { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 4 };
  it.each<[string, object[]]>([
    ['that has a statistic set of several values', [{ StatisticValues: set }]],
    ['in which a statistic set followed values', [{ Values: [1, 2] }, { StatisticValues: set }]],
    ['in which values followed a statistic set', [{ StatisticValues: set }, { Values: [1, 2] }, { Value: 1 }]],
    ['whose statistic set does not add up', [{ StatisticValues: { ...set, Minimum: 4 } }]],
    ['with a negative value', [{ Values: [-1, 2] }]],
    ['in which a negative value followed others', [{ Values: [1, 2] }, { Value: -1 }, { Values: [3, 4] }]],
  ])('%s', (_title, data) => {
    put(...data);

    expect(told('p50')).toEqual([]);
    expect(told('Maximum')).toHaveLength(1);
  });
});

test('many values of one minute are told within 1 %', () => {
  const list = Array.from({ length: 2000 }, (_, at) => 1 + ((at * 7919) % 2000) / 10);
  for (let at = 0; at < list.length; at += 100) put({ Values: list.slice(at, at + 100) });

  const sorted = list.toSorted((a, b) => a - b);
  for (const percent of [0, 1, 25, 50, 75, 90, 99, 100]) {
    const exact = sorted[Math.max(0, Math.ceil((percent * 2000) / 100) - 1)] ?? 0;
    const [value = 0] = told(`p${percent}`);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.0101);
  }
});

test('durations of invocations are recorded together, each to a hundredth of a millisecond', () => {
  const durations = collectDurations();
  for (const ms of [12.3456, 12.351, 100]) durations.add('store', ms);
  durations.record(store, context.clock.now());
  durations.record(store, context.clock.now());

  const metric = { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName: 'store' } };
  const from = context.clock.now();
  const window = { from, to: from + MINUTE, period: MINUTE };
  expect(store.spread(metric, window)).toMatchObject([
    {
      unit: 'Milliseconds',
      values: new Map([
        [12.35, 2],
        [100, 1],
      ]),
    },
  ]);
});

test('values are gone after 15 days', () => {
  put({ Values: [1, 2] });
  context.clock.advance(16 * 86_400_000);
  put({ Value: 1 });

  expect(context.database.all('SELECT * FROM metrics_values')).toEqual([]);
});

function all({ Value, Values, Counts, StatisticValues }: Record<string, unknown>): number[] {
  if (typeof Value === 'number') return [Value];
  if (StatisticValues) {
    const { SampleCount, Minimum } = StatisticValues as { SampleCount: number; Minimum: number };
    return Array.from({ length: SampleCount }, () => Minimum);
  }
  return (Values as number[]).flatMap((value, at) =>
    Array.from({ length: (Counts as number[])?.[at] ?? 1 }, () => value),
  );
}

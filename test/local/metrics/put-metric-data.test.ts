import { openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { putMetricData } from '../../../src/local/metrics/put-metric-data.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

let context: TestContext;
beforeEach(() => {
  context = createTestContext();
});
afterEach(() => context.dispose());

const put = (datum: object, namespace = 'Tests') => {
  const store = openMetricStore(context);
  putMetricData(store, context.clock, { Namespace: namespace, MetricData: [{ MetricName: 'm', ...datum }] });
  const now = context.clock.now();
  return store.read({ namespace: 'Tests', name: 'm', dimensions: {} }, { from: now, to: now + 1, period: 60_000 });
};

describe('what is put', () => {
  it.each([
    ['a value', { Value: 3 }, { count: 1, sum: 3, min: 3, max: 3 }],
    ['values with counts', { Values: [1, 5], Counts: [2, 1] }, { count: 3, sum: 7, min: 1, max: 5 }],
    ['values', { Values: [-1, 5] }, { count: 2, sum: 4, min: -1, max: 5 }],
    [
      'a statistic set',
      { StatisticValues: { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 4 } },
      { count: 4, sum: 10, min: 1, max: 4 },
    ],
  ])('as %s is kept by its minute and unit', (_, datum, summary) => {
    expect(put({ ...datum, Unit: 'Count' })).toEqual([
      { at: Math.floor(context.clock.now() / 60_000) * 60_000, unit: 'Count', ...summary },
    ]);
  });

  const outOfTime = (ms: number) => ({ Value: 1, Timestamp: (context.clock.now() + ms) / 1000 });
  it.each<[string, () => object, string, string]>([
    ['no value', () => ({}), 'InvalidParameterCombination', 'At least one of the parameters'],
    ['two values', () => ({ Value: 1, Values: [1] }), 'InvalidParameterCombination', 'Only one of the parameters'],
    ['a count too many', () => ({ Values: [1], Counts: [1, 2] }), 'InvalidParameterCombination', 'same number'],
    ['no number', () => ({ Value: 'much' }), 'InvalidParameterValue', 'MetricData.0.Value'],
    ['too large a number', () => ({ Value: 2 ** 361 }), 'InvalidParameterValue', '2^360'],
    ['an unknown unit', () => ({ Value: 1, Unit: 'Furlongs' }), 'InvalidParameterValue', 'Unit'],
    ['a time long ago', () => outOfTime(-15 * 86_400_000), 'InvalidParameterValue', 'Timestamp'],
    ['a time far ahead', () => outOfTime(3 * 3_600_000), 'InvalidParameterValue', 'Timestamp'],
    [
      'too many dimensions',
      () => ({ Value: 1, Dimensions: Array.from({ length: 31 }, (_, at) => ({ Name: `${at}`, Value: 'v' })) }),
      'InvalidParameterValue',
      'at most 30 dimensions',
    ],
  ])('with %s is refused', (_, datum, code, message) => {
    expect(() => put(datum())).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  it("cannot be in one of AWS's namespaces", () => {
    expect(() => put({ Value: 1 }, 'AWS/SQS')).toThrow('AWS/ is reserved');
  });

  it('is gone after fifteen days', () => {
    put({ Value: 1 });
    const from = context.clock.now();
    context.clock.advance(15 * 86_400_000 + 120_000);
    put({ Value: 2 });
    const metric = { namespace: 'Tests', name: 'm', dimensions: {} };
    const all = openMetricStore(context).read(metric, { from, to: context.clock.now() + 1, period: 60_000 });

    expect(all).toMatchObject([{ sum: 2 }]);
  });
});

import fc from 'fast-check';
import * as v from 'valibot';
import { evaluateAlarm } from '../../../src/local/alarms/evaluate-alarm.ts';
import { type MetricAlarm, readMetricAlarm } from '../../../src/local/alarms/metric-alarm.ts';
import { type MetricStore, oneValue, openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { COUNTED_METRICS } from '../../../src/local/metrics/service-recorder.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';
import { appNames, readTemplateOf, resourcesOf, type Value } from '../../support/templates.ts';

/** As if deployed: what is only known then is its own JSON, and the buffering interval 300 s. */
const deployed = (value: Value): Value => {
  if (Array.isArray(value)) return value.map(deployed);
  if (value === null || typeof value !== 'object') return value;
  const sub = value['Fn::Sub'];
  if (typeof sub === 'string') return sub.replace(/\$\{\w+\}/g, '300');
  if (Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return JSON.stringify(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deployed(each)]));
};
const alarms = (['shop', ...appNames] as const)
  .map(readTemplateOf)
  .flatMap((template) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]): [string, Value] => [
      id,
      deployed({ ...Properties, AlarmActions: [] }),
    ]),
  );
/** Figures that set every alarm of the templates off, by metric; then those that do not. */
const BAD: Record<string, number> = {
  'DeliveryToS3.Success': 0,
  'DeliveryToAmazonOpenSearchService.Success': 0,
  'ExecuteProcessing.Success': 0,
};
const GOOD: Record<string, number> = {
  'DeliveryToS3.Success': 1,
  'DeliveryToAmazonOpenSearchService.Success': 1,
  'ExecuteProcessing.Success': 1,
};
const KNOWN_NOW = ['AWS/SQS ApproximateAgeOfOldestMessage', 'AWS/Firehose DeliveryToS3.DataFreshness'];

let context: TestContext;
let store: MetricStore;
beforeEach(() => {
  context = createTestContext();
  store = openMetricStore(context);
});
afterEach(() => context.dispose());

const put = ({ queries: { series } }: MetricAlarm, figures: Record<string, number>, otherwise: number) => {
  for (const { metric } of series) {
    store.add(metric, oneValue(figures[metric.name] ?? otherwise), { at: context.clock.now(), unit: 'None' });
  }
};

it.each(alarms)('%s goes off by what the stack records, and comes to rest again', async (_, properties) => {
  const alarm = readMetricAlarm(properties);
  const state = () => evaluateAlarm(alarm, { store, now: context.clock.now(), before: 'OK' })?.state;
  const names = alarm.queries.series.map(({ metric }) => `${metric.namespace} ${metric.name}`);
  expect([...COUNTED_METRICS, ...KNOWN_NOW]).toEqual(expect.arrayContaining(names));

  put(alarm, BAD, 2_000_000);
  await context.advance(60_000);
  expect(state()).toBe('ALARM');

  await context.advance(alarm.periodMs);
  put(alarm, GOOD, 0);
  await context.advance(60_000);
  expect(state()).toBe('OK');
});

const OPERATORS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};
const propertiesSchema = v.object({
  ComparisonOperator: v.string(),
  Threshold: v.pipe(v.union([v.string(), v.number()]), v.transform(Number)),
  Period: v.pipe(v.union([v.string(), v.number()]), v.transform(Number)),
  Statistic: v.string(),
});
const plain = alarms.flatMap(([id, properties]) => {
  const read = v.safeParse(propertiesSchema, properties);
  return read.success ? [{ id, properties, ...read.output }] : [];
});

it.each(plain)(
  '$id goes off on what its own threshold calls bad, and on nothing else',
  async ({ properties, ...own }) => {
    const alarm = readMetricAlarm(properties);
    const [one] = alarm.queries.series;
    const values = fc.array(fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -3000, max: 3000 })), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(values, async (offsets) => {
        // Far from what was put before.
        await context.advance(24 * 3_600_000);
        const put = offsets.map((offset) => Math.max(0, own.Threshold + offset));
        for (const value of put) {
          if (one) store.add(one.metric, oneValue(value), { at: context.clock.now(), unit: 'None' });
        }
        await context.advance(60_000);

        const sum = put.reduce((total, value) => total + value, 0);
        const figures: Record<string, number> = { Sum: sum, Average: sum / put.length, Maximum: Math.max(...put) };
        const isBad = OPERATORS[own.ComparisonOperator]?.(figures[own.Statistic] ?? Number.NaN, own.Threshold);
        const verdict = evaluateAlarm(alarm, { store, now: context.clock.now(), before: 'OK' });
        expect(verdict?.state).toBe(isBad ? 'ALARM' : 'OK');
      }),
      { numRuns: 12 },
    );
  },
);

it('are all looked at', () => {
  expect([plain.length, alarms.length]).toEqual([33, 35]);
});

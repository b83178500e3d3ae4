import { everyMinute } from '../../../src/local/metrics/every-minute.ts';
import { openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { createServiceRecorder, type Gauge } from '../../../src/local/metrics/service-recorder.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

let context: TestContext;
beforeEach(() => {
  context = createTestContext();
});
afterEach(() => context.dispose());

it('keeps what the services counted and hold, minute by minute, and nothing of a minute in which nothing happened', async () => {
  const store = openMetricStore(context);
  const functions = { store: { invocations: 0, errors: 0 } };
  let visible = 0;
  const depth = (): Gauge => ({
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimension: ['QueueName', 'q'],
    value: visible,
    unit: 'Count',
  });
  const recorder = createServiceRecorder({
    store,
    figures: { counters: () => ({ queues: {}, topics: {}, streams: {}, functions }), gauges: () => [depth()] },
  });
  const stop = everyMinute(context.clock, (minutes) => {
    for (const minute of minutes) {
      recorder.record(minute - 1);
      recorder.sample(minute - 1);
    }
  });
  const from = context.clock.now();
  const read = (namespace: string, name: string, dimensions: Record<string, string>) =>
    store
      .read({ namespace, name, dimensions }, { from, to: context.clock.now(), period: 60_000 })
      .map(({ at, sum }) => [(at - from) / 60_000, sum]);

  Object.assign(functions.store, { invocations: 5, errors: 1 });
  visible = 3;
  await context.advance(60_000);
  Object.assign(functions.store, { invocations: 7 });
  visible = 0;
  await context.advance(60_000);
  await context.advance(60_000);
  // The function was made anew.
  Object.assign(functions.store, { invocations: 2, errors: 0 });
  await context.advance(60_000);
  stop();
  Object.assign(functions.store, { invocations: 9 });
  await context.advance(60_000);

  expect(read('AWS/Lambda', 'Invocations', { FunctionName: 'store' })).toEqual([
    [0, 5],
    [1, 2],
    [3, 2],
  ]);
  expect(read('AWS/Lambda', 'Errors', { FunctionName: 'store' })).toEqual([
    [0, 1],
    [1, 0],
    [3, 0],
  ]);
  expect(read('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: 'q' })).toEqual([
    [0, 3],
    [1, 0],
  ]);
});

it('counts the same however often it is told within a minute', () => {
  const store = openMetricStore(context);
  const functions = { store: { invocations: 0, errors: 0 } };
  const recorder = createServiceRecorder({
    store,
    figures: { counters: () => ({ queues: {}, topics: {}, streams: {}, functions }), gauges: () => [] },
  });
  const at = context.clock.now();
  for (const invocations of [3, 3, 5, 10]) {
    Object.assign(functions.store, { invocations });
    recorder.record(at);
  }

  const metric = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: { FunctionName: 'store' } };
  expect(store.read(metric, { from: at, to: at + 1, period: 60_000 })).toEqual([
    { at, unit: 'Count', count: 1, sum: 10, min: 10, max: 10 },
  ]);
  expect([store.latest(metric), store.latest({ ...metric, name: 'Other' })]).toEqual([at, undefined]);
});

it('makes up for the minutes that a moved clock passes over, three hours of them at most', async () => {
  const seen: number[][] = [];
  const stop = everyMinute(context.clock, (minutes) => seen.push(minutes.map((minute) => (minute - start) / 60_000)));
  const start = context.clock.now();
  await context.advance(60_000);
  await context.advance(3.5 * 60_000);
  await context.advance(24 * 3_600_000);
  stop();

  expect(seen.slice(0, 2)).toEqual([[1], [2, 3, 4]]);
  expect([seen[2]?.length, seen[2]?.[0], seen[2]?.at(-1)]).toEqual([180, 1265, 1444]);
});

it('tells what lay still while the clock was moved for each of those minutes', async () => {
  const store = openMetricStore(context);
  const begin = context.clock.now();
  const recorder = createServiceRecorder({
    store,
    figures: {
      counters: () => ({ queues: {}, topics: {}, streams: {}, functions: {} }),
      gauges: (at) => [
        {
          namespace: 'AWS/SQS',
          name: 'Age',
          dimension: ['QueueName', 'q'],
          value: (at + 1 - begin) / 1000,
          unit: 'Seconds',
        },
      ],
    },
  });
  const stop = everyMinute(context.clock, (minutes) => {
    for (const minute of minutes) recorder.sample(minute - 1);
  });
  await context.advance(3 * 60_000);
  stop();

  const metric = { namespace: 'AWS/SQS', name: 'Age', dimensions: { QueueName: 'q' } };
  const points = store.read(metric, { from: begin, to: context.clock.now(), period: 60_000 });
  expect(points.map(({ max }) => max)).toEqual([60, 120, 180]);
});

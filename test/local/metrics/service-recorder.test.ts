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
  const stop = everyMinute(context.clock, () => recorder.sample(context.clock.now() - 1));
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

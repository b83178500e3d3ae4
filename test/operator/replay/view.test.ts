import { readBufferReplay } from '../../../src/operator/replay/view.ts';
import { openReplayStack, type ReplayStack } from '../../support/replay-stack.ts';

describe('a look at the replay of the buffer', () => {
  let stack: ReplayStack;
  beforeEach(async () => {
    stack = await openReplayStack();
  });
  afterEach(() => stack.close());

  it('tells all of a replay that runs', async () => {
    const { state, clock } = stack;
    const began = clock.now();
    state.mapping.State = 'Enabled';
    state.buffer = { visible: 4, inFlight: 2, delayed: 1 };
    state.oldest = 77;
    state.log = [
      { at: began - 1, replayed: 100, failed: 100 },
      { at: began, replayed: 1, failed: 1 },
      { at: began + 2000, replayed: 3, failed: 0 },
    ];

    expect(await readBufferReplay(stack.operator)).toEqual({
      mapping: 'mapping-1',
      state: 'Enabled',
      destination: 'orders',
      queue: stack.bufferUrl(),
      buffer: { visible: 4, inFlight: 2, delayed: 1 },
      oldestSeconds: 77,
      batches: 2,
      sent: 4,
      failed: 1,
      rate: 2,
      etaSeconds: 4,
    });
    expect(stack.inputsOf('FilterLogEvents')).toEqual([
      { logGroupName: '/aws/lambda/replay-fn', startTime: began, filterPattern: '"Replayed events"' },
    ]);
    expect(stack.inputsOf('GetMetricStatistics')).toMatchObject([
      { Dimensions: [{ Name: 'QueueName', Value: 'replay-buffer' }], EndTime: began / 1000 },
    ]);
  });

  it('tells all of one that is off, where CloudWatch may not be asked', async () => {
    const { state, clock } = stack;
    state.buffer = { visible: 4, inFlight: 0, delayed: 0 };
    state.log = [1000, 2000].map((ms) => ({ at: clock.now() + ms, replayed: 1, failed: 0 }));
    state.configuration.Environment.Variables = { DESTINATION_QUEUE_NAME: 'other' };

    expect(await readBufferReplay(stack.operator)).toMatchObject({
      state: 'Disabled',
      destination: 'other',
      oldestSeconds: null,
      rate: 1,
      etaSeconds: null,
    });
  });

  it('has no rate and no end before the second batch', async () => {
    const { state, clock } = stack;
    state.mapping.State = 'Enabled';
    state.log = [{ at: clock.now() + 1000, replayed: 1, failed: 0 }];

    expect(await readBufferReplay(stack.operator)).toMatchObject({ batches: 1, sent: 1, rate: null, etaSeconds: null });
  });
});

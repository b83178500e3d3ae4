import { startReplay } from '../../../src/operator/replay/start.ts';
import { openReplayStack, type ReplayStack } from '../../support/replay-stack.ts';

describe('a replay of the buffer that is started', () => {
  let stack: ReplayStack;
  let told: unknown[];
  beforeEach(async () => {
    stack = await openReplayStack();
    told = [];
  });
  afterEach(() => stack.close());
  const start = () => startReplay(stack.operator, { onProgress: (progress) => told.push(progress) });
  const batch = (replayed: number, failed = 0, poison = 0) =>
    stack.state.log.push({ at: stack.clock.now(), replayed, failed, poison });
  const switches = () =>
    stack.inputsOf('UpdateEventSourceMapping').map((input) => (input as { Enabled: boolean }).Enabled);

  it('is on at once where the buffer is empty', async () => {
    const { held, replay } = await start();

    expect(held).toBe(0);
    expect(replay).toMatchObject({ state: 'Enabled', destination: 'orders', batches: 0 });
    expect([told, stack.waits, switches()]).toEqual([[{ kind: 'switching' }], [], [true]]);
  });

  it('needs nobody who looks on', async () => {
    stack.state.buffer.visible = 1;
    stack.state.meanwhile = () => batch(1);

    expect(await startReplay(stack.operator)).toMatchObject({ held: 1, replay: { sent: 1 } });
  });

  it.each<[string, (stack: ReplayStack) => void]>([
    ['a batch is sent', ({ state, clock }) => state.log.push({ at: clock.now(), replayed: 1, failed: 0 })],
    [
      'the buffer has become smaller',
      ({ state }) => {
        state.buffer.visible = 1;
      },
    ],
    [
      'the buffer is empty',
      ({ state }) => {
        state.buffer = { visible: 0, inFlight: 0, delayed: 0 };
      },
    ],
  ])('has begun once %s', async (_, happens) => {
    stack.state.buffer = { visible: 2, inFlight: 1, delayed: 1 };
    stack.state.meanwhile = () => {
      if (stack.waits.length === 3) happens(stack);
    };

    const { held, replay } = await start();

    expect([held, replay.state]).toEqual([4, 'Enabled']);
    expect(stack.waits).toEqual([1000, 1000, 1000]);
    expect(told).toEqual([{ kind: 'switching' }, ...[1, 2, 3].map(() => ({ kind: 'waiting', held: 4 }))]);
    expect(switches()).toEqual([true]);
  });

  it('is refused where its destination is gone, and the mapping stays as it is', async () => {
    await stack.deleteQueue('orders');

    await expect(start()).rejects.toMatchObject({
      name: 'UnreachableError',
      message:
        'the destination queue orders cannot be reached, so the replay stays off and the buffer keeps its events',
      cause: expect.objectContaining({ name: 'QueueDoesNotExist' }),
    });
    expect([told, switches()]).toEqual([[], []]);
  });

  /** So that the first wait ends at that time, and the second one a second later. */
  const leapTo = (ms: number) => {
    const began = stack.clock.now();
    stack.state.meanwhile = () => stack.clock.advance(Math.max(0, began + ms - stack.clock.now()));
  };

  const futile = (batches: string) => ({
    name: 'FutileReplayError',
    functionName: 'replay-fn',
    message: `nothing reached orders in ${batches}, so the replay is off again and the buffer keeps its events`,
  });

  it('is switched off again after three batches without a delivery', async () => {
    stack.state.buffer.visible = 9;
    stack.state.meanwhile = () => batch(0, 10);

    await expect(start()).rejects.toMatchObject(futile('3 batches'));
    expect([stack.waits, switches()]).toEqual([
      [1000, 1000, 1000],
      [true, false],
    ]);
  });

  it('stays on where what can never be sent leaves the buffer: the next may be sent', async () => {
    stack.state.buffer = { visible: 0, inFlight: 2, delayed: 0 };
    stack.state.meanwhile = () => batch(0, 0, 2);

    expect((await start()).replay).toMatchObject({ state: 'Enabled', sent: 0, failed: 2 });
  });

  it('is switched off again after one batch that was all there is', async () => {
    stack.state.buffer = { visible: 0, inFlight: 2, delayed: 0 };
    stack.state.meanwhile = () => batch(0, 2);

    await expect(start()).rejects.toMatchObject(futile('1 batch'));
    expect(stack.waits).toEqual([1000]);
  });

  it.each([
    ['all there is', { visible: 0, inFlight: 1, delayed: 0 }],
    ['three batches', { visible: 1, inFlight: 30, delayed: 0 }],
  ])('is switched off again when the function keeps %s for longer than it may run', async (_, buffer) => {
    stack.state.buffer = buffer;
    leapTo(30_000);

    await expect(start()).rejects.toMatchObject(futile('0 batches'));
    expect(stack.waits).toEqual([1000, 1000]);
    expect(switches()).toEqual([true, false]);
  });

  it.each([
    ['less than three batches are tried', { visible: 1, inFlight: 29, delayed: 0 }],
    ['nothing is tried', { visible: 1, inFlight: 0, delayed: 0 }],
    ['what is delayed is not visible yet', { visible: 0, inFlight: 0, delayed: 1 }],
  ])('is left on, and told of after five minutes, when %s', async (_, buffer) => {
    stack.state.buffer = buffer;
    leapTo(300_000);

    await expect(start()).rejects.toMatchObject({
      name: 'OperationError',
      message: 'the replay is on, but no batch was sent within five minutes: its status tells whether one is later',
    });
    expect(stack.waits).toEqual([1000, 1000]);
    expect(switches()).toEqual([true]);
  });
});

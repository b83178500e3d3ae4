import { stopReplay } from '../../../src/operator/replay/stop.ts';
import { openReplayStack, type ReplayStack } from '../../support/replay-stack.ts';

describe('a replay of the buffer that is stopped', () => {
  let stack: ReplayStack;
  let told: unknown[];
  beforeEach(async () => {
    stack = await openReplayStack();
    stack.state.mapping.State = 'Enabled';
    told = [];
  });
  afterEach(() => stack.close());
  const stop = () =>
    stopReplay(stack.operator, { onSwitching: () => told.push('switching'), onWaiting: (events) => told.push(events) });

  it('is off, with the counts of what has ended', async () => {
    const { state, clock } = stack;
    state.log = [0, 1000].map((ms) => ({ at: clock.now() + ms, replayed: 2, failed: 1 }));
    clock.advance(5000);
    state.buffer.visible = 3;

    expect(await stop()).toMatchObject({
      state: 'Disabled',
      buffer: { visible: 3 },
      batches: 2,
      sent: 4,
      failed: 2,
      rate: 4,
      etaSeconds: null,
    });
    expect([told, stack.waits]).toEqual([['switching'], []]);
    expect(await stopReplay(stack.operator)).toMatchObject({ state: 'Disabled', batches: 0 });
  });

  it('waits until nothing is in flight any more, and counts what was sent meanwhile', async () => {
    const { state, clock } = stack;
    state.buffer.inFlight = 2;
    state.meanwhile = () => {
      state.buffer.inFlight -= 1;
      state.log.push({ at: clock.now(), replayed: 1, failed: 0 });
    };

    expect(await stop()).toMatchObject({ state: 'Disabled', buffer: { inFlight: 0 }, batches: 2, sent: 2 });
    expect([told, stack.waits]).toEqual([
      ['switching', 2, 1],
      [500, 500],
    ]);
  });

  it('keeps the counts from before where as many batches come after', async () => {
    const { state, clock } = stack;
    state.log = [{ at: clock.now(), replayed: 7, failed: 0 }];
    clock.advance(1000);
    state.buffer.inFlight = 1;
    state.meanwhile = () => {
      state.buffer.inFlight = 0;
      state.log.push({ at: clock.now(), replayed: 1, failed: 0 });
    };

    expect(await stop()).toMatchObject({ batches: 1, sent: 7 });
  });

  it('waits for as long as the function may run and no longer', async () => {
    const { state, clock, waits } = stack;
    state.buffer.inFlight = 1;
    state.meanwhile = () => {
      if (waits.length === 1) clock.advance(29_000);
    };

    expect(await stop()).toMatchObject({ state: 'Disabled', buffer: { inFlight: 1 } });
    expect(waits).toEqual([500, 500]);
  });
});

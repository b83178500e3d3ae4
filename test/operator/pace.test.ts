import { burstFor, createPace } from '../../src/operator/pace.ts';
import { createSteppingClock } from '../cli/memory-terminal.ts';

describe('a pace', () => {
  test('keeps the rate over bursts', async () => {
    const clock = createSteppingClock();
    const pace = createPace(100, clock);

    for (let sent = 0; sent < 50; sent += 10) await pace(10);

    expect(clock.now()).toBe(400);
  });

  test('makes up for no slow call, and never waits without a rate', async () => {
    const clock = createSteppingClock();
    const pace = createPace(10, clock);
    await pace(1);
    await clock.wait(1000);

    await pace(1);
    await pace(1);
    await createPace(undefined, clock)(1000);

    expect(clock.now()).toBe(1100);
  });

  test.each([
    [undefined, 10],
    [1, 1],
    [25, 2],
    [100, 10],
    [5000, 10],
  ])('of %s sends %s at once', (rate, burst) => {
    expect(burstFor(rate, 10)).toBe(burst);
  });
});

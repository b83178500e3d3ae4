import { createClock, createManualClock } from '../../src/local/clock.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe('the manual clock', () => {
  it('runs what becomes due in the order of its time, then of asking', async () => {
    const clock = createManualClock();
    const ran: string[] = [];
    clock.after(3000, () => ran.push('third'));
    clock.after(1000, () => ran.push('first'));
    clock.after(1000, () => ran.push('second'));

    clock.advance(3000);
    await turn();

    expect(ran).toEqual(['first', 'second', 'third']);
  });

  it('never runs a thing early, nor within the call that moves it', async () => {
    const clock = createManualClock();
    let ran = 0;
    clock.after(1000, () => ran++);

    clock.advance(999);
    await turn();
    expect(ran).toBe(0);
    clock.advance(1);
    expect(ran).toBe(0);
    await turn();

    expect(ran).toBe(1);
  });

  it('forgets what was called off', async () => {
    const clock = createManualClock();
    const ran: string[] = [];
    const timers = ['a', 'b', 'c'].map((name) => clock.after(10, () => ran.push(name)));
    timers[0]?.cancel();
    timers[2]?.cancel();

    clock.advance(10);
    await turn();

    expect(ran).toEqual(['b']);
  });

  it('runs a follow-up that is already due', async () => {
    const clock = createManualClock();
    const ran: number[] = [];
    clock.after(10, () => {
      ran.push(1);
      clock.after(0, () => ran.push(2));
    });

    clock.advance(10);
    await turn();
    await turn();

    expect(ran).toEqual([1, 2]);
  });
});

describe('the running clock', () => {
  it('runs speed times as fast as the machine and keeps what it was moved on by', () => {
    let real = 1_000_000;
    const clock = createClock({ speed: 60, advancedMs: 5000, realNow: () => real });

    real += 1000;
    clock.advance(250);

    expect(clock.now()).toBe(1_000_000 + 60_000 + 5000 + 250);
    expect(clock.advanced()).toBe(5250);
    clock.stop();
  });

  it('tells what local time it was at a moment of the machine’s, before and after it was moved', () => {
    let real = 1_000_000;
    const clock = createClock({ speed: 60, advancedMs: 5000, realNow: () => real });
    real += 1000;
    const before = clock.now();
    real += 1000;
    clock.advance(250);

    expect(clock.localTimeOf(1_001_000)).toBe(before);
    expect(clock.localTimeOf(real + 1)).toBe(clock.now() + 60);
    // Of an earlier run it is known only how far it was ahead.
    expect(clock.localTimeOf(999_000)).toBe(999_000 + 5000);
    for (let i = 0; i < 2000; i++) clock.advance(1);
    expect(clock.localTimeOf(real + 1)).toBe(clock.now() + 60);
    clock.stop();
  });

  it('stands still at speed 0, and fires when it is moved', async () => {
    let real = 1_000_000;
    const clock = createClock({ speed: 0, realNow: () => real });
    const fired: string[] = [];
    clock.after(1, () => fired.push('later'));
    const now = new Promise<void>((resolve) => clock.after(0, resolve));

    real += 3_600_000;
    await now;

    expect(clock.now()).toBe(1_000_000);
    expect(fired).toEqual([]);
    const moved = new Promise<void>((resolve) => clock.after(1, resolve));
    clock.advance(1);
    await moved;
    expect(fired).toEqual(['later']);
    clock.stop();
  });

  it('fires when time is moved past a long wait', async () => {
    const clock = createClock();
    const fired = new Promise<void>((resolve) => clock.after(14 * 86_400_000, resolve));

    clock.advance(14 * 86_400_000);

    await fired;
    clock.stop();
  });
});

test('a clock that is held runs nothing, and then what became due, in its order', async () => {
  const clock = createManualClock();
  const ran: string[] = [];
  clock.after(20, () => ran.push('second'));
  clock.after(10, () => {
    ran.push('first');
  });
  const [release, other] = [clock.hold(), clock.hold()];
  clock.advance(100);
  await turn();
  other();
  other();
  await turn();
  expect(ran).toEqual([]);

  release();
  await turn();

  expect(ran).toEqual(['first', 'second']);
});

test('what is due behind one that holds the clock waits', async () => {
  const clock = createManualClock();
  const ran: string[] = [];
  let release = () => {};
  clock.after(10, () => {
    release = clock.hold();
  });
  clock.after(10, () => ran.push('behind'));
  clock.advance(10);
  await turn();
  expect(ran).toEqual([]);

  release();
  await turn();

  expect(ran).toEqual(['behind']);
});

import { createDeadline, withinDeadline } from '../../src/aws/within-deadline.ts';

function deadlineOf(left: number, random = () => 1) {
  const slept: number[] = [];
  const deadline = createDeadline({ remainingMs: () => left, random, sleep: async (ms) => void slept.push(ms) });
  return { deadline, slept };
}

test('keeps a second back for the answer', () => {
  expect(deadlineOf(5_000).deadline.remainingMs()).toBe(4_000);
});

test.each([
  [1_101, true, [100]],
  [1_100, false, []],
  [900, false, []],
])('with %i ms left it pauses for 100 ms: %s', async (left, paused, pauses) => {
  const { deadline, slept } = deadlineOf(left);

  expect(await deadline.pause(1)).toBe(paused);
  expect(slept).toEqual(pauses);
});

test('pauses for whole milliseconds, by chance', async () => {
  const { deadline, slept } = deadlineOf(60_000, () => 0.3333);

  await deadline.pause(2);

  expect(slept).toEqual([67]);
});

test('pauses in real time unless told otherwise', async () => {
  const deadline = createDeadline({ remainingMs: () => 60_000, random: () => 0.2 });
  const began = performance.now();

  expect(await deadline.pause(1)).toBe(true);
  expect(performance.now() - began).toBeGreaterThan(10);
});

test('ends a real pause that is broken off', async () => {
  const deadline = createDeadline({ remainingMs: () => 60_000 });

  await expect(deadline.sleep(1_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});

describe('a call', () => {
  /** A sleep that ends when told, and says how long it was to be and whether it was broken off. */
  function scriptedSleep() {
    const asked: { ms: number; signal: AbortSignal | undefined; end: () => void }[] = [];
    const sleep = (ms: number, signal?: AbortSignal) =>
      new Promise<void>((end) => {
        asked.push({ ms, signal, end });
      });
    return { sleep, asked };
  }

  test('gives its result, and nobody waits for its timer', async () => {
    const { sleep, asked } = scriptedSleep();
    const deadline = createDeadline({ remainingMs: () => 60_000, sleep });

    expect(await withinDeadline(deadline, async () => 'done')).toBe('done');
    expect(asked.map(({ ms, signal }) => [ms, signal?.aborted])).toEqual([[10_000, true]]);
  });

  test('that fails rejects as it failed', async () => {
    const deadline = createDeadline({ remainingMs: () => 60_000 });

    await expect(withinDeadline(deadline, () => Promise.reject(new RangeError('far')))).rejects.toThrow('far');
  });

  test('that does not end by the deadline is aborted', async () => {
    const { sleep, asked } = scriptedSleep();
    const deadline = createDeadline({ remainingMs: () => 5_000, sleep });
    let aborted: AbortSignal | undefined;

    const call = withinDeadline(deadline, (signal) => {
      aborted = signal;
      return new Promise(() => {});
    });
    asked[0]?.end();

    await expect(call).rejects.toMatchObject({ name: 'TimeoutError', message: 'The call did not end in its time.' });
    expect(asked[0]?.ms).toBe(4_000);
    expect(aborted?.reason).toMatchObject({ name: 'TimeoutError' });
  });
});

test('a call that is allowed more than ten seconds has them, up to the deadline', async () => {
  const asked: number[] = [];
  const deadline = createDeadline({ remainingMs: () => 27_000, sleep: async (ms) => void asked.push(ms) });

  await expect(withinDeadline(deadline, () => new Promise(() => {}), Number.POSITIVE_INFINITY)).rejects.toThrow('time');
  expect(asked).toEqual([26_000]);
});

test('a call after the deadline ends at once, and asks for no time that has passed', async () => {
  const asked: number[] = [];
  const deadline = createDeadline({
    remainingMs: () => 0,
    sleep: async (ms) => {
      asked.push(ms);
    },
  });

  await expect(withinDeadline(deadline, () => new Promise(() => {}))).rejects.toThrow('did not end in its time');
  expect(asked).toEqual([0]);
});

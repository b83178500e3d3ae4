import fc from 'fast-check';
import { waitSeconds } from '../../../src/domain/failure/wait-seconds.ts';

const DAY = 24 * 60 * 60;
const HOUR = 60 * 60;
const waitsOf = (maxReceiveCount: number, retentionSeconds = 4 * DAY) =>
  Array.from({ length: maxReceiveCount - 1 }, (_, index) =>
    waitSeconds(index + 1, { maxReceiveCount, retentionSeconds }),
  );
const sum = (waits: readonly number[]) => waits.reduce((total, wait) => total + wait, 0);

test('thirty receives are seconds apart at first, then minutes, and take more than six hours together', () => {
  const waits = waitsOf(30);

  expect(waits.slice(0, 6)).toEqual([10, 40, 160, 640, 900, 900]);
  expect(sum(waits) / HOUR).toBeCloseTo(6.49, 1);
});

test('five receives, as of a stack that was deployed with them, take six hours too', () => {
  expect(waitsOf(5)).toEqual([10, 40, 160, 21_390]);
});

test('a thousand receives of a replay buffer are a quarter of an hour apart', () => {
  const waits = waitsOf(1000, 14 * DAY);

  expect(Math.max(...waits)).toBe(15 * 60);
  expect(sum(waits) / DAY).toBeCloseTo(10.4, 1);
});

test('after the last receive there is nothing to wait for, nor where a template says less than SQS was told', () => {
  expect(waitSeconds(30, { maxReceiveCount: 30, retentionSeconds: 4 * DAY })).toBe(10);
  expect(waitSeconds(31, { maxReceiveCount: 30, retentionSeconds: 4 * DAY })).toBe(10);
  expect(waitSeconds(1, { maxReceiveCount: 1, retentionSeconds: 4 * DAY })).toBe(10);
});

test('whatever the queue allows, waits never shrink, fit a visibility timeout and leave a quarter of the retention', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1000 }), fc.integer({ min: 60, max: 14 * DAY }), (receives, retention) => {
      const waits = waitsOf(receives, retention);

      expect(waits.every((wait, index) => Number.isInteger(wait) && wait >= (waits[index - 1] ?? 1))).toBe(true);
      expect(Math.max(...waits)).toBeLessThanOrEqual(6 * HOUR);
      // Each is rounded up to a second.
      expect(sum(waits)).toBeLessThanOrEqual(0.75 * retention + waits.length);
      expect(sum(waits)).toBeGreaterThanOrEqual(Math.min(6 * HOUR, 0.75 * retention) - 1);
    }),
  );
});

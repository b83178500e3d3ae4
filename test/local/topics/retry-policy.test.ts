import { retryDelay } from '../../../src/local/topics/retry-policy.ts';

describe('the retry policy', () => {
  it('tries 3 times at once, 2 after a second, 10 from 1 to 20 seconds, then every 20', () => {
    const delays = Array.from({ length: 17 }, (_, i) => retryDelay(i + 1));

    expect(delays).toEqual([
      ...[0, 0, 0],
      ...[1000, 1000],
      ...[1000, 1395, 1946, 2714, 3786, 5282, 7368, 10_278, 14_337, 20_000],
      ...[20_000, 20_000],
    ]);
  });

  it('gives up after 100,015 retries, which is 23 days', () => {
    let total = 0;
    for (let i = 1; i <= 100_015; i++) total += retryDelay(i) ?? Number.NaN;

    expect(Math.floor(total / 86_400_000)).toBe(23);
    expect(retryDelay(100_015)).toBe(20_000);
    expect(retryDelay(100_016)).toBeUndefined();
  });
});

import { retryDelay } from '../../../src/local/topics/retry-policy.ts';

describe('the retry policy', () => {
  it('tries 3 times at once, 2 after a second, 10 from 1 to 20 seconds, then every 20', () => {
    const delays = Array.from({ length: 17 }, (_, i) => retryDelay(i + 1) ?? -1);

    expect(delays.slice(0, 5)).toEqual([0, 0, 0, 1000, 1000]);
    expect([delays[5], delays[14], delays[15], delays[16]]).toEqual([1000, 20_000, 20_000, 20_000]);
    expect(delays.slice(5, 15)).toEqual(delays.slice(5, 15).sort((a, b) => a - b));
  });

  it('gives up after 100,015 retries, which is 23 days', () => {
    let total = 0;
    for (let i = 1; i <= 100_015; i++) total += retryDelay(i) ?? Number.NaN;

    expect(Math.floor(total / 86_400_000)).toBe(23);
    expect(retryDelay(100_016)).toBeUndefined();
  });
});

import { backOffMs } from '../../src/domain/back-off.ts';

test('pauses begin with the first, double, and stay at the longest', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 100].map((tries) => backOffMs(tries, { first: 100, max: 900 }));

  expect(pauses).toEqual([100, 200, 400, 800, 900, 900, 900]);
});

test('a pause that is just the longest is it', () => {
  expect(backOffMs(3, { first: 250, max: 1000 })).toBe(1000);
});

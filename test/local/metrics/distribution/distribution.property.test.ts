import fc from 'fast-check';
import {
  compacted,
  distributionOf,
  MAX_EXACT_VALUES,
  weightOf,
} from '../../../../src/local/metrics/distribution/distribution.ts';

const values = (minLength: number, maxLength: number) =>
  fc.array(fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 500 })), {
    minLength,
    maxLength,
  });

test('few values stay as they are', () => {
  fc.assert(
    fc.property(values(0, MAX_EXACT_VALUES), (list) => {
      expect(compacted(distributionOf(list))).toEqual(distributionOf(list));
    }),
  );
});

test('of many values each moves by 1 % at most and keeps its weight, the ends stay, and nothing moves twice', () => {
  fc.assert(
    fc.property(values(200, 400), (list) => {
      const once = compacted(distributionOf(list));
      const moved = [...once.keys()].sort((a, b) => a - b);

      expect(weightOf(once)).toBe(list.length);
      expect([moved[0], moved.at(-1)]).toEqual([Math.min(...list), Math.max(...list)]);
      for (const value of list) {
        expect(moved.some((other) => Math.abs(other - value) <= value * 0.01)).toBe(true);
      }
      expect(compacted(once)).toEqual(once);
    }),
    { numRuns: 20 },
  );
});

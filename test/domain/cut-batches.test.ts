import fc from 'fast-check';
import { cutBatches } from '../../src/domain/cut-batches.ts';

const bytesOf = (item: number) => item;

test.each([
  ['nothing', [], []],
  ['as many as fit', [1, 2, 3], [[1, 2, 3]]],
  ['one more than fits', [1, 1, 1, 1], [[1, 1, 1], [1]]],
  ['just the bytes', [4, 6, 1], [[4, 6], [1]]],
  ['a byte too many', [4, 7, 1], [[4], [7, 1]]],
  ['one too big, which stands alone', [1, 11, 1], [[1], [11], [1]]],
])('%s', (_what, items, batches) => {
  expect(cutBatches(items, { maxItems: 3, maxBytes: 10, bytesOf })).toEqual(batches);
});

test('without a bound of bytes the number alone counts', () => {
  expect(cutBatches([1, 2, 3], { maxItems: 2 })).toEqual([[1, 2], [3]]);
});

test('keeps every item in its order, and no two neighbours that would fit together', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12)), fc.integer({ min: 1, max: 5 }), (items, maxItems) => {
      const batches = cutBatches(items, { maxItems, maxBytes: 10, bytesOf });
      const sum = (batch: readonly number[]) => batch.reduce((total, item) => total + item, 0);

      expect(batches.flat()).toEqual(items);
      for (const [index, batch] of batches.entries()) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length <= maxItems && (batch.length === 1 || sum(batch) <= 10)).toBe(true);
        const next = batches[index + 1]?.[0];
        if (next !== undefined) expect(batch.length === maxItems || sum(batch) + next > 10).toBe(true);
      }
    }),
  );
});

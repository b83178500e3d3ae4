import fc from 'fast-check';
import { applyEdits, mergeEdits } from '../../src/domain/text-edits.ts';

const at = (start: number, end: number, text = '') => ({ start, end, text });

test('edits take the place of what they name', () => {
  expect(applyEdits('abcdef', [at(0, 1, 'X'), at(2, 4), at(6, 6, '!')])).toBe('Xbef!');
  expect(applyEdits('abc', [])).toBe('abc');
});

test.each([
  [[at(0, 2)], [at(3, 4)], [at(0, 2), at(3, 4)]],
  [[at(3, 4)], [at(0, 2)], [at(0, 2), at(3, 4)]],
  [[at(1, 3)], [at(2, 4)], [at(1, 3)]],
  [[at(2, 4)], [at(1, 3)], [at(2, 4)]],
  [[at(2, 3)], [at(1, 4)], [at(2, 3)]],
  [[at(1, 4)], [at(2, 3), at(4, 5)], [at(1, 4), at(4, 5)]],
  [
    [at(0, 1), at(5, 6)],
    [at(1, 5), at(6, 7)],
    [at(0, 1), at(1, 5), at(5, 6), at(6, 7)],
  ],
  [[], [at(1, 2)], [at(1, 2)]],
  [[at(1, 2)], [], [at(1, 2)]],
])('of %j and %j come %j', (first, others, merged) => {
  expect(mergeEdits(first, others)).toEqual(merged);
});

test('all of the first stay, and of the others each that overlaps none of them', () => {
  const edits = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })), { maxLength: 12 })
    .map((steps) => {
      let end = 0;
      return steps.map(([gap, length]) => {
        const start = end + gap - 1;
        end = start + length;
        return at(start, end);
      });
    });
  fc.assert(
    fc.property(edits, edits, (first, others) => {
      const free = others.filter(({ start, end }) => first.every((one) => one.end <= start || end <= one.start));

      expect(mergeEdits(first, others)).toEqual([...first, ...free].sort((a, b) => a.start - b.start));
    }),
    { numRuns: 500 },
  );
});

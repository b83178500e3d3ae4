import fc from 'fast-check';
import { matchesPieces } from '../../src/domain/matches-pieces.ts';

const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength });

test('pieces are found in their order, as a regular expression finds them', () => {
  fc.assert(
    fc.property(
      letters(12),
      letters(3),
      fc.array(letters(3), { maxLength: 3 }),
      letters(3),
      (text, first, middle, last) => {
        const expected = new RegExp(`^${[first, ...middle, last].join('.*')}$`).test(text);

        expect(matchesPieces(text, first, middle, last)).toBe(expected);
      },
    ),
    { numRuns: 2000 },
  );
});

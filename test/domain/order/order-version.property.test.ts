import fc from 'fast-check';
import { applyToRow, type ModelRow } from '../../support/order-row.ts';
import { deliveriesOf, healingOf, interleavings, latestOf } from '../../support/order-versions.ts';

test('whatever is delivered, repeated, redriven and replayed, in whatever order, the row ends as the latest version; a replay heals what a bug corrupted of it, and an older version changes nothing', () => {
  fc.assert(
    fc.property(interleavings(), (interleaving) => {
      const latest = latestOf(interleaving);
      let row: ModelRow | undefined;
      const deliver = (delivery: typeof latest) => {
        const after = applyToRow(row, delivery);
        if (row !== undefined && delivery.version.text < row.version) {
          expect(after).toEqual({ row, outcome: 'stale' });
        }
        row = after.row;
      };

      deliveriesOf(interleaving).forEach(deliver);
      expect(row?.version).toBe(latest.version.text);
      if (interleaving.ways.every(({ bugEnabled }) => !bugEnabled)) expect(row?.item).toEqual(latest.item);

      healingOf(interleaving).forEach(deliver);
      expect(row).toMatchObject({ version: latest.version.text, item: latest.item });
    }),
    { numRuns: 2000 },
  );
});

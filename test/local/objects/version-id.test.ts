import fc from 'fast-check';
import { newVersionId, orderOfVersion } from '../../../src/local/objects/version-id.ts';

test('an id tells its order, looks like one of AWS, and comes once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (order) => {
      const [id, other] = [newVersionId(order), newVersionId(order)];
      expect(id).toMatch(/^[\w.]{32}$/);
      expect(orderOfVersion(id)).toBe(order);
      expect(other).not.toBe(id);
    }),
  );
});

test('an id that was not given tells nothing', () => {
  const id = newVersionId(7);
  for (const other of ['', 'null', id.slice(1), `${id}x`, id.slice(0, -1) + (id.endsWith('A') ? 'B' : 'A')])
    expect(orderOfVersion(other)).toBeUndefined();
  fc.assert(fc.property(fc.stringMatching(/^[\w.]{32}$/), (text) => orderOfVersion(text) === undefined));
});

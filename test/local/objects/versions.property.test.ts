import fc from 'fast-check';
import { openVersions, type StoredVersion } from '../../../src/local/objects/versions.ts';
import { createTestContext } from '../../support/local-context.ts';

const KEYS = ['a', 'b'] as const;
const step = fc.record({
  key: fc.constantFrom(...KEYS),
  does: fc.constantFrom('put', 'put', 'mark', 'remove'),
  keep: fc.boolean(),
  which: fc.nat(5),
});

test('whatever is written, marked and removed, versions are those of a list with one null in it', () => {
  const context = createTestContext();
  const versions = openVersions(context.database);
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const bucket = `bucket${run++}`;
      // Of each key the newest first: what a page of versions must say.
      const model = new Map<string, { version: string; body: string; isMarker: boolean }[]>(KEYS.map((k) => [k, []]));
      for (const [n, { key, does, keep, which }] of steps.entries()) {
        const list = model.get(key) ?? [];
        if (does === 'remove') {
          const target = list[which]?.version ?? 'null';
          const removed = versions.removeVersion(bucket, key, target);
          const at = list.findIndex(({ version }) => version === target);
          expect(removed?.body).toBe(list[at]?.body);
          if (at !== -1) list.splice(at, 1);
          continue;
        }
        const object = {
          bucket,
          key,
          body: `body${n}`,
          size: n,
          etag: '',
          modified: n,
          headers: {},
          checksums: {},
          tags: '',
          parts: [],
        };
        const { added, replaced } = does === 'put' ? versions.add(object, keep) : versions.addMarker(object, keep);
        const at = keep ? -1 : list.findIndex(({ version }) => version === 'null');
        expect(replaced).toBe(at === -1 || list[at]?.isMarker ? undefined : list[at]?.body);
        if (at !== -1) list.splice(at, 1);
        list.unshift({ version: added.version, body: added.body, isMarker: does === 'mark' });
      }
      const seen = (found: StoredVersion | undefined) =>
        found && { version: found.version, body: found.body, isMarker: found.isMarker };
      for (const key of KEYS) {
        const list = model.get(key) ?? [];
        expect(seen(versions.latest(bucket, key))).toEqual(list[0]);
        expect(versions.find(bucket, key)?.version).toBe(list[0]?.isMarker ? undefined : list[0]?.version);
        for (const each of list) expect(seen(versions.version(bucket, key, each.version))).toEqual(each);
      }
      const rows = versions.versionPage(bucket, '', { key: '', order: 0 }, 1000);
      expect(rows.map(seen)).toEqual(KEYS.flatMap((key) => model.get(key) ?? []));
      expect(rows.filter(({ isLatest }) => isLatest).map(({ version }) => version)).toEqual(
        KEYS.flatMap((key) => model.get(key)?.slice(0, 1) ?? []).map(({ version }) => version),
      );
      expect(versions.page(bucket, '', '', 1000).map(({ key }) => key)).toEqual(
        KEYS.filter((key) => model.get(key)?.[0]?.isMarker === false),
      );
      expect(versions.isEmpty(bucket)).toBe(rows.length === 0);
    }),
  );
  context.dispose();
});

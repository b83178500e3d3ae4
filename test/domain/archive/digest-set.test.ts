import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { createDigestSet, DIGEST_BYTES } from '../../../src/domain/archive/digest-set.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES);

test('a set of digests has what was added to it, and nothing else', () => {
  const few = fc.array(fc.nat({ max: 400 }).map(String), { maxLength: 600 });
  fc.assert(
    fc.property(few, few, (added, asked) => {
      const set = createDigestSet();
      for (const text of added) set.add(digestOf(text));
      expect(set.size).toBe(new Set(added).size);
      for (const text of asked) expect(set.has(digestOf(text))).toBe(added.includes(text));
    }),
    { numRuns: 50 },
  );
});

test('it grows, and tells apart what differs in one bit of any byte but the last one', () => {
  const set = createDigestSet();
  const digests = Array.from({ length: 20_000 }, (_, n) => digestOf(`${n}`));
  for (const digest of digests) set.add(digest);

  expect(set.size).toBe(20_000);
  expect(digests.every((digest) => set.has(digest))).toBe(true);
  expect(digestsNear(digestOf('1')).filter((digest) => set.has(digest))).toEqual([]);
  expect(set.has(Buffer.alloc(DIGEST_BYTES))).toBe(false);
});

function digestsNear(digest: Buffer): Buffer[] {
  return Array.from({ length: DIGEST_BYTES - 1 }, (_, at) => {
    const near = Buffer.from(digest);
    near.writeUInt8(near.readUInt8(at) ^ 2, at);
    return near;
  });
}

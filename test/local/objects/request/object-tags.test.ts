import fc from 'fast-check';
import { checkedTags, tagsOfHeader } from '../../../../src/local/objects/request/object-tags.ts';

const codeOf = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};
const many = (count: number): Array<[string, string]> => Array.from({ length: count }, (_, at) => [`k${at}`, 'v']);

test.each<[string, Array<[string, string]>, string]>([
  [
    'ten',
    many(10),
    many(10)
      .map((pair) => pair.join('='))
      .join('&'),
  ],
  ['more than ten', many(11), 'Object tags cannot be greater than 10'],
  [
    'a key twice',
    [
      ['a', '1'],
      ['b', ''],
      ['a', '2'],
    ],
    'Cannot provide multiple Tags with the same key',
  ],
  ['no key', [['', 'v']], 'The TagKey you have provided is invalid'],
  ['a key of 128 characters', [['ä'.repeat(128), '']], `${'%C3%A4'.repeat(128)}=`],
  ['a longer key', [['ä'.repeat(129), '']], 'The TagKey you have provided is invalid'],
  ['a value of 256 characters', [['a', 'x'.repeat(256)]], `a=${'x'.repeat(256)}`],
  ['a longer value', [['a', 'x'.repeat(257)]], 'The TagValue you have provided is invalid'],
  ['a key of AWS’s own', [['aws:x', '1']], 'System tags cannot be added/updated by requester'],
])('tags: %s', (_what, tags, kept) => {
  expect(codeOf(() => checkedTags(tags))).toBe(kept);
});

test('of a header: a key twice, and more than ten', () => {
  const of = (given: string) => codeOf(() => tagsOfHeader({ 'x-amz-tagging': given }));

  expect(of('a=1&b=2')).toBe('a=1&b=2');
  expect(of('a=1&a=2')).toContain('without tag name duplicates');
  expect(
    of(
      many(11)
        .map((pair) => pair.join('='))
        .join('&'),
    ),
  ).toBe('Object tags cannot be greater than 10');
  expect(tagsOfHeader({})).toBe('');
});

test('what is taken comes back as it was, from a body and from a header', () => {
  const tag = fc.tuple(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 20 }));
  fc.assert(
    fc.property(fc.uniqueArray(tag, { selector: ([key]) => key, maxLength: 10 }), (tags) => {
      fc.pre(tags.every(([key]) => !key.startsWith('aws:')));
      const kept = checkedTags(tags);
      expect([...new URLSearchParams(kept)]).toEqual(tags);
      expect(tagsOfHeader({ 'x-amz-tagging': kept })).toBe(kept);
    }),
  );
});

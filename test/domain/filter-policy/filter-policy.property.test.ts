import fc from 'fast-check';
import { compareNumbers, exactNumber } from '../../../src/domain/filter-policy/exact-json.ts';
import { matchFilterPolicy, parseFilterPolicy } from '../../../src/domain/filter-policy/index.ts';

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const key = fc.string({ minLength: 1 }).filter((name) => !name.includes('.') && name !== '__proto__' && name !== '$or');

const bodyMatches = (policy: unknown, body: unknown) =>
  matchFilterPolicy(parseFilterPolicy(JSON.stringify(policy), 'MessageBody'), { body: JSON.stringify(body) }).matched;

test('an exact value matches itself at any depth, in any array, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), scalar, scalar, (path, value, other) => {
      const wrap = (leaf: unknown, step: (inner: unknown) => unknown) =>
        path.reduceRight<unknown>((inner, name) => step({ [name]: inner }), leaf);
      const policy = wrap([value], (inner) => inner);

      expect(
        bodyMatches(
          policy,
          wrap(value, (inner) => inner),
        ),
      ).toBe(true);
      expect(bodyMatches({ top: policy }, { top: wrap([other, value], (inner) => [inner]) })).toBe(true);
      expect(
        bodyMatches(
          policy,
          wrap(other, (inner) => inner),
        ),
      ).toBe(other === value);
    }),
  );
});

test('anything-but is the opposite of its list for every value that is there', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (list, value) => {
      const listed = bodyMatches({ a: list.slice(0, 150) }, { a: value });

      expect(bodyMatches({ a: [{ 'anything-but': list.slice(0, 150) }] }, { a: value })).toBe(!listed);
    }),
  );
});

test('prefix, suffix and wildcard agree with one another', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 4 });
  fc.assert(
    fc.property(piece, piece, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (start, end, value) => {
      const both = value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);

      expect(bodyMatches({ a: [{ wildcard: `${start}*` }] }, { a: value })).toBe(value.startsWith(start));
      expect(bodyMatches({ a: [{ wildcard: `*${end}` }] }, { a: value })).toBe(value.endsWith(end));
      expect(bodyMatches({ a: [{ wildcard: `${start}*${end}` }] }, { a: value })).toBe(both);
    }),
  );
});

test('numbers are ordered by their decimal value, however many digits they have', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), fc.nat(30), (left, right, scale) => {
      const order = left < right ? -1 : left > right ? 1 : 0;
      const compared = compareNumbers(exactNumber(`${left}e-${scale}`), exactNumber(`${right}e-${scale}`));

      expect(Math.sign(compared)).toBe(order);
    }),
  );
});

test('a range holds exactly what both of its bounds hold', () => {
  const price = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(price, price, price, (bottom, top, value) => {
      fc.pre(bottom < top);

      expect(bodyMatches({ a: [{ numeric: ['>', bottom, '<=', top] }] }, { a: value })).toBe(
        value > bottom && value <= top,
      );
    }),
  );
});

test('no text of a policy or a body makes anything throw but the one error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), fc.oneof(fc.json(), fc.string()), (policy, body) => {
      let compiled: ReturnType<typeof parseFilterPolicy>;
      try {
        compiled = parseFilterPolicy(policy, 'MessageBody');
      } catch (error) {
        expect(error).toMatchObject({
          name: 'FilterPolicyError',
          message: expect.stringMatching(/^Filter ?[Pp]olicy/),
        });
        return;
      }
      expect(typeof matchFilterPolicy(compiled, { body }).matched).toBe('boolean');
    }),
  );
});

test('$or matches when one of its objects matches alone', () => {
  const leaf = fc.constantFrom('x', 'y');
  fc.assert(
    fc.property(fc.record({ a: leaf, b: leaf, c: leaf }), leaf, leaf, leaf, (message, a, b, c) => {
      const first = { a: [a] };
      const second = { b: [b], c: [c] };

      expect(bodyMatches({ $or: [first, second] }, message)).toBe(
        bodyMatches(first, message) || bodyMatches(second, message),
      );
    }),
  );
});

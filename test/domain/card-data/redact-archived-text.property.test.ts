import fc from 'fast-check';
import { archivedEvent } from '../../../src/domain/archive/archived-event.ts';
import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { envelopeLine } from '../../../src/domain/framing/envelope.ts';
import { grouped, TEST_CARDS } from '../../support/card-numbers.ts';

const card = fc.constantFrom(...Object.values(TEST_CARDS));
const cards = new RegExp(Object.values(TEST_CARDS).join('|'));
const holdsCard = (text: string) => cards.test(text.replace(/(?<=\d)[ -](?=\d)/g, ''));

/** A scalar as an event may have it: words, numbers, and a card number in some spelling. */
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, 7, 'word', ''),
  card.map(Number),
  card,
  fc.tuple(card, fc.constantFrom(' ', '-')).map(([number, separator]) => `paid ${grouped(number, separator)}.`),
  card.map((number) => Buffer.from(`xx${number}`).toString('base64')),
  card.map((number) => JSON.stringify({ deep: [number] })),
);
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('id', 'payment', 'items', 'a/b', '~', 'card-owner', 'card-cvv', 'Card-X') },
  // One number alone, so that no two keys of an object become the same one.
  { weight: 1, arbitrary: fc.constant(TEST_CARDS.Visa) },
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
  ),
}));

const event = fc.record({
  subject: fc.option(fc.constantFrom('a note', ...Object.values(TEST_CARDS)), { nil: undefined }),
  attributes: fc.dictionary(
    fc.constantFrom('event-id', 'amount', 'x'),
    fc.record({ type: fc.constantFrom('String', 'Number'), value: fc.oneof(card, fc.constant('7')) }),
  ),
  body: fc.oneof(
    tree.map((value) => JSON.stringify(value)),
    fc.tuple(tree, fc.constantFrom(2, '\t')).map(([value, space]) => JSON.stringify(value, null, space)),
    card.map((number) => `paid with ${number}`),
  ),
});
const origin = { id: 'a-b', publishedAt: '2026-11-21T03:04:05.678Z', source: 'arn:aws:sns:us-east-1:000000000000:t' };
const lineOf = (given: {
  subject: string | undefined;
  attributes: Record<string, { type: string; value: string }>;
  body: string;
}) => envelopeLine({ ...origin, ...given });

/** What was done to a value, seen from outside: the pointers of what differs, and how many members are gone. */
function difference(
  before: unknown,
  after: unknown,
  pointer = '',
  inPayment = false,
): { masked: string[]; dropped: number } {
  if (Array.isArray(before) && Array.isArray(after)) {
    return joined(before.map((item, index) => difference(item, after[index], `${pointer}/${index}`, inPayment)));
  }
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) {
    return { masked: before === after ? [] : [pointer], dropped: 0 };
  }
  const goes = (name: string) => (inPayment && /^card-/i.test(name)) || /^card-cvv$/i.test(name);
  const kept = Object.entries(before).filter(([name]) => !goes(name));
  const found = Object.entries(after);
  expect(found).toHaveLength(kept.length);
  const parts = kept.map(([name, value], index) => {
    const [newName = '', newValue] = found[index] ?? [];
    const at = `${pointer}/${newName.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const inner = difference(value, newValue, at, inPayment || name === 'payment');
    return name === newName ? inner : { ...inner, masked: [at, ...inner.masked] };
  });
  return { ...joined(parts), dropped: joined(parts).dropped + Object.keys(before).length - kept.length };
}

function joined(parts: readonly { masked: string[]; dropped: number }[]) {
  return {
    masked: parts.flatMap(({ masked }) => masked),
    dropped: parts.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

test('the note of an envelope names exactly the values that differ, and counts what is gone', () => {
  fc.assert(
    fc.property(event, (given) => {
      const before = lineOf(given);
      const line = redactArchivedText(before);

      const { redacted = { dropped: 0, masked: [] }, ...after } = JSON.parse(line);
      const { raw, ...rest } = JSON.parse(before);
      const { raw: rawAfter, ...restAfter } = after;
      const { masked, dropped } = difference(rest, restAfter);
      const own = redacted.masked.filter((pointer: string) => pointer !== '/raw');
      expect(new Set(own)).toEqual(new Set(masked));
      expect(own).toHaveLength(new Set(masked).size);
      expect(redacted.dropped).toBe(dropped);
      expect(redacted.masked.includes('/raw')).toBe(
        masked.some((pointer) => raw !== undefined && pointer.startsWith('/event')),
      );
      expect(archivedEvent(line).redacted ?? { dropped: 0, masked: [] }).toEqual(redacted);
    }),
    { numRuns: 1000 },
  );
});

test('an envelope that is redacted again stays as it is, and what came to it since is added to its note', () => {
  fc.assert(
    fc.property(event, card, (given, number) => {
      const once = redactArchivedText(lineOf(given));
      expect(redactArchivedText(once)).toBe(once);

      const since = (value: string) => once.replace('"attributes":', `"${value}":{},"attributes":`);
      const before = JSON.parse(once).redacted ?? { dropped: 0, masked: [] };
      const masked = `/${'*'.repeat(number.length)}`;
      const { redacted } = JSON.parse(redactArchivedText(since(number)));
      expect(redacted).toEqual({ ...before, masked: [...before.masked, masked] });
    }),
  );
});

const EXEMPT = [['id'], ['payment', 'id'], ['items', '*', 'id']];

/** The scalars of a value with their paths, and every key as a text of its own. */
function* texts(value: unknown, path: readonly string[] = []): Generator<[path: readonly string[], text: string]> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield [['a key', ...path], name];
      yield* texts(member, [...path, name]);
    }
  } else yield [path, String(value)];
}
const isExempt = (path: readonly string[]) =>
  EXEMPT.some(
    (pattern) => pattern.length === path.length && pattern.every((name, index) => name === '*' || name === path[index]),
  );

test('with fields exempt, their numbers stay and no other card number does', () => {
  fc.assert(
    fc.property(event, (given) => {
      const line = redactArchivedText(lineOf(given), { exempt: EXEMPT });

      const { event: body, attributes, raw, redacted, ...rest } = JSON.parse(line);
      const kept = new Set<string>();
      for (const [path, text] of texts(body)) {
        if (isExempt(path) && /^\d+$/.test(text)) kept.add(text);
        else expect(holdsCard(text)).toBe(false);
      }
      for (const [, text] of texts({ attributes, ...rest })) if (!kept.has(text)) expect(holdsCard(text)).toBe(false);
      if (raw !== undefined) expect(JSON.parse(raw)).toEqual(body);
      expect(JSON.stringify(redacted ?? '')).not.toMatch(cards);
      expect(redactArchivedText(line, { exempt: EXEMPT })).toBe(line);
    }),
    { numRuns: 1000 },
  );
});

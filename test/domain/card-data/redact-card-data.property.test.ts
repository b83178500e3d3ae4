import fc from 'fast-check';
import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { grouped, TEST_CARDS } from '../../support/card-numbers.ts';

const card = fc.constantFrom(...Object.values(TEST_CARDS));
const indent = fc.constantFrom(undefined, 2, '\t');
const escapeDigits = (text: string) => text.replace(/\d/g, (digit) => `\\u003${digit}`);

/** Keys that happen to be a code's, as `CSc` is within a payment, are none of an innocent event. */
const CODE_LETTERS = /c.?[sivad]|pin/i;

/** Words, times and ids as events hold them, and any JSON; card numbers do not come about by chance. */
const value = fc.oneof(
  fc.uuid(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer({ min: 1_000_000_000, max: 2_000_000_000_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((double) => !/^-?\d{13}/.test(`${double}`)),
  fc
    .jsonValue()
    .filter((json) => !/(?<![.\d])\d{13}/.test(JSON.stringify(json)) && !CODE_LETTERS.test(JSON.stringify(json))),
);
const innocentKey = fc.string().filter((key) => !CODE_LETTERS.test(key));
const event = fc.dictionary(fc.oneof(innocentKey, fc.constantFrom('id', 'payment', 'cards', 'items')), value, {
  maxKeys: 6,
});

/** Where a card number may hide: the text that goes into the event in place of the marker. */
const hidden = fc.oneof(
  card.map((number) => ({ number, spelled: number })),
  fc.tuple(card, fc.constantFrom(' ', '-'), fc.integer({ min: 1, max: 6 })).map(([number, separator, size]) => ({
    number,
    spelled: grouped(number, separator, size),
  })),
  card.map((number) => ({ number, spelled: escapeDigits(number) })),
);

const MARK = '@@MARK@@';
/** An event with the marker in a string, in a key, in an array, or in JSON within a string, printed in some way. */
const marked = fc
  .tuple(event, fc.constantFrom('string', 'text', 'key', 'array', 'nested'), indent, fc.stringMatching(/^[a-z,.:#]*$/))
  .map(([rest, where, space, text]) => {
    const inner = { ...rest, marked: MARK };
    const whole = {
      string: inner,
      text: { ...rest, note: `${text}${MARK}${text}` },
      key: { [MARK]: rest },
      array: [[rest, [MARK]]],
      nested: { deep: JSON.stringify({ deeper: JSON.stringify(inner) }), rest },
    }[where];
    return JSON.stringify(whole, null, space);
  });

/** Every text that a reader of the output could come to see, digits brought together. */
function* views(text: string): Generator<string> {
  yield text.replace(/(?<=\d)[ -](?=\d)/g, '');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return;
  }
  yield* viewsOf(parsed);
}
function* viewsOf(parsed: unknown): Generator<string> {
  if (typeof parsed === 'string') yield* views(parsed);
  else if (typeof parsed === 'object' && parsed !== null) {
    for (const [key, member] of Object.entries(parsed)) {
      yield* views(key);
      yield* viewsOf(member);
    }
  } else yield String(parsed);
}

test('no reading of the output holds a card number that the event held anywhere', () => {
  fc.assert(
    fc.property(marked, hidden, (text, { number, spelled }) => {
      const input = text.replaceAll(MARK, spelled);

      const output = redactCardData(input);

      for (const view of views(output)) expect(view).not.toContain(number);
      expect(() => JSON.parse(output)).not.toThrow();
      expect(Buffer.byteLength(output)).toBeLessThanOrEqual(Buffer.byteLength(input));
    }),
    { numRuns: 500 },
  );
});

test('masks the digits of the number and keeps every other byte', () => {
  fc.assert(
    fc.property(marked, card, fc.constantFrom('', ' ', '-'), (text, number, separator) => {
      const spelled = grouped(number, separator);

      expect(redactCardData(text.replaceAll(MARK, spelled))).toBe(text.replaceAll(MARK, spelled.replace(/\d/g, '*')));
    }),
    { numRuns: 500 },
  );
});

test('an event without a card number and without card data keys comes back byte for byte', () => {
  fc.assert(
    fc.property(event, indent, fc.boolean(), (body, space, archived) => {
      const text = JSON.stringify(body, null, space);

      expect(archived ? redactArchivedText(text) : redactCardData(text)).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test('a text of any kind without one comes back byte for byte', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(redactCardData(text)).toBe(text);
    }),
  );
});

test("removes exactly the payment members that are its card's", () => {
  const key = fc.constantFrom('card-number', 'card-owner', 'CARD-x', 'id', 'amount', 'payment', 'cards');
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(1, 'x', null, true),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  const expected = (node: unknown, inside: boolean): unknown => {
    if (Array.isArray(node)) return node.map((member) => expected(member, inside));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node)
        .filter(([name]) => !(inside && /^cards?(?:-|$)/i.test(name)))
        .map(([name, member]) => [name, expected(member, inside || name === 'payment')]),
    );
  };
  fc.assert(
    fc.property(tree, indent, (body, space) => {
      expect(JSON.parse(redactCardData(JSON.stringify(body, null, space)))).toEqual(expected(body, false));
    }),
    { numRuns: 500 },
  );
});

test('redacting twice changes nothing more', () => {
  fc.assert(
    fc.property(marked, hidden, (text, { spelled }) => {
      const once = redactCardData(text.replaceAll(MARK, spelled));

      expect(redactCardData(once)).toBe(once);
    }),
  );
});

import fc from 'fast-check';
import { compactJson } from '../../../src/domain/json/compact-json.ts';
import { decodeJsonString } from '../../../src/domain/json/decode-json-string.ts';
import { isJson, scanJson } from '../../../src/domain/json/scan-json.ts';

const parses = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON that was damaged in one place, and texts of JSON's own characters: both sides of the border. */
const almostJson = fc.oneof(
  fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '\\', '{', '}', ',', '0', '-', '.', 'e', '\u0000', '\n'))
    .map(([json, at, piece]) => `${json.slice(0, at % json.length)}${piece}${json.slice((at % json.length) + 1)}`),
  fc.string({ unit: fc.constantFrom(...'{}[],:"\\u00e1-+.eEtruefalsn \n\t\u0001') }),
  fc.json(),
);

test('accepts exactly the texts that JSON.parse accepts', () => {
  fc.assert(
    fc.property(almostJson, (text) => {
      expect(isJson(text)).toBe(parses(text));
    }),
    { numRuns: 2000 },
  );
});

test('decodes every string to its value, each unit at its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (value, escapeAll) => {
      const literal = escapeAll
        ? `"${[...Array(value.length).keys()].map((i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
        : JSON.stringify(value);
      const text = `[ ${literal}]`;

      const decoded = decodeJsonString(text, 2, 2 + literal.length);

      expect(decoded.value).toBe(value);
      for (let i = 0; i < value.length; i += 1) {
        const unit = text.slice(decoded.sourceOf(i), decoded.sourceOf(i + 1));
        expect(JSON.parse(`"${unit}"`)).toBe(value.charAt(i));
      }
    }),
  );
});

test('compacts pretty JSON to what was printed without white space', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(1, 2, '\t', 4), (value, indent) => {
      expect(compactJson(JSON.stringify(value, null, indent))).toBe(JSON.stringify(value));
    }),
  );
});

test('scans nesting deeper than any call stack', () => {
  const deep = '['.repeat(500_000) + ']'.repeat(500_000);
  let opened = 0;

  const end = scanJson(deep, 0, { open: () => (opened += 1), close() {}, key() {}, scalar() {} });

  expect([end, opened]).toEqual([1_000_000, 500_000]);
});

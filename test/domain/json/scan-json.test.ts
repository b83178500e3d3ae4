import { isJson, type JsonVisitor, scanJson } from '../../../src/domain/json/scan-json.ts';

/** Every text of at most `length` of the pieces. */
function* texts(pieces: readonly string[], length: number): Generator<string> {
  yield '';
  if (length === 0) return;
  for (const rest of texts(pieces, length - 1)) for (const piece of pieces) yield piece + rest;
}

const parses = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const misjudged = (candidates: Iterable<string>) => [...candidates].filter((text) => isJson(text) !== parses(text));

test('judges every short text of the characters of numbers as JSON.parse does', () => {
  expect(misjudged(texts(['0', '7', '-', '+', '.', 'e', 'E'], 5))).toEqual([]);
});

test('judges every short string with escapes as JSON.parse does, and never reads behind its end', () => {
  const insides = [...texts(['\\', 'u', '0', 'F', 'g', '"', 'n'], 6)];

  expect(misjudged(insides.map((inside) => `"${inside}"`))).toEqual([]);
  expect(misjudged(insides.map((inside) => `"${inside}`))).toEqual([]);
});

test('takes every escape that JSON has and no other', () => {
  const characters = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));

  expect(misjudged(characters.map((character) => `"\\${character}"`))).toEqual([]);
  expect(misjudged(characters.map((character) => `"${character}"`))).toEqual([]);
});

test('judges every short text of structure, literals and white space as JSON.parse does', () => {
  expect(misjudged(texts(['{', '}', '[', ']', ':', ',', '"a"', '1', ' ', 'null', 'tru'], 4))).toEqual([]);
});

test('tells a visitor what it meets, each with its kind and place', () => {
  const met: unknown[] = [];
  const visitor: JsonVisitor = {
    open: (kind, start) => met.push(['open', kind, start]),
    close: (end) => met.push(['close', end]),
    key: (start, end) => met.push(['key', start, end]),
    scalar: (kind, start, end) => met.push([kind, start, end]),
  };

  const end = scanJson(' {"a" : [1e5, "x"],"b":{}, "c":null} rest', 0, visitor);

  expect(end).toBe(36);
  expect(met).toEqual([
    ['open', 'object', 1],
    ['key', 2, 5],
    ['open', 'array', 8],
    ['number', 9, 12],
    ['string', 14, 17],
    ['close', 18],
    ['key', 19, 22],
    ['open', 'object', 23],
    ['close', 25],
    ['key', 27, 30],
    ['literal', 31, 35],
    ['close', 36],
  ]);
});

test.each(['"open', '[1', '{"a"', '{"a":1', '-', '1.', '1e', 'nul', '"\\', '"\\u12'])(
  'tells the visitor of no scalar that %s breaks off in',
  (text) => {
    const scalars: string[] = [];
    const visitor: JsonVisitor = {
      open() {},
      close() {},
      key() {},
      scalar: (_kind, start, end) => scalars.push(text.slice(start, end)),
    };

    expect(scanJson(text, 0, visitor)).toBe(-1);
    expect(scalars).toEqual(text.includes('1') && /^[[{]/.test(text) && text.endsWith('1') ? ['1'] : []);
  },
);

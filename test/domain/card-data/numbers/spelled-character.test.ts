import {
  characterAt,
  spelledCharacter,
  unspelled,
} from '../../../../src/domain/card-data/numbers/spelled-character.ts';

const read = (text: string) => {
  const { codePoint, end } = spelledCharacter(text, 0);
  return [String.fromCodePoint(codePoint), end];
};

test.each([
  ['a', 'a', 1],
  ['漢', '漢', 1],
  ['🐎x', '🐎', 2],
  ['\uffffx', '\uffff', 1],
  ['\\u0034x', '4', 6],
  ['\\\\\\u0034', '4', 8],
  ['\\U0034', '4', 6],
  ['\\u{34}', '4', 6],
  ['\\u{1f40e}', '🐎', 9],
  ['\\u{ffffff}', '\u{10ffff}', 10],
  ['\\x34', '4', 4],
  ['\\/', '/', 2],
  ['\\\\\\/', '/', 4],
  ['\\t', '\t', 2],
  ['\\n', '\n', 2],
  ['\\r', '\r', 2],
  ['\\ud83d\\udc0e', '🐎', 12],
  ['\\ud83d\\\\\\udc0e', '🐎', 14],
  ['\\ud83d\\u0034', '\ud83d', 6],
  ['\\ud83dx', '\ud83d', 6],
  ['\\udc0e\\udc0e', '\udc0e', 6],
  ['\\q', '\\', 1],
  ['\\\\\\', '\\', 3],
  ['\\u003', '\\', 1],
  ['%34', '4', 3],
  ['%7E%41', '~', 3],
  ['%C3%A4%41', 'ä', 6],
  ['%e6%bc%a2', '漢', 9],
  ['%F0%9F%90%8E%41', '🐎', 12],
  ['%u0034', '4', 6],
  ['%B4', '%', 1],
  ['%C3', '%', 1],
  ['%C3%41', '%', 1],
  ['%zz', '%', 1],
  ['%', '%', 1],
  ['&#52;', '4', 5],
  ['&#52', '4', 4],
  ['&#0000052;', '4', 10],
  ['&#x34;', '4', 6],
  ['&#X34', '4', 5],
  ['&#xfffffff;', '\u{10ffff}', 11],
  ['&#999999999;', '\u{10ffff}', 12],
  ['&amp;', '&', 1],
  ['& ', '&', 1],
])('%j begins with %j', (text, character, end) => {
  expect(read(text)).toEqual([character, end]);
});

test.each([
  ['nbsp', '\u00a0'],
  ['ensp', '\u2002'],
  ['emsp', '\u2003'],
  ['thinsp', '\u2009'],
  ['hairsp', '\u200a'],
  ['hyphen', '\u2010'],
  ['dash', '\u2010'],
  ['ndash', '\u2013'],
  ['mdash', '\u2014'],
  ['horbar', '\u2015'],
  ['minus', '\u2212'],
  ['shy', '\u00ad'],
  ['zwj', '\u200d'],
  ['zwnj', '\u200c'],
  ['period', '.'],
  ['sol', '/'],
  ['lowbar', '_'],
  ['plus', '+'],
  ['quot', '"'],
  ['apos', "'"],
  ['lt', '<'],
  ['gt', '>'],
  ['equals', '='],
  ['colon', ':'],
  ['comma', ','],
  ['lcub', '{'],
  ['rcub', '}'],
  ['lbrace', '{'],
  ['rbrace', '}'],
  ['lsqb', '['],
  ['rsqb', ']'],
])('&%s; is %j, in any case', (name, character) => {
  expect(read(`&${name};`)).toEqual([character, name.length + 2]);
  expect(read(`&${name.toUpperCase()}`)).toEqual([character, name.length + 1]);
});

test('a character is read at its place', () => {
  expect(spelledCharacter('a%34', 1)).toEqual({ codePoint: 0x34, end: 4 });
  expect(characterAt('a%34', 1)).toEqual({ codePoint: 0x25, end: 2 });
  expect(characterAt('a🐎', 1)).toEqual({ codePoint: 0x1f40e, end: 3 });
});

test('a text is read whole, and each unit has its place', () => {
  const { value, sourceOf } = unspelled('a%7Bb&quot;🐎%F0%9F%90%8E\\u0041c') ?? { value: '', sourceOf: () => -1 };

  expect(value).toBe('a{b"🐎🐎Ac');
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99].map(sourceOf)).toEqual([0, 1, 4, 5, 11, 11, 13, 13, 25, 31, 32, 32]);
});

test.each(['plain', '100 %', 'a & b', '%41', 'a\\nb', '%e9', '&nbsp;'])(
  '%j is spelled by itself, or not as JSON is',
  (text) => {
    expect(unspelled(text)).toBeUndefined();
  },
);

test.each(['%22', '%5B', '%7d', '%3D', '&#34;', '&quot;', '&lt;b&gt;', '&apos;', '\\u0022', '\\x22'])(
  '%j is not',
  (text) => {
    expect(unspelled(text)).toBeDefined();
  },
);

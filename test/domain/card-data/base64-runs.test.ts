import { base64Edits, mayHoldBase64 } from '../../../src/domain/card-data/base64-runs.ts';
import { applyEdits } from '../../../src/domain/text-edits.ts';

/** Takes every `secret` out of what is decoded, and puts `*` for each `x1`. */
const edited = (text: string) =>
  applyEdits(
    text,
    base64Edits(text, (decoded) =>
      [...decoded.matchAll(/secret|x1/g)].map(({ 0: found, index }) => ({
        start: index,
        end: index + found.length,
        text: found === 'x1' ? '**' : '',
        removed: found === 'x1' ? 0 : 1,
        changes: found === 'x1',
      })),
    ),
  );
const standard = (text: string | Buffer) => Buffer.from(text).toString('base64');
const url = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const LONG = 'some text with a x1 in it and ';

test.each([
  ['alone', (encoded: string) => encoded],
  ['in a text', (encoded: string) => `Basic ${encoded}, and more`],
  ['behind a path', (encoded: string) => `/v1/events/${encoded}`],
  ['in a data URL', (encoded: string) => `data:application/json;base64,${encoded}`],
  ['twice', (encoded: string) => `${encoded}.${encoded}`],
])('is edited %s', (_where, place) => {
  for (const more of ['', 'a', 'ab', 'abc']) {
    expect(edited(place(standard(LONG + more)))).toBe(place(standard(LONG.replace('x1', '**') + more)));
    const unpadded = (text: string) => place(standard(text).replace(/=+$/, ''));
    expect(edited(unpadded(LONG + more))).toBe(unpadded(LONG.replace('x1', '**') + more));
  }
});

test('keeps its alphabet', () => {
  const text = `?>?>ÿÿ~~ ${LONG}`;

  expect(standard(text)).toMatch(/[+/]/);
  expect(url(text)).toMatch(/[-_]/);
  expect(edited(standard(text))).toBe(standard(text.replace('x1', '**')));
  expect(edited(url(text))).toBe(url(text.replace('x1', '**')));
  expect(edited(`a_${url(text)}`)).toBe(`a_${url(text.replace('x1', '**'))}`);
});

test('is padded anew where it gets shorter', () => {
  expect(edited(standard('a secret of you'))).toBe(standard('a  of you'));
  for (const more of ['', 'a', 'ab']) {
    expect(edited(standard(`a secret of yours${more}`))).toBe(standard(`a  of yours${more}`));
    expect(edited(url(`a secret of yours${more}`))).toBe(url(`a  of yours${more}`));
  }
});

test('keeps its lines, whatever ends them, and the last one shorter', () => {
  const lines = (text: string, end: string) => `${(standard(text).match(/.{1,20}/g) ?? []).join(end)}${end}`;
  const text = `${LONG}${LONG}secret`;

  expect(edited(lines(`${LONG}${LONG}`, '\r\n'))).toBe(lines(`${LONG}${LONG}`.replaceAll('x1', '**'), '\r\n'));
  expect(edited(lines(text, '\n')).replaceAll('\n', '')).toBe(
    standard(text.replaceAll('x1', '**').replace('secret', '')),
  );
});

test('of bytes that are no UTF-8 keeps all others', () => {
  const bytes = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text), Buffer.from([0x80])]);

  expect(edited(standard(bytes(LONG)))).toBe(standard(bytes(LONG.replace('x1', '**'))));
});

test('a character too many stays', () => {
  expect(edited(`${standard('twelve bytes x1..')}`)).toBe(standard('twelve bytes **..'));
  const encoded = standard('x1 and fifteen');
  expect(edited(`${encoded.replace(/=+$/, '')}`)).toBe(standard('** and fifteen').replace(/=+$/, ''));
  expect(edited(`${standard('x1 and so twelve')}`.replace(/=+$/, '').slice(0, 20).concat('A'))).toBe(
    `${standard('** and so twelve').slice(0, 20)}A`,
  );
});

test('is found behind as many parts of a path as there are places', () => {
  for (const path of ['a/', 'ab/', 'abc/', 'abcd/', 'a/b/', 'a/bc/d/', 'a-b_']) {
    const encode = path.includes('/') ? standard : url;

    expect(edited(`${path}${encode(LONG)}`)).toBe(`${path}${encode(LONG.replace('x1', '**'))}`);
  }
});

test.each(['', 'short', 'x1 secret', '%%%%%%%%%%%%%%%%%%%%', 'hello\nworld'])('%j has none', (text) => {
  expect(edited(text)).toBe(text);
});

test('the cheap look sees fourteen characters together', () => {
  expect(['a'.repeat(13), 'a'.repeat(14), `${'a-'.repeat(7)}`, 'a b'.repeat(9)].map(mayHoldBase64)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

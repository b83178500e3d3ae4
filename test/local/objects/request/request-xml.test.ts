import * as v from 'valibot';
import { readXml, xmlList } from '../../../../src/local/objects/request/request-xml.ts';

const read = (text: string) => readXml(Buffer.from(text));

test.each([
  ['elements as texts', '<a><b>1</b><c>true</c></a>', { a: { b: '1', c: 'true' } }],
  ['repeated elements as a list', '<a><b>1</b><b> 2 </b></a>', { a: { b: ['1', ' 2 '] } }],
  ['indentation as nothing', '<a>\n  <b>1</b>\n</a>', { a: { b: '1' } }],
  [
    'indentation in a list as nothing',
    '<a><b>\n <c>1</c>\n</b><b> <c>2</c></b></a>',
    { a: { b: [{ c: '1' }, { c: '2' }] } },
  ],
  ['a text beside elements', '<a>x<b>1</b></a>', { a: { '#text': 'x', b: '1' } }],
  ['a text of spaces', '<a><b>  </b></a>', { a: { b: '  ' } }],
  ['no attributes', '<a xmlns="http://s3.amazonaws.com/doc/2006-03-01/" b="1"><c>1</c></a>', { a: { c: '1' } }],
  ['no declaration', '<?xml version="1.0" encoding="UTF-8"?><a>1</a>', { a: '1' }],
  ['the five entities', '<a>&lt;&amp;&gt;&quot;&apos;</a>', { a: '<&>"\'' }],
  ['characters by their numbers', '<a>&#13;&#xA;&#x41;</a>', { a: '\r\nA' }],
  ['an escaped reference once', '<a>&amp;#13;</a>', { a: '&#13;' }],
  ['an empty element as an empty text', '<a/>', { a: '' }],
  ['numbers as they are written', '<a>007.50</a>', { a: '007.50' }],
])('reads %s', async (_title, text, expected) => {
  expect(await read(text)).toEqual(expected);
});

const MALFORMED = 'The XML you provided was not well-formed or did not validate against our published schema';

test.each([
  ['nothing', '', 'The request body is empty.'],
  ['an element that does not end', '<a><b></a>', MALFORMED],
  ['no element', 'text', MALFORMED],
  ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>', MALFORMED],
])('does not take %s', async (_title, text, message) => {
  await expect(read(text)).rejects.toMatchObject({ code: 'MalformedXML', status: 400, message });
});

test('keeps the reason', async () => {
  await expect(read('<a>')).rejects.toMatchObject({ cause: expect.objectContaining({ message: expect.any(String) }) });
});

test('a list is one item or several', () => {
  const schema = xmlList(v.object({ a: v.string() }));

  expect(v.parse(schema, { a: '1' })).toEqual([{ a: '1' }]);
  expect(v.parse(schema, [{ a: '1' }, { a: '2' }])).toEqual([{ a: '1' }, { a: '2' }]);
  expect(v.safeParse(schema, '').success).toBe(false);
});

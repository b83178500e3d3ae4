import { grouped, TEST_CARDS } from '../card-numbers.ts';

/** Texts of so many characters, each of a kind that some reader of texts has taken too long for. */
export type Shape = (length: number) => string;

const CARD = TEST_CARDS.Visa;
const ENVELOPE =
  '{"id":"a-b","publishedAt":"2026-01-15T10:30:00.123Z","source":"arn:aws:sns:us-east-1:123456789012:t","attributes":{},"event":{"a":1}}\n';
const NOTIFICATION =
  '{"Type":"Notification","MessageId":"a","TopicArn":"arn:aws:sns:us-east-1:123456789012:t","Message":"{\\"a\\":1}"}';

const of =
  (piece: string, { before = '', behind = '' } = {}): Shape =>
  (length) => {
    const room = Math.max(0, length - before.length - behind.length);
    return before + piece.repeat(Math.ceil(room / piece.length)).slice(0, room) + behind;
  };
/** JSON of so many characters: members or items as long as there is room for them. */
const json =
  (open: string, item: string, close: string): Shape =>
  (length) =>
    open +
    Array(Math.max(1, Math.floor((length - open.length - close.length) / (item.length + 1))))
      .fill(item)
      .join(',') +
    close;
const nested =
  (open: string, inner: string, close: string): Shape =>
  (length) => {
    const depth = Math.floor((length - inner.length) / (open.length + close.length));
    return open.repeat(depth) + inner + close.repeat(depth);
  };
/** JSON in a string of JSON, again and again: each level doubles the backslashes. */
const nestedTexts: Shape = (length) => {
  let text = '{"cvv":1}';
  while (text.length * 2 < length) text = JSON.stringify({ a: text });
  return `${text}${' '.repeat(length - text.length)}`;
};

export const SHAPES: Readonly<Record<string, Shape>> = {
  backslashes: of('\\'),
  'backslashes before a card key': of('\\', { behind: ' card-' }),
  quotes: of('"'),
  'escaped quotes': of('\\"'),
  digits: of('1'),
  'digits of a card number': of(CARD),
  'single digits with spaces': of('1 '),
  'single digits with dots': of('1.'),
  'card numbers with spaces': of(`${grouped(CARD, ' ')} `),
  'card numbers with two spaces': of(`${grouped(CARD, '  ')}  `),
  'digits with format characters': of('1\u200b'),
  'full-width digits': of('\uff14'),
  'digits beyond the basic plane': of('\u{1d7d2}'),
  'lone surrogates': of('\ud83d'),
  'digits as escapes': of('\\u0034'),
  'digits percent-encoded': of('%34'),
  'digits as character references': of('&#52;'),
  'broken percent-encoding': of('%3'),
  'numbers with exponents': of('4.1e15 '),
  'digits of an exponent': of('1e1'),
  base64: of('QUFB'),
  base64url: of('QUF_'),
  'base64 on lines': of(`${'QUFB'.repeat(19)}\r\n`),
  'paths of base64': of('QUFBQUFBQUFBQUFB/'),
  'opened lists': of('['),
  'opened objects': of('{"a":'),
  'opened lists on lines': of('[1,\n'),
  'opened strings on lines': of('\n"'),
  'quoted braces': of('"{'),
  'a string that does not end': of('a', { before: '{"cvv":"' }),
  'objects that break off': of('{"cvv":1,'),
  'nested lists': nested('[', '', ']'),
  'nested objects': nested('{"a":', '1', '}'),
  'nested payments': nested('{"payment":{"cid":1,"a":', '1', '}}'),
  'JSON in strings': nestedTexts,
  'many members': json('{', '"pin":1', '}'),
  'many members of a payment': json('{"payment":{', '"card-a":1', '}}'),
  'many items': json('[', `"${CARD}"`, ']'),
  'many numbers': json('[', CARD, ']'),
  'a long key': of('k', { before: '{"', behind: '":1}' }),
  'a long key of card words': of('card-', { before: '{"', behind: '":1}' }),
  'a long key of upper case': of('A', { before: '{"', behind: 'a":1}' }),
  'words of card keys': of('cvv payment card pin '),
  'labelled codes': of('cvv=1 '),
  'signs of labels': of('='),
  'broken labels': of('cvv: '),
  XML: of('<cvv>123</cvv>'),
  'track data': of(`${CARD}=1234567`),
  'beginnings of UUIDs': of('00000000-0000-0000-'),
  times: of('2026-01-15T10:30:00.123Z '),
  'white space': of(' '),
  'white space before a number': of(' ', { behind: '7' }),
  'tabs and quotes': of('\t\t\t\t"'),
  'bare carriage returns': of('\r'),
  'line breaks': of('\n'),
  'carriage returns': of('\r\n'),
  'a text without spaces': of('漢'),
  'a word': of('a'),
  'envelopes on lines': of(ENVELOPE),
  'white space within an envelope': of(' ', { before: '{"id":"a"', behind: ENVELOPE.slice(9) }),
  notifications: of(NOTIFICATION),
  asterisks: of('*'),
  'asterisks with spaces': of('* '),
  'byte order marks': of('\ufeff'),
};

import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';

const CARD = TEST_CARDS.Visa;
const STARS = '*'.repeat(CARD.length);

describe('JSON in a text', () => {
  test.each([
    ['behind text', 'order: {"cvv":"123","a":1} sent', 'order: {"a":1} sent'],
    ['after JSON', '{"a":1}{"cvv":"123","b":2}', '{"a":1}{"b":2}'],
    ['in a list', 'x [{"cvv":1}] y', 'x [{}] y'],
    ['in brackets that are none', '[note] {"cvv":1}', '[note] {}'],
    ['in braces that are none', '{note {"cvv":1}}', '{note {}}'],
    ['in a quoted string', 'msg="{\\"cvv\\":1,\\"a\\":2}" end', 'msg="{\\"a\\":2}" end'],
    ['in a string of a line', 'a\n "{\\"cvv\\":1}"\n', 'a\n "{}"\n'],
    ['several on lines', '{"cvv":1}\ntext\n{"cvv":1}', '{}\ntext\n{}'],
    ['that a name makes a payment', 'payment: {"cid":"123","card-owner":"Jo","id":5}', 'payment: {"id":5}'],
    ['that a quoted name makes one', 'x "payment": {"cid":"123","id":5} y', 'x "payment": {"id":5} y'],
    ['that another name does not', 'customer: {"cid":"123"}', 'customer: {"cid":"123"}'],
    ['that follows the name of another', 'payment: 5\n{"cid":"123"}', 'payment: 5\n{"cid":"123"}'],
    ['with a number, which stays one', `n [${CARD}] and ${CARD}`, `n [0] and ${STARS}`],
  ])('%s is edited', (_where, text, expected) => {
    expect(redactCardData(text)).toBe(expected);
  });
});

describe('what only begins like JSON', () => {
  test.each([
    ['breaks off behind a code', '{"cvv":"123","a":', '{"a":'],
    ['breaks off within a code', '{"a":1,"cvv":"12', '{"a":1'],
    ['breaks off within the first code', '{"cvv":"12', '{'],
    ['breaks off in a code that is an object', '{"a":1,"card-cvv":{"b":[1,', '{"a":1'],
    ['breaks off in a code that is a number', '{"payment":{"cid":123', '{"payment":{'],
    ['has a code that is no value', '{"cvv":0123,"a":1}', '{,"a":1}'],
    ['has a line break in a code', '{"cvv":"1\n23","a":1}', '{,"a":1}'],
    ['has a bad escape in a code', '{"a":"x","cvv":"1\\x\\"23","b":1}', '{"a":"x","b":1}'],
    ['has a comma too many behind a code', '{"payment":{"card-owner":"Jo",},"x":1}', '{"payment":{,},"x":1}'],
    ['goes on with other text', '{"a":{"cvv":1} oops, "cvv":"123"}', '{"a":{} oops, "cvv":"***"}'],
    ['has a payment around the rest', '{"payment":{ oops "cid":"123"', '{"payment":{ oops "cid":"***"'],
    ['has no quotation marks', '{payment: {cid: 123}}', '{payment: {cid: ***}}'],
    ['has single ones', "{'cvv': '123'}", "{'cvv': '***'}"],
    ['holds a number', `{"a":"${CARD}", oops ${CARD}`, `{"a":"${STARS}", oops ${STARS}`],
    ['holds a number of JSON', `{"a":${CARD}, oops`, '{"a":0, oops'],
    ['holds JSON behind where it breaks', '{"a":oops,"b":{"cvv":1}', '{"a":oops,"b":{}'],
    ['is all beginnings', '[[[[{"cvv":1}', '[[[[{}'],
    ['holds a key that is a number', `{"${CARD}":1, oops`, `{"${STARS}":1, oops`],
  ])('%s: it is edited as far as it goes, and as text', (_what, text, expected) => {
    expect(redactCardData(text)).toBe(expected);
  });

  test('on one line says nothing of the next', () => {
    expect(redactCardData('{"payment":{ oops\n{"cid":"123"}')).toBe('{"payment":{ oops\n{"cid":"123"}');
  });

  test('makes no note in an archive, whose lines are read all the same', () => {
    const line = '{"id":"a","publishedAt":"2026-01-15T10:30:00.123Z","source":"arn:t","attributes":{},"event":';

    expect(redactArchivedText(`${line}{"cvv":1} oops\n${line}{"cvv":1}}`)).toBe(
      `${line}{} oops\n${line.slice(0, -8)}"redacted":{"dropped":1,"masked":[]},"event":{}}`,
    );
  });
});

describe('what is spelled otherwise', () => {
  test.each([
    ['percent-encoded JSON', 'p=%7B%22cvv%22%3A%22123%22%2C%22a%22%3A1%7D&x=1', 'p=%7B%22a%22%3A1%7D&x=1'],
    ['character references', '<i v="{&quot;cvv&quot;:&quot;123&quot;}">', '<i v="{}">'],
    ['escapes', '{\\u0022cvv\\u0022:123}', '{}'],
    ['a percent-encoded sign', 'cvv%3D123', 'cvv%3D***'],
    ['and nothing in it', '100%25 &amp; more', '100%25 &amp; more'],
  ])('%s', (_what, text, expected) => {
    expect(redactCardData(text)).toBe(expected);
    expect(JSON.parse(redactCardData(JSON.stringify({ a: text })))).toEqual({ a: expected });
  });

  test('what is encoded twice is left out', () => {
    const twice = Buffer.from(Buffer.from(`xx${CARD}`).toString('base64')).toString('base64');

    expect(redactCardData(twice)).toBe(twice);
  });
});

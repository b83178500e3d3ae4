import * as v from 'valibot';
import { ExemptPathList } from '../../../src/domain/card-data/exempt-paths.ts';
import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { grouped, TEST_CARDS } from '../../support/card-numbers.ts';

const CARD = TEST_CARDS.Visa;
const OTHER = TEST_CARDS.Mastercard;
const STARS = '*'.repeat(CARD.length);
const exemptPaths = (list: string) => v.parse(ExemptPathList, list);

describe('a list of exempt paths', () => {
  test.each([
    ['', []],
    ['/id', [['id']]],
    ['/id,/items/*/id', [['id'], ['items', '*', 'id']]],
    ['/a~1b/c~0d,/', [['a/b', 'c~d'], ['']]],
    ['/with a space/0', [['with a space', '0']]],
  ])('%j is %j', (list, paths) => {
    expect(exemptPaths(list)).toEqual(paths);
  });

  test.each([
    ['id', 'id'],
    ['/id, /a', ' /a'],
    ['/id,', ''],
    [',/id', ''],
    ['/a~2', '/a~2'],
    ['$.id', '$.id'],
    ['/a,payment.id', 'payment.id'],
  ])('%j is refused, and told which pointer is none and how one is written', (list, pointer) => {
    expect(() => exemptPaths(list)).toThrow(
      `REDACTION_EXEMPT_PATHS: '${pointer}' is no JSON pointer into the body: write /payment/id, with * for any one key or index`,
    );
  });

  test('is refused where it is longer than a parameter', () => {
    expect(exemptPaths(`/${'a'.repeat(1023)}`)).toHaveLength(1);
    expect(() => exemptPaths(`/${'a'.repeat(1024)}`)).toThrow('has at most 1024 characters');
  });
});

describe('a body', () => {
  const redacted = (body: string, list: string) => redactCardData(body, { exempt: exemptPaths(list) });

  test.each([
    ['a number at the top', '/id', `{"id":${CARD}}`],
    ['a string of digits', '/payment/id', `{"payment":{"id":"${CARD}"}}`],
    ['an item of a list', '/items/*/id', `{"items":[{"id":${CARD}},{"id":"${OTHER}"}]}`],
    ['an index', '/items/1', `{"items":[0,${CARD}]}`],
    ['any key', '/*/id', `{"a":{"id":${CARD}},"b":{"id":${CARD}}}`],
    ['a key with a slash', '/a~1b', `{"a/b":${CARD}}`],
    ['a key spelled with an escape', '/id', `{"\\u0069d":${CARD}}`],
    ['a negative number', '/id', `{"id":-${CARD}}`],
    ['each of two equal keys', '/id', `{"id":${CARD},"id":"${CARD}"}`],
  ])('keeps %s that is exempt', (_what, list, body) => {
    expect(redacted(body, list)).toBe(body);
  });

  test.each([
    ['another path', '/id', `{"no":"${CARD}"}`],
    ['a longer path', '/id', `{"id":{"id":"${CARD}"}}`],
    ['a shorter path', '/a/id', `{"id":"${CARD}"}`],
    ['more than one key for *', '/*/id', `{"a":{"b":{"id":"${CARD}"}}}`],
    ['no key for *', '/*/id', `{"id":"${CARD}"}`],
    ['the beginning of a key', '/id', `{"ids":"${CARD}"}`],
    ['a key in another case', '/id', `{"ID":"${CARD}"}`],
    ['digits with spaces', '/id', `{"id":"${grouped(CARD, ' ')}"}`],
    ['digits in a text', '/id', `{"id":"order ${CARD}"}`],
    ['digits of another script', '/id', `{"id":"\uff14${CARD.slice(1)}"}`],
    ['the name of a member', '/id', `{"id":{"${CARD}":1}}`],
    ['an exempt path that is a name itself', `/${CARD}`, `{"${CARD}":"${CARD}"}`],
    ['JSON in a string', '/id', `{"id":"{\\"id\\":\\"${CARD}\\"}","a":"{\\"id\\":\\"${CARD}\\"}"}`],
    ['lines of JSON', '/id', `{"id":"${CARD}"}\n{"id":"${CARD}"}`],
  ])('masks what is not: %s', (_what, list, body) => {
    expect(redacted(body, list)).not.toContain(CARD);
    expect(redacted(body, list)).toBe(redactCardData(body));
  });

  test('masks a number with a fraction', () => {
    expect(redacted(`{"id":${CARD}.5}`, '/id')).toBe('{"id":0}');
  });

  test('loses its card fields and verification codes whatever is exempt', () => {
    const list = '/payment/card-number,/card-cvv,/*/*,/*';

    expect(redacted(`{"payment":{"card-number":"${CARD}"},"card-cvv":"${CARD}"}`, list)).toBe('{"payment":{}}');
  });
});

describe('an archived event', () => {
  const head = '"id":"a-b","publishedAt":"2026-01-15T10:30:00.123Z","source":"arn:aws:sns:us-east-1:123456789012:t"';
  const exempt = exemptPaths('/id,/payment/id');
  const redacted = (text: string) => redactArchivedText(text, { exempt });
  const line = (attributes: string, body: string) => `{${head},"attributes":{${attributes}},${body}}`;
  const attribute = (type: string, value: string) => `"event-id":{"type":"${type}","value":"${value}"}`;

  test.each([
    ['its event', line('', `"event":{"id":${CARD},"payment":{"id":"${OTHER}"}}`)],
    ['its raw text', line('', `"raw":${JSON.stringify(`{"id":\n"${CARD}"}`)},"event":{"id":"${CARD}"}`)],
    ['an attribute that repeats it', line(attribute('String', CARD), `"event":{"id":${CARD}}`)],
    ['a Number that repeats it', line(attribute('Number', CARD), `"event":{"payment":{"id":"${CARD}"}}`)],
  ])('keeps what is exempt in %s, and tells of nothing', (_where, text) => {
    expect(redacted(text)).toBe(text);
  });

  test.each([
    ['the line, not the body', `{${head},"attributes":{},"payment":{"id":"${CARD}"},"event":{}}`],
    ['an event within the event', line('', `"event":{"event":{"id":"${CARD}"}}`)],
    ['a text that is JSON', line('', `"text":"{\\"id\\":\\"${CARD}\\"}"`)],
    ['a raw text within the event', line('', `"event":{"raw":"{\\"id\\":\\"${CARD}\\"}"}`)],
    ['raw text that is no JSON', line('', `"raw":"{\\"id\\":\\"${CARD}\\"} x","event":{}`)],
    ['an attribute that no exempt value repeats', line(attribute('String', CARD), '"event":{"id":"7"}')],
    ['an attribute that repeats another field', line(attribute('String', CARD), `"event":{"no":"${CARD}"}`)],
    ['a part of an attribute', line(attribute('String', `no ${CARD}`), `"event":{"id":"${CARD}x"}`)],
    ['the type of an attribute', line(attribute(CARD, '1'), `"event":{"id":"${CARD} "}`)],
  ])('keeps nothing of %s', (_where, text) => {
    expect(redacted(text)).not.toContain(`${CARD}`);
    expect(redacted(text)).toBe(redactArchivedText(text));
  });

  test('keeps an exempt value in the attribute too, and no other of the line', () => {
    const text = (a: string, b: string) =>
      line(`"a":{"type":"String","value":"${a}"},"b":{"type":"String","value":"${b}"}`, `"event":{"id":"${CARD}"}`);

    expect(redacted(text(CARD, OTHER))).toBe(
      text(CARD, STARS).replace('"event":', '"redacted":{"dropped":0,"masked":["/attributes/b/value"]},"event":'),
    );
  });

  test('holds for its own line: an attribute of the next is masked', () => {
    const first = line('', `"event":{"id":"${CARD}"}`);
    const second = line(attribute('String', CARD), '"event":{}');

    expect(redacted(`${first}\n${second}`)).toBe(`${first}\n${redactArchivedText(second)}`);
  });

  test('is exempt in a notification and as a plain body as well', () => {
    const message = JSON.stringify(`{"id":${CARD},"payment":{"id":1,"card-a":2}}`);
    const notification = (text: string, value: string) =>
      `{"Type":"Notification","MessageId":"a","TopicArn":"arn:t","Message":${text},"MessageAttributes":{"n":{"Type":"String","Value":"${value}"}}}`;

    expect(redacted(notification(message, CARD))).toBe(notification(message.replace(',\\"card-a\\":2', ''), CARD));
    expect(redacted(notification(message, OTHER))).toContain(`"Value":"${STARS}"`);
    expect(redacted(`{"id":${CARD}}\n{"payment":{"id":${OTHER}}}\n`)).toBe(
      `{"id":${CARD}}\n{"payment":{"id":${OTHER}}}\n`,
    );
  });
});

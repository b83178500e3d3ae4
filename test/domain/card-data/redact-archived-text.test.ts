import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { grouped, TEST_CARDS } from '../../support/card-numbers.ts';

const CARD = TEST_CARDS.Visa;
const STARS = '*'.repeat(CARD.length);

describe('an archived text', () => {
  const origin = `"id":"${grouped(CARD, '-')}","publishedAt":"2026-01-15T10:30:00.123Z","source":"arn:aws:sns:us-east-1:123456789012:t-${CARD}"`;

  test("keeps an envelope's id, publishedAt and source", () => {
    expect(
      redactArchivedText(`{${origin},"subject":"${CARD}","attributes":{},"event":{"payment":{"card-a":1}}}\n`),
    ).toBe(
      `{${origin},"subject":"${STARS}","attributes":{},"redacted":{"dropped":1,"masked":["/subject"]},"event":{"payment":{}}}\n`,
    );
  });

  test('redacts the raw text of an envelope as its event', () => {
    const raw = (number: string) => JSON.stringify(`{\n"n":"${number}"}`);

    expect(redactArchivedText(`{${origin},"attributes":{},"raw":${raw(CARD)},"event":{"n":"${CARD}"}}`)).toBe(
      `{${origin},"attributes":{},"redacted":{"dropped":0,"masked":["/raw","/event/n"]},"raw":${raw(STARS)},"event":{"n":"${STARS}"}}`,
    );
  });

  test("keeps an SNS notification's message id and topic", () => {
    const head = `"Type":"Notification","MessageId":"${CARD}","TopicArn":"arn:aws:sns:us-east-1:123456789012:t-${CARD}"`;

    expect(redactArchivedText(`{${head},"Message":"{\\"payment\\":{\\"card-a\\":1,\\"n\\":${CARD}}}"}`)).toBe(
      `{${head},"Message":"{\\"payment\\":{\\"n\\":0}}"}`,
    );
  });

  test('keeps the lines of packed events, each JSON where it was', () => {
    expect(redactArchivedText(`{${origin},"attributes":{},"text":"${CARD}"}\n${CARD}\n\n"${CARD}"\nx ${CARD}\n`)).toBe(
      `{${origin},"attributes":{},"redacted":{"dropped":0,"masked":["/text"]},"text":"${STARS}"}\n0\n\n"${STARS}"\nx ${STARS}\n`,
    );
  });

  test.each([
    ['with a fraction', `${CARD}.50`],
    ['with an exponent', `4.${CARD.slice(1)}e15`],
    ['with a signed exponent', `4.${CARD.slice(1)}E+15`],
    ['below zero', `-${CARD}`],
    ['between white space', ` \t${CARD} \r`],
  ])('keeps a line that is a number of JSON one, %s', (_how, line) => {
    expect(redactArchivedText(`7\n${line}\n`)).toBe(`7\n${line.replace(/[-\d.eE+]+/, '0')}\n`);
  });

  test('does not take a body that only resembles an envelope for one', () => {
    expect(redactArchivedText(`{"id":"${CARD}","source":"shop"}`)).toBe(`{"id":"${STARS}","source":"shop"}`);
  });
});

describe('the note in an envelope', () => {
  const head = '"id":"a-b","publishedAt":"2026-01-15T10:30:00.123Z","source":"arn:aws:sns:us-east-1:123456789012:t"';
  const line = (members: string) => `{${head},"attributes":{},${members}}`;
  const noteOf = (text: string, options = {}) => JSON.parse(redactArchivedText(text, options)).redacted;

  test.each([
    ['a string', `"event":{"a":"x${CARD}"}`, 0, ['/event/a']],
    ['a number', `"event":[1,[${CARD}]]`, 0, ['/event/1/0']],
    ['a body that is nothing else', `"event":${CARD}`, 0, ['/event']],
    ['a body that is no JSON', `"text":"paid with ${CARD}"`, 0, ['/text']],
    ['a key, by the name that it has now', `"event":{"a":{"${CARD}":1}}`, 0, [`/event/a/${STARS}`]],
    [
      'what stands below such a key',
      `"event":{"${CARD}":{"b":"${CARD}"}}`,
      0,
      [`/event/${STARS}`, `/event/${STARS}/b`],
    ],
    ['a key and its value, once', `"event":{"${CARD}":"${CARD}"}`, 0, [`/event/${STARS}`]],
    ['a value that has it twice, once', `"event":{"a":"${CARD} or ${CARD}"}`, 0, ['/event/a']],
    ['keys with a slash and a tilde', `"event":{"a/b~c":"${CARD}"}`, 0, ['/event/a~1b~0c']],
    ['JSON in a string, by the string', `"event":{"a":"[{\\"b\\":${CARD}}]"}`, 0, ['/event/a']],
    ['base64', `"event":{"a":"${Buffer.from(`xx${CARD}`).toString('base64')}"}`, 0, ['/event/a']],
    ['card fields and a code', '"event":{"payment":{"card-a":1,"b":2,"card-c":{"card-d":3}},"card-cvv":"1"}', 3, []],
    ['nothing but card fields', '"event":{"payment":{"card-a":1,"card-b":2}}', 2, []],
    ['fields in JSON in a string', '"event":{"a":"{\\"card-cvv\\":1}"}', 1, []],
    [
      'fields in base64',
      `"event":{"a":"${Buffer.from(`{"card-cvv":1,"n":"${CARD}"}`).toString('base64')}"}`,
      1,
      ['/event/a'],
    ],
    [
      'a body on several lines, its fields once',
      `"raw":${JSON.stringify(`{"payment":{"card-a":1,\n"b":${CARD}}}`)},"event":{"payment":{"card-a":1,"b":${CARD}}}`,
      1,
      ['/raw', '/event/payment/b'],
    ],
  ])('tells of %s', (_what, members, dropped, masked) => {
    expect(noteOf(line(members))).toEqual({ dropped, masked });
  });

  test('stands before the body, and the line holds nothing else that is new', () => {
    expect(redactArchivedText(line(`"event": {"a":"${CARD}"} `))).toBe(
      line(`"redacted":{"dropped":0,"masked":["/event/a"]},"event": {"a":"${STARS}"} `),
    );
    expect(redactArchivedText(`{${head},"attributes":{"${CARD}":{}}\n,\n"card-cvv":1,"text":"x"}`)).toBe(
      `{${head},"attributes":{"${STARS}":{}},"redacted":{"dropped":1,"masked":["/attributes/${STARS}"]},"text":"x"}`,
    );
  });

  test.each([
    ['a line to which nothing was done', line('"event":{"payment":{"b":2}}')],
    ['a document that holds an envelope', `[${line(`"event":"${STARS}"`)}]`],
  ])('is not in %s', (_what, text) => {
    expect(redactArchivedText(text)).toBe(text);
  });

  test('is not in a body, a notification, an envelope without attributes or body, or where it is not wanted', () => {
    for (const text of [
      `{"event":"${CARD}","attributes":{}}`,
      `{"Type":"Notification","MessageId":"a","TopicArn":"arn:t","Message":"${CARD}"}`,
      `{${head},"event":"${CARD}"}`,
      `{${head},"attributes":{},"other":"${CARD}"}`,
    ]) {
      expect(redactArchivedText(text)).toBe(text.replace(CARD, STARS));
    }
    expect(redactArchivedText(line(`"event":"${CARD}"`), { noted: false })).toBe(line(`"event":"${STARS}"`));
  });

  describe('that is there already', () => {
    test('is kept where nothing more is done', () => {
      const before = line(
        `"redacted":{"dropped":2,"masked":["/event/card-a"],"by":"me"},"event":{"card-a":"${STARS}"}`,
      );

      expect(redactArchivedText(before)).toBe(before);
    });

    test('is added to, and counts nothing twice', () => {
      const before = line(
        `"redacted":{"dropped":2,"masked":["/event/a","/event/b"],"more":3},"event":{"a":"${STARS} ${CARD}","c":[${CARD}],"payment":{"card-d":1}}`,
      );

      expect(noteOf(before)).toEqual({ dropped: 3, masked: ['/event/a', '/event/b'], more: 5 });
      expect(noteOf(before.replace(',"more":3', ''))).toEqual({
        dropped: 3,
        masked: ['/event/a', '/event/b', '/event/c/0'],
      });
    });

    test('is redacted itself, and counts as no value', () => {
      const own = (number: string) => `"redacted":{"dropped":0,"masked":["/event/${number}"]}`;

      expect(redactArchivedText(line(`${own(CARD)},"event":{}`))).toBe(line(`${own(STARS)},"event":{}`));
      expect(noteOf(line(`${own(CARD)},"event":{"a":"${CARD}"}`))).toEqual({
        dropped: 0,
        masked: [`/event/${STARS}`, '/event/a'],
      });
    });

    test('is made anew where it is none', () => {
      for (const other of ['7', '{"dropped":-1,"masked":[]}', '{"masked":[]}', '{"dropped":0,"masked":[7]}']) {
        expect(noteOf(line(`"redacted":${other},"event":"${CARD}"`))).toEqual({ dropped: 0, masked: ['/event'] });
      }
    });
  });

  test('names a hundred values, and counts the others', () => {
    expect(noteOf(line(`"event":[${Array(100).fill(CARD)}]`))).toEqual({
      dropped: 0,
      masked: Array.from({ length: 100 }, (_, index) => `/event/${index}`),
    });
    expect(noteOf(line(`"event":[${Array(107).fill(CARD)}]`))).toMatchObject({ masked: { length: 100 }, more: 7 });
  });

  test('names as many as have room in 8192 characters', () => {
    const long = (length: number) =>
      line(`"event":{"a":"${CARD}","${'k'.repeat(length)}":["${CARD}",${CARD}],"b":${CARD}}`);

    expect(noteOf(long(4000))).toMatchObject({
      masked: ['/event/a', expect.any(String), expect.any(String), '/event/b'],
    });
    expect(noteOf(long(4090))).toEqual({ dropped: 0, masked: ['/event/a', `/event/${'k'.repeat(4090)}/0`], more: 2 });
    expect(noteOf(long(9000))).toEqual({ dropped: 0, masked: ['/event/a'], more: 3 });
  });

  test('grows a line by less than 50 KB, whatever is in it', () => {
    const control = '\\u0001'.repeat(70);
    const text = line(`"event":{"${control}":[${Array(3000).fill(CARD)}]}`);

    expect(redactArchivedText(text).length - redactArchivedText(text, { noted: false }).length).toBeGreaterThan(40_000);
    expect(redactArchivedText(text).length - redactArchivedText(text, { noted: false }).length).toBeLessThan(50_000);
  });

  test('takes time in proportion to a line, however deep and wide it is', () => {
    const deep = (values: number) => `${'['.repeat(100_000)}${Array(values).fill(CARD)}${']'.repeat(100_000)}`;

    expect(noteOf(line(`"raw":${JSON.stringify(deep(20_000))}`))).toEqual({ dropped: 0, masked: ['/raw'] });
    expect(redactArchivedText(line(`"event":${deep(20_000)}`))).toContain(
      '"redacted":{"dropped":0,"masked":[],"more":20000}',
    );
    const wide = Array.from({ length: 20_000 }, (_, index) => `"k${index}":${CARD}`).join(',');
    expect(redactArchivedText(line(`${wide},"event":1`))).toContain('"more":19900}');
  });
});

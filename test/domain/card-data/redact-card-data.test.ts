import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { CARDS_UNDER_KEYS, grouped, NOT_CARDS, TEST_CARDS } from '../../support/card-numbers.ts';

const CARD = TEST_CARDS.Visa;
const STARS = '*'.repeat(CARD.length);
const escaped = (text: string) => [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const inScript = (zero: number) => [...CARD].map((d) => String.fromCodePoint(zero + Number(d))).join('');

describe('card numbers', () => {
  test.each([
    ['a string', `{"a":"${CARD}"}`, `{"a":"${STARS}"}`],
    ['the middle of a string', `{"a":"x${CARD}y"}`, `{"a":"x${STARS}y"}`],
    ['a number, which stays one', `{"a":${CARD},"b":1}`, `{"a":0,"b":1}`],
    ['a number with a fraction', `[${CARD}.00]`, '[0]'],
    ['a negative number', `[-${CARD}]`, '[0]'],
    ['a key', `{"${CARD}":1}`, `{"${STARS}":1}`],
    ['nested arrays', `[[["${CARD}"]]]`, `[[["${STARS}"]]]`],
    ['digits spelled as escapes', `{"a":"${escaped(CARD)}"}`, `{"a":"${STARS}"}`],
    ['one digit spelled as an escape', `{"a":"\\u0034${CARD.slice(1)}"}`, `{"a":"${STARS}"}`],
    ['groups of four with spaces', `["${grouped(CARD, ' ')}"]`, `["${grouped(STARS, ' ')}"]`],
    ['groups with hyphens', `["${grouped(CARD, '-')}"]`, `["${grouped(STARS, '-')}"]`],
    ['single digits with spaces', `["${grouped(CARD, ' ', 1)}"]`, `["${grouped(STARS, ' ', 1)}"]`],
    ['groups with no-break spaces', `["${grouped(CARD, '\u00a0')}"]`, `["${grouped(STARS, '\u00a0')}"]`],
    ['a separator spelled as an escape', `["${grouped(CARD, '\\u0020')}"]`, `["${grouped(STARS, '\\u0020')}"]`],
    ['full-width digits', `["${inScript(0xff10)}"]`, `["${STARS}"]`],
    ['Arabic-Indic digits', `["${inScript(0x660)}"]`, `["${STARS}"]`],
    ['digits beyond the basic plane', `["${inScript(0x1d7ce)}"]`, `["${STARS}"]`],
    ['behind another group of digits', `["12 ${CARD}"]`, `["12 ${STARS}"]`],
    ['two numbers with one space between', `["${CARD} ${CARD}"]`, `["${STARS} ${STARS}"]`],
    ['a duplicate key', `{"a":"${CARD}","a":"${CARD}"}`, `{"a":"${STARS}","a":"${STARS}"}`],
    ['plain text', `paid with ${CARD}.`, `paid with ${STARS}.`],
    ['broken JSON', `{"a":"${CARD}"`, `{"a":"${STARS}"`],
    ['broken JSON, spelled as escapes', `{"a":"${escaped(CARD)}"`, `{"a":"${STARS}"`],
    ['a number by its value', `{"a":4.${CARD.slice(1)}e15,"b":0.${CARD}E+16,"c":${CARD}00e-2}`, '{"a":0,"b":0,"c":0}'],
    ['a text with a number by its value', `["x 4.${CARD.slice(1)}e15"]`, `["x *.${'*'.repeat(15)}e**"]`],
    ['a JSON body that is nothing else', CARD, '0'],
    ['a JSON string body', `"${CARD}"`, `"${STARS}"`],
  ])('go from %s', (_where, text, redacted) => {
    expect(redactCardData(text)).toBe(redacted);
  });

  test.each(Object.entries(TEST_CARDS))('of %s go', (_issuer, number) => {
    expect(redactCardData(`{"a":"${number}","b":${number}}`)).toBe(`{"a":"${'*'.repeat(number.length)}","b":0}`);
  });

  test.each(Object.entries(CARDS_UNDER_KEYS))(
    'of %s go where a key speaks of a card, and stay elsewhere',
    (_issuer, number) => {
      const stars = '*'.repeat(number.length);
      const other = `{"a":"${number}","b":${number},"payment":{"id":"${number}"}}`;

      expect(redactCardData(other)).toBe(other);
      expect(redactCardData(`{"card":{"number":"${number}","b":[${number}]}}`)).toBe(
        `{"card":{"number":"${stars}","b":[0]}}`,
      );
      expect(redactCardData(`{"cardNumber":"no. ${number}"}`)).toBe(`{"cardNumber":"no. ${stars}"}`);
      const exponent = `${number.slice(0, 1)}.${number.slice(1)}e${number.length - 1}`;
      expect(redactCardData(`card=${exponent}&a=${exponent}`)).toBe(
        `card=${exponent.replace(/\d/g, '*')}&a=${exponent}`,
      );
      expect(redactCardData(`ccnumber=${number}&a=${number}`)).toBe(`ccnumber=${stars}&a=${number}`);
    },
  );

  test.each(Object.entries(NOT_CARDS))('stay where %s', (_why, number) => {
    const text = `{"a":"${number}","b":${number}}`;

    expect(redactCardData(text)).toBe(text);
  });

  test.each([
    ['a further digit before it', `["1${CARD}"]`],
    ['a further digit behind it', `["${CARD}1"]`],
    ['two spaces between groups of two', `["${grouped(CARD, '  ', 2)}"]`],
    ['dots between groups of two', `["${grouped(CARD, '.', 2)}"]`],
    ['separators that differ', `["4111.1111/1111.1111"]`],
    ['groups with tabs', `["${grouped(CARD, '\\t')}"]`],
    ['groups on lines', `["${grouped(CARD, '\\n')}"]`],
    [
      'UUIDs whose digits would make one',
      '["00000000-0000-4111-1111-111111111111","00000000-d1a4-5746-8000-0015a0000000"]',
    ],
    ['the fraction of a number', `[0.${CARD},1.${CARD}e-7]`],
    ['an ISO time', '["2026-01-15T10:30:00.123456Z"]'],
    [
      'epoch seconds, milliseconds, microseconds and nanoseconds',
      '[1768473000,1768473000000,1768473000000000,"1768473000000000000"]',
    ],
    ['an ARN', '["arn:aws:sns:us-east-1:123456789012:checkout-events"]'],
  ])('are not seen in %s', (_what, text) => {
    expect(redactCardData(text)).toBe(text);
  });

  test('go from JSON within strings, at any depth', () => {
    const nest = (text: string, depth: number): string =>
      depth === 0 ? text : nest(JSON.stringify({ a: text }), depth - 1);
    const text = nest(`{"n":${CARD},"payment":{"card-cvv":"123"},"s":"${escaped(CARD)}"}`, 4);

    expect(redactCardData(text)).toBe(nest(`{"n":0,"payment":{},"s":"${STARS}"}`, 4));
  });

  test('go from base64, whose other bytes stay', () => {
    const base64 = (number: string) =>
      Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(` ${number} `), Buffer.from([0xfe])]).toString('base64');

    expect(redactCardData(`{"type":"Binary","value":"${base64(CARD)}"}`)).toBe(
      `{"type":"Binary","value":"${base64(STARS)}"}`,
    );
  });

  test('leave a number in an attribute that is one', () => {
    expect(redactCardData(`{"n":{"type":"Number","value":"${CARD}"},"s":{"type":"String","value":"${CARD}"}}`)).toBe(
      `{"n":{"type":"Number","value":"0"},"s":{"type":"String","value":"${STARS}"}}`,
    );
  });
});

describe('payment keys', () => {
  test.each([
    ['first', '{"payment":{"card-a":1,"id":2}}', '{"payment":{"id":2}}'],
    ['last', '{"payment":{"id":2,"card-a":1}}', '{"payment":{"id":2}}'],
    ['between', '{"payment":{"id":2,"card-a":1,"card-b":2,"x":3}}', '{"payment":{"id":2,"x":3}}'],
    ['first and last', '{"payment":{"card-a":1,"x":3,"card-b":[{}]}}', '{"payment":{"x":3}}'],
    ['alone', '{"payment":{ "card-a":1, "card-b":2 }}', '{"payment":{  }}'],
    ['in another case', '{"Payment":{"CARD-A":1,"x":3}}', '{"Payment":{"x":3}}'],
    ['spelled as an escape', '{"payment":{"\\u0063ard-a":1,"x":3}}', '{"payment":{"x":3}}'],
    ['twice', '{"payment":{"card-a":1,"card-a":2,"x":3}}', '{"payment":{"x":3}}'],
    ['below a payment', '{"payment":{"with":[{"card-a":1,"x":3}]}}', '{"payment":{"with":[{"x":3}]}}'],
    ['below a payment, as JSON in a string', '{"payment":"{\\"card-a\\":1}"}', '{"payment":"{}"}'],
    ['of a payment below others', '{"a":[{"payment":{"card-a":{"b":[1]},"x":3}}]}', '{"a":[{"payment":{"x":3}}]}'],
  ])('go when %s', (_where, text, redacted) => {
    expect(redactCardData(text)).toBe(redacted);
  });

  test('go from pretty JSON, whose other lines stay', () => {
    const text = '{\n  "payment": {\n    "id": 1,\n    "card-owner": "Jo",\n    "amount": 450.00\n  }\n}\n';

    expect(redactCardData(text)).toBe('{\n  "payment": {\n    "id": 1,\n    "amount": 450.00\n  }\n}\n');
  });

  test('go from pretty documents one after the other, and from one behind a byte order mark', () => {
    const pretty = (member: string) => `{\n  "payment": {\n    "id": 1${member}\n  }\n}`;
    const secret = pretty(',\n    "card-owner": "Jo"');

    expect(redactCardData(`${secret}\n${secret}and ${CARD}\n`)).toBe(`${pretty('')}\n${pretty('')}and ${STARS}\n`);
    expect(redactCardData(`\ufeff${secret}`)).toBe(`\ufeff${pretty('')}`);
    expect(redactArchivedText(`${secret}\n[\n${secret}\n`)).toBe(`${pretty('')}\n[\n${pretty('')}\n`);
  });

  test('of other objects stay, but verification codes go from anywhere', () => {
    expect(redactCardData('{"loyalty":{"card-tier":"gold","Card-CVV":"123"}}')).toBe(
      '{"loyalty":{"card-tier":"gold"}}',
    );
  });

  test('go from each JSON line of a text that is not JSON', () => {
    const text = `{"payment":{"card-a":1}}\nnot json ${CARD}\n{"payment":{"card-a":1}} {"payment":{"card-b":1}} and ${CARD}`;

    expect(redactCardData(text)).toBe(`{"payment":{}}\nnot json ${STARS}\n{"payment":{}} {"payment":{}} and ${STARS}`);
  });
});

test('takes time in proportion to a text, whatever it is', () => {
  const length = 40_000;
  const hostile = ['[\n', '{"a":', '{"a":1}\n', '1 ', '1-', '"', '\\u0034', `${grouped(CARD, ' ')} `, 'I', '[{"a":"'];

  for (const piece of hostile) {
    const text = piece.repeat(length / piece.length) + CARD;
    expect(redactArchivedText(text)).not.toContain(CARD.repeat(2));
    expect(redactCardData(JSON.stringify(text)).length).toBeLessThanOrEqual(JSON.stringify(text).length);
  }
});

import fc from 'fast-check';
import { archivedEvent } from '../../../src/domain/archive/archived-event.ts';
import { envelopeLine } from '../../../src/domain/framing/envelope.ts';
import { checkoutBody } from '../../support/checkout.ts';

const origin = { id: 'a-b', publishedAt: '2026-11-21T03:04:05.678Z', source: 'arn:aws:sns:us-east-1:000000000000:t' };

describe('an envelope', () => {
  const text = fc.string({ unit: 'grapheme' });
  const event = fc.record({
    subject: fc.option(text, { nil: undefined }),
    attributes: fc.dictionary(text, fc.record({ type: text, value: text })),
    body: fc.oneof(
      text,
      fc.json(),
      fc.json().map((json) => ` ${json}\t`),
      fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
      fc.string({ unit: fc.constantFrom('{', '}', '"', '\n', '\r', 'a', ':', ' ', '\\', '\u2028') }),
    ),
  });

  test('gives back all that the forwarder was given, the body byte for byte', () => {
    fc.assert(
      fc.property(event, (given) => {
        expect(archivedEvent(envelopeLine({ ...origin, ...given }))).toEqual({ ...origin, ...given });
      }),
    );
  });

  test.each([' {} ', '\t"a"', '1 ', '\n[]', '\r'])('keeps the white space around the body %j', (body) => {
    const line = envelopeLine({ ...origin, subject: undefined, attributes: {}, body });

    expect(archivedEvent(line).body).toBe(body);
  });

  test('may be spelled with white space and have members that a transformation added', () => {
    const line = `{"id": "a-b", "publishedAt": "${origin.publishedAt}", "source": "${origin.source}", "attributes": {}, "shard": 3, "event": {"a": 1.50}} `;

    expect(archivedEvent(line)).toEqual({ ...origin, subject: undefined, attributes: {}, body: '{"a": 1.50}' });
  });

  const head = JSON.stringify(origin).slice(0, -1);

  test.each([
    ['another member follows', `${head},"attributes":{},"event": {} ,"shard":3}`],
    ['the line goes on with space', `${head},"attributes":{},"event": {} } `],
    ['its writer spaced the head', `${head.replace(':', ': ')},"attributes":{},"event": {} }`],
  ])('has no white space around its body of its own where %s', (_when, line) => {
    expect(archivedEvent(line)).toEqual({ ...origin, subject: undefined, attributes: {}, body: '{}' });
  });

  test('has its body by its last spelling, and no member inside another', () => {
    const line = `${head},"attributes":{},"x":{"text":"inner","y":[{}]},"text":"a\\u0062"}`;

    expect(archivedEvent(line)).toMatchObject({ ...origin, body: 'ab' });
  });

  test.each([
    ['has no attributes', `${head},"event":{}}`],
    ['has an attribute without a value', `${head},"attributes":{"a":{"type":"String"}},"event":{}}`],
    ['has an attribute without a type', `${head},"attributes":{"a":{"value":"b"}},"event":{}}`],
    ['has a subject that is no text', `${head},"subject":7,"attributes":{},"event":{}}`],
    ['has no body', `${head},"attributes":{}}`],
    ['has a text that is none', `${head},"attributes":{},"text":7}`],
    ['has a raw body that is no text', `${head},"attributes":{},"raw":{},"event":{}}`],
    ['is followed by something', `${head},"attributes":{},"event":{}} x`],
    ['ends in space before its brace', `${head},"attributes":{},"event":{} `],
  ])('is none, but a plain body, where it %s', (_when, line) => {
    expect(archivedEvent(line)).toMatchObject({ id: undefined, attributes: {}, body: line });
  });
});

describe('a plain body', () => {
  test('that is an order has the attributes that the checkout API gives it', () => {
    const body = checkoutBody('o-1', 450).replace('"amount":450', '"amount":450.00');

    expect(archivedEvent(body)).toEqual({
      id: undefined,
      publishedAt: undefined,
      source: undefined,
      subject: undefined,
      attributes: {
        amount: { type: 'Number', value: expect.stringMatching(/^450/) },
        'event-id': { type: 'String', value: 'o-1' },
        'event-type': { type: 'String', value: 'checkout' },
      },
      body,
    });
  });

  test.each([
    ['text', 'a line of text'],
    ['JSON that is no order', '{"id":7}'],
    [
      'an article with the names of an envelope',
      '{"id":"a","publishedAt":"2026-11-21","source":"us","attributes":{},"text":"b"}',
    ],
    [
      'an envelope that is cut short',
      envelopeLine({ ...origin, subject: undefined, attributes: {}, body: '{}' }).slice(0, -1),
    ],
  ])('that is %s has none', (_kind, body) => {
    expect(archivedEvent(body)).toMatchObject({ id: undefined, attributes: {}, body });
  });
});

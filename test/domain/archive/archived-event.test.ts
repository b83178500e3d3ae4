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

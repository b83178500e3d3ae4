import { frameMessage } from '../../../src/domain/framing/frame-message.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { notification, sqsMessage } from '../../support/sqs-events.ts';

const HEAD =
  '{"id":"95df01b4-ee98-5cb9-9903-4c221d41eb5e","publishedAt":"2026-01-15T18:30:00.123Z","source":"arn:aws:sns:us-east-1:123456789012:checkout-events"';
const envelope = (body: string) => frameMessage(sqsMessage(notification(body)), { format: 'Envelope', redact: false });
const line = (body: string) => frameMessage(sqsMessage(notification(body)), { format: 'Body', redact: false });
const document = (body: string) => frameMessage(sqsMessage(body), { format: 'Document', redact: false });

describe('an envelope', () => {
  test.each([
    ['JSON, verbatim', '{"b":450.00, "a":1,"a":2}', '"event":{"b":450.00, "a":1,"a":2}'],
    ['JSON within spaces', ' {} ', '"event": {} '],
    ['a JSON number', '1e3', '"event":1e3'],
    ['plain text', 'a "b"\n', '"text":"a \\"b\\"\\n"'],
    ['an empty body', '', '"text":""'],
    ['broken JSON', '{"a":1', '"text":"{\\"a\\":1"'],
    ['JSON with line breaks', '{\r\n "a": "x y"\n}', '"raw":"{\\r\\n \\"a\\": \\"x y\\"\\n}","event":{"a":"x y"}'],
    ['text that begins with a byte order mark', '\ufeff{}', '"text":"\ufeff{}"'],
  ])('holds %s', (_what, body, members) => {
    expect(envelope(body)).toBe(`${HEAD},"attributes":{},${members}}\n`);
  });

  test('holds subject and attributes in their places', () => {
    const message = sqsMessage(
      notification('x', {
        Subject: 'A note',
        MessageAttributes: {
          amount: { Type: 'Number', Value: '450.00' },
          blob: { Type: 'Binary', Value: 'AAEC' },
          constructor: { Type: 'String', Value: 'kept' },
        },
      }),
    );

    expect(frameMessage(message, { format: 'Envelope', redact: false })).toBe(
      `${HEAD},"subject":"A note","attributes":{"amount":{"type":"Number","value":"450.00"},"blob":{"type":"Binary","value":"AAEC"},"constructor":{"type":"String","value":"kept"}},"text":"x"}\n`,
    );
  });

  test('keeps what was sent to the queue itself, with the id, time and attributes that the queue knows', () => {
    const messageAttributes = {
      a: { dataType: 'String', stringValue: 'b' },
      c: { dataType: 'Binary', binaryValue: 'AAEC' },
    };

    expect(frameMessage(sqsMessage('{"id":7}', { messageAttributes }), { format: 'Envelope', redact: false })).toBe(
      '{"id":"00000000-0000-4000-8000-000000000001","publishedAt":"2026-01-15T18:30:00.123Z","source":"arn:aws:sqs:us-east-1:123456789012:queue",' +
        '"attributes":{"a":{"type":"String","value":"b"},"c":{"type":"Binary","value":"AAEC"}},"event":{"id":7}}\n',
    );
  });

  test('without card data holds none in body, subject or attributes', () => {
    const card = TEST_CARDS.Visa;
    const message = sqsMessage(
      notification(`{"payment":{"id":1,"card-owner":"Jo"},"n":${card}}`, {
        Subject: card,
        MessageAttributes: {
          s: { Type: 'String', Value: card },
          n: { Type: 'Number', Value: card },
          b: { Type: 'Binary', Value: Buffer.from(`\u0000${card}`).toString('base64') },
        },
      }),
    );

    const framed = frameMessage(message, { format: 'Envelope', redact: true });

    const stars = '*'.repeat(card.length);
    expect(framed).toBe(
      `${HEAD},"subject":"${stars}","attributes":{"s":{"type":"String","value":"${stars}"},"n":{"type":"Number","value":"0"},` +
        `"b":{"type":"Binary","value":"${Buffer.from(`\u0000${stars}`).toString('base64')}"}},` +
        `"redacted":{"dropped":1,"masked":["/subject","/attributes/s/value","/attributes/n/value","/attributes/b/value","/event/n"]},"event":{"payment":{"id":1},"n":0}}\n`,
    );
  });
});

describe('a line', () => {
  test.each([
    ['JSON', '{"a": 1}', '{"a": 1}\n'],
    ['JSON with line breaks', '{\n  "a": 450.00\n}', '{"a":450.00}\n'],
    ['text with line breaks', 'a\nb', 'a\nb\n'],
    ['an empty body', '', '\n'],
  ])('is the body alone: %s', (_what, body, framed) => {
    expect(line(body)).toBe(framed);
  });
});

describe('a document', () => {
  test('is the body itself, without a line break', () => {
    expect(document('{"a": 1}')).toBe('{"a": 1}');
    expect(document('{\n  "a": 450.00\n}\n')).toBe('{"a":450.00}');
    expect(document('not\njson')).toBe('not\njson');
  });

  test('is not unwrapped: the search fork subscribes raw', () => {
    expect(document(notification('x'))).toBe(notification('x'));
  });
});

test.each(['Envelope', 'Body', 'Document'] as const)('a number that is exempt stays in the format %s', (format) => {
  const body = `{"id":${TEST_CARDS.Visa}}`;
  const message = sqsMessage(format === 'Document' ? body : notification(body));

  expect(frameMessage(message, { format, redact: true, exempt: [['id']] })).toBe(
    frameMessage(message, { format, redact: false }),
  );
  expect(frameMessage(message, { format, redact: true })).not.toContain(TEST_CARDS.Visa);
});

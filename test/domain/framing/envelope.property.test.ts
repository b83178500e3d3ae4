import fc from 'fast-check';
import { frameMessage } from '../../../src/domain/framing/frame-message.ts';
import { notification, sqsMessage } from '../../support/sqs-events.ts';

const body = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
  fc.string({ unit: fc.constantFrom('{', '}', '"', '\n', '\r', 'a', ':', ' ', '\\', '\u2028') }),
);

test('is one line of JSON, from whose text the body can be had back byte for byte', () => {
  fc.assert(
    fc.property(body, (text) => {
      const line = frameMessage(sqsMessage(notification(text)), { format: 'Envelope', redact: false });

      expect(line.match(/[\r\n]/g)).toEqual(['\n']);
      const parsed: Record<string, unknown> = JSON.parse(line);
      const event = /,"event":(?<json>.*)}\n$/s.exec(line.slice(line.indexOf('"attributes":{}')))?.groups?.['json'];
      expect(parsed['raw'] ?? parsed['text'] ?? event).toBe(text);
      if (event !== undefined && 'event' in parsed) expect(parsed['event']).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

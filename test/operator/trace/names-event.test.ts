import { namesEvent } from '../../../src/operator/trace/names-event.ts';
import { notification } from '../../support/sqs-events.ts';

const named = (Value: string) => ({ MessageAttributes: { 'event-id': { Type: 'String', Value } } });

describe('an event of an id', () => {
  test.each([
    { what: 'an event with the id as a string', text: '{"id":"a-1"}', id: 'a-1' },
    { what: 'an event with the id as an integer', text: '{"id": 15311 }', id: '15311' },
    { what: 'an id beyond a double', text: '{"id":9007199254740993}', id: '9007199254740993' },
    { what: 'an id that JSON escapes', text: '{"id":"a\\"b"}', id: 'a"b' },
    {
      what: 'an envelope by its attribute',
      text: '{"id":"m","attributes":{"event-id":{"type":"String","value":"a-1"}},"text":"x"}',
      id: 'a-1',
    },
    {
      what: 'an envelope without the attribute by its event',
      text: '{"id":"m","attributes":{},"event":{"id":"a-1"}}',
      id: 'a-1',
    },
    { what: 'a notification by its attribute', text: notification('x', named('a-1')), id: 'a-1' },
    { what: 'a notification without the attribute by its message', text: notification('{"id":"a-1"}'), id: 'a-1' },
    { what: 'a notification with an id that JSON escapes', text: notification('{"id":"a\\"b"}'), id: 'a"b' },
  ])('is $what', ({ text, id }) => {
    expect(namesEvent(text, id)).toBe(true);
  });

  test.each([
    { what: 'an event that only mentions it', text: '{"id":"b","note":"a-1"}', id: 'a-1' },
    { what: 'a longer id', text: '{"id":"a-12"}', id: 'a-1' },
    {
      what: 'an envelope whose message has that id',
      text: '{"id":"a-1","attributes":{"event-id":{"type":"String","value":"b"}},"event":{"id":"b"}}',
      id: 'a-1',
    },
    { what: 'an envelope of an event without one', text: '{"id":"a-1","attributes":{},"event":{"x":1}}', id: 'b' },
    { what: 'a notification of another', text: notification('{"id":"a-1"}', named('b')), id: 'a-1' },
    { what: 'text', text: 'a-1', id: 'a-1' },
    { what: 'a list', text: '["a-1"]', id: 'a-1' },
  ])('is not $what', ({ text, id }) => {
    expect(namesEvent(text, id)).toBe(false);
  });
});

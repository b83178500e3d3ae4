import { archivedEvent } from '../../../src/domain/archive/archived-event.ts';
import { bufferedEvent } from '../../../src/domain/archive/buffered-event.ts';
import { createEventIndex } from '../../../src/domain/archive/event-index.ts';
import { type Framing, frameMessage } from '../../../src/domain/framing/frame-message.ts';
import type { SqsMessage } from '../../../src/domain/sqs-event.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../../support/sqs-events.ts';

const archivedAs = (message: SqsMessage, framing: Partial<Framing> = {}) =>
  archivedEvent(frameMessage(message, { format: 'Envelope', redact: true, topicArn: TOPIC_ARN, ...framing }).trimEnd());
const buffered = (message: SqsMessage) => bufferedEvent(message, TOPIC_ARN);
const indexOf = (...messages: Array<ReturnType<typeof archivedAs>>) => {
  const index = createEventIndex();
  for (const message of messages) index.add(message);
  return index;
};
const raw = (body: string, attributes: Record<string, string> = {}, messageId = 'elsewhere') =>
  sqsMessage(body, {
    messageId,
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
  });

test('an event is found by the id of SNS, whatever else of it is the same', () => {
  const index = indexOf(archivedAs(sqsMessage(notification('{"id":1}'))));
  const other = notification('{"id":1}').replace('95df01b4', '00000000');

  expect(index.has(buffered(sqsMessage(notification('{"id":2}'))))).toBe(true);
  expect(index.has(buffered(sqsMessage(other)))).toBe(false);
  expect(index.events).toBe(1);
});

describe('an event without an id of SNS', () => {
  const body = JSON.stringify({ id: 7, card: TEST_CARDS.Visa, payment: { 'card-cvv': '123', number: 1 } });
  const attributes = { b: TEST_CARDS.JCB, a: '1' };
  const published = (text: string, of: Record<string, string>) =>
    sqsMessage(
      notification(text, {
        MessageAttributes: Object.fromEntries(
          Object.entries(of).map(([name, Value]) => [name, { Type: 'String', Value }]),
        ),
      }),
    );

  test.each([
    ['redacted', { redact: true }],
    ['redacted but for some fields', { redact: true, exempt: [['card']] }],
    ['not redacted', { redact: false }],
  ])('is found by body and attributes where the archive has them %s', (_, framing: Partial<Framing>) => {
    const index = indexOf(archivedAs(published(body, { a: '1', b: TEST_CARDS.JCB }), framing));

    expect(index.has(buffered(raw(body, attributes)))).toBe(true);
    expect(index.has(buffered(raw(body.replace('7', '8'), attributes)))).toBe(false);
    expect(index.has(buffered(raw(body, { ...attributes, a: '2' })))).toBe(false);
    expect(index.has(buffered(raw(body)))).toBe(false);
  });

  test('is found with the line breaks of its body, and as a text that is no JSON', () => {
    const bodies = ['{\n "id": 1\r\n}', 'plain\ntext', '', '{"__proto__":{"a":1}}'];
    const index = indexOf(...bodies.map((text) => archivedAs(published(text, {}))));

    for (const text of bodies) expect(index.has(buffered(raw(text)))).toBe(true);
    expect(index.has(buffered(raw('{"id": 1}')))).toBe(false);
  });

  test('is found by the id of its message, with which it was refilled before', () => {
    const again = bufferedEvent(raw('{"id":1}', {}, 'message-1'), TOPIC_ARN);
    const index = indexOf(archivedAs(sqsMessage(again.notification)));

    expect(index.has(again)).toBe(true);
  });
});

test('in an archive of bodies every event is found by its body alone, as a line has it', () => {
  const body = `{\n "id": 1,\n "card": "${TEST_CARDS.Visa}"\n}`;
  const index = indexOf(archivedAs(sqsMessage(notification(body)), { format: 'Body' }));

  expect(index.has(buffered(sqsMessage(notification(body))))).toBe(true);
  expect(index.has(buffered(raw(body, { any: 'attribute' })))).toBe(true);
  expect(index.has(buffered(sqsMessage(notification('{"id":2}'))))).toBe(false);
});

test('what is on its way is found from then on, and memory has a bound', () => {
  const index = createEventIndex({ maxDigests: 1 });
  const event = buffered(sqsMessage(notification('x')));
  expect([index.has(event), index.full]).toEqual([false, false]);

  index.addSent(event);

  expect([index.has(event), index.full, index.events]).toEqual([true, true, 0]);
});

import { publishedEvent } from '../../src/domain/published-event.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../support/sqs-events.ts';

const published = {
  id: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
  publishedAt: '2026-01-15T18:30:00.123Z',
  source: TOPIC_ARN,
  subject: undefined,
  attributes: {},
  body: 'x',
};
const sent = {
  id: '00000000-0000-4000-8000-000000000001',
  publishedAt: '2026-01-15T18:30:00.123Z',
  source: 'arn:aws:sqs:us-east-1:123456789012:queue',
  subject: undefined,
  attributes: {},
};
const changed = (members: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(notification('x')), ...members });

describe('a notification', () => {
  test('is unwrapped', () => {
    expect(publishedEvent(sqsMessage(notification('x')))).toEqual(published);
  });

  test('may spell out that it has no subject and no attributes', () => {
    expect(publishedEvent(sqsMessage(changed({ Subject: null, MessageAttributes: null })))).toEqual(published);
  });

  test('keeps its subject and attributes', () => {
    const body = changed({ Subject: 'a', MessageAttributes: { n: { Type: 'Number', Value: '1' } } });

    expect(publishedEvent(sqsMessage(body))).toEqual({
      ...published,
      subject: 'a',
      attributes: { n: { type: 'Number', value: '1' } },
    });
  });
});

describe('what is no notification of SNS', () => {
  test.each([
    ['of another type', { Type: 'SubscriptionConfirmation', note: 'Notification' }],
    ['without an id', { MessageId: undefined }],
    ['without a topic', { TopicArn: undefined }],
    ['without a message', { Message: undefined }],
    ['without a time', { Timestamp: undefined }],
    ['with a subject that is no text', { Subject: 7 }],
    ['with an attribute without a type', { MessageAttributes: { a: { Value: 'b' } } }],
    ['with an attribute without a value', { MessageAttributes: { a: { Type: 'String' } } }],
  ])('is the body itself: %s', (_what, members) => {
    const body = changed(members);

    expect(publishedEvent(sqsMessage(body))).toEqual({ ...sent, body });
  });

  test('may be broken JSON', () => {
    expect(publishedEvent(sqsMessage('{"Type":"Notification"'))).toEqual({ ...sent, body: '{"Type":"Notification"' });
  });

  test('was sent at the epoch where the queue does not say when', () => {
    expect(publishedEvent({ ...sqsMessage('x'), attributes: {} }).publishedAt).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('with the ARN of the topic', () => {
  const inner = notification('{"id":7}', { MessageAttributes: { n: { Type: 'Number', Value: '1' } } });
  const attribute = (name: string) => ({ [name]: { dataType: 'String', stringValue: 'a' } });

  test('a notification of that topic is unwrapped', () => {
    expect(publishedEvent(sqsMessage(notification('x')), TOPIC_ARN)).toEqual(published);
  });

  test("one of another topic is a publisher's own body", () => {
    const body = changed({ TopicArn: `${TOPIC_ARN}-2` });

    expect(publishedEvent(sqsMessage(body), TOPIC_ARN)).toEqual({ ...sent, body });
  });

  test('what looks like a notification and is published is the body: wrapped once, or raw with its attributes', () => {
    const raw = sqsMessage(inner, { messageAttributes: attribute('event-id') });

    expect(publishedEvent(sqsMessage(notification(inner)), TOPIC_ARN).body).toBe(inner);
    expect(publishedEvent(raw, TOPIC_ARN)).toEqual({
      ...sent,
      attributes: { 'event-id': { type: 'String', value: 'a' } },
      body: inner,
    });
  });

  test('a notification that a replay has marked is unwrapped, and keeps its mark', () => {
    const { attributes, body } = publishedEvent(
      sqsMessage(inner, { messageAttributes: attribute('replay-id') }),
      TOPIC_ARN,
    );

    expect(body).toBe('{"id":7}');
    expect(attributes).toEqual({ n: { type: 'Number', value: '1' }, 'replay-id': { type: 'String', value: 'a' } });
  });

  test('without it, any notification is unwrapped, whatever else its message has', () => {
    const message = sqsMessage(changed({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:other' }), {
      messageAttributes: attribute('event-id'),
    });

    expect(publishedEvent(message)).toMatchObject({ body: 'x', attributes: {} });
  });
});

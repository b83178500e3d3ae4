import { publishedEvent } from '../../src/domain/published-event.ts';
import { notification, sqsMessage } from '../support/sqs-events.ts';

const published = {
  id: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
  publishedAt: '2026-01-15T18:30:00.123Z',
  source: 'arn:aws:sns:us-east-1:123456789012:checkout-events',
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

  test('has its attributes by their text, else their bytes, else nothing', () => {
    const messageAttributes = {
      s: { dataType: 'String', stringValue: 'a' },
      b: { dataType: 'Binary', binaryValue: 'AAEC' },
      n: { dataType: 'String' },
    };

    expect(publishedEvent(sqsMessage('x', { messageAttributes })).attributes).toEqual({
      s: { type: 'String', value: 'a' },
      b: { type: 'Binary', value: 'AAEC' },
      n: { type: 'String', value: '' },
    });
  });

  test('was sent at the epoch where the queue does not say when', () => {
    expect(publishedEvent({ ...sqsMessage('x'), attributes: {} }).publishedAt).toBe('1970-01-01T00:00:00.000Z');
  });
});

import { bufferedEvent } from '../../../src/domain/archive/buffered-event.ts';
import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { publishedEvent } from '../../../src/domain/published-event.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../../support/sqs-events.ts';

test('a notification of the topic is its own, byte for byte', () => {
  const body = notification('{"id":1}', { Subject: 's', MessageAttributes: { a: { Type: 'Number', Value: '1' } } });

  const buffered = bufferedEvent(sqsMessage(body), TOPIC_ARN);

  expect(buffered).toEqual({
    event: publishedEvent(sqsMessage(body), TOPIC_ARN),
    identified: true,
    notification: body,
  });
});

describe('what was delivered raw', () => {
  const messageAttributes = {
    text: { dataType: 'String', stringValue: 'x' },
    bytes: { dataType: 'Binary', binaryValue: 'AAE=' },
  };
  const raw = sqsMessage('{"id":1}\n', { messageId: 'message-1', messageAttributes });

  test('has the id and the time of its message in the notification', () => {
    const { identified, notification: text } = bufferedEvent(raw, TOPIC_ARN);

    expect(identified).toBe(false);
    expect(publishedEvent(sqsMessage(text), TOPIC_ARN)).toEqual({
      id: 'message-1',
      publishedAt: '2026-01-15T18:30:00.123Z',
      source: TOPIC_ARN,
      subject: undefined,
      attributes: { text: { type: 'String', value: 'x' }, bytes: { type: 'Binary', value: 'AAE=' } },
      body: '{"id":1}\n',
    });
  });

  test.each([
    ['a notification of another topic', TOPIC_ARN.replace('checkout', 'other'), {}],
    ['a body that looks like a notification of this one', TOPIC_ARN, messageAttributes],
  ])('may be %s', (_, topicArn, attributes) => {
    const body = notification('x');

    const buffered = bufferedEvent(sqsMessage(body, { messageAttributes: attributes }), topicArn);

    expect(buffered).toMatchObject({ identified: false, event: { body } });
  });

  test('is redacted in its notification as any other', () => {
    const number = TEST_CARDS.Visa;
    const { notification: text } = bufferedEvent(sqsMessage(JSON.stringify({ card: number })), TOPIC_ARN);

    expect(redactArchivedText(text)).not.toContain(number);
  });
});

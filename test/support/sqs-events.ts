import type { SqsMessage } from '../../src/domain/sqs-event.ts';

type Attributes = Record<string, { dataType: string; stringValue?: string; binaryValue?: string }>;

/** A message as Lambda gets it from a queue (Lambda guide, using Lambda with Amazon SQS). */
export function sqsMessage(
  body: string,
  {
    messageId = '00000000-0000-4000-8000-000000000001',
    receiptHandle = `receipt of ${messageId}`,
    messageAttributes = {},
    attributes = {},
  }: {
    messageId?: string;
    receiptHandle?: string;
    messageAttributes?: Attributes;
    attributes?: Record<string, string>;
  } = {},
): SqsMessage {
  return {
    messageId,
    receiptHandle,
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1768501800123', ...attributes },
    messageAttributes,
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:queue',
  };
}

/** A batch of messages numbered from 0 as their ids. */
export function sqsEvent(bodies: readonly string[]): { Records: SqsMessage[] } {
  return { Records: bodies.map((body, index) => sqsMessage(body, { messageId: `${index}` })) };
}

/** The topic of the notifications. */
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:checkout-events';

/** An SNS notification as a queue gets it without raw delivery. */
export function notification(
  message: string,
  more: {
    Subject?: string;
    Timestamp?: string;
    MessageAttributes?: Record<string, { Type: string; Value: string }>;
  } = {},
): string {
  const { Subject, Timestamp = '2026-01-15T18:30:00.123Z', MessageAttributes } = more;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
    TopicArn: TOPIC_ARN,
    Subject,
    Message: message,
    Timestamp,
    SignatureVersion: '1',
    Signature: 'RVhBTVBMRQ==',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService.pem',
    UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
    MessageAttributes,
  });
}

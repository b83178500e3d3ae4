/**
 * The JSON notification that SNS delivers without raw delivery (SNS guide, message format of Amazon SQS).
 * Its signature only looks like one: there is no certificate to check it with, and every URL is on the local endpoint.
 */

import { createHash } from 'node:crypto';
import type { MessageAttributes } from '../../domain/message-bytes.ts';

/** A message as it was published, the same for every subscription. */
export interface Published {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** The text for the `sqs` protocol. */
  readonly message: string;
  readonly attributes: MessageAttributes | undefined;
  readonly publishedAt: number;
  readonly groupId: string | undefined;
  readonly traceHeader: string | undefined;
  readonly signatureVersion: string;
}

/** Returns a function that gives a subscription's notification; what all have in common is written once. */
export function notificationWriter(published: Published, endpointUrl: string): (subscriptionArn: string) => string {
  let head: string | undefined;
  const tail = attributeLines(published.attributes);
  return (subscriptionArn) => {
    head ??= commonLines(published, endpointUrl);
    const unsubscribe = `${endpointUrl}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`;
    return `${head}  "UnsubscribeURL" : ${JSON.stringify(unsubscribe)}${tail}\n}`;
  };
}

function commonLines(published: Published, endpointUrl: string): string {
  const { messageId, topicArn, subject, message, publishedAt, signatureVersion } = published;
  const line = (name: string, value: string) => `  "${name}" : ${JSON.stringify(value)},\n`;
  return (
    `{\n${line('Type', 'Notification')}${line('MessageId', messageId)}${line('TopicArn', topicArn)}` +
    (subject === undefined ? '' : line('Subject', subject)) +
    line('Message', message) +
    line('Timestamp', new Date(publishedAt).toISOString()) +
    line('SignatureVersion', signatureVersion) +
    line('Signature', signatureOf(messageId)) +
    line('SigningCertURL', `${endpointUrl}/SimpleNotificationService-${'0'.repeat(32)}.pem`)
  );
}

/** As long as an RSA signature of 2048 bits, and the same again for the same message. */
function signatureOf(messageId: string): string {
  return createHash('shake256', { outputLength: 256 }).update(messageId).digest('base64');
}

function attributeLines(attributes: MessageAttributes | undefined): string {
  const entries = Object.entries(attributes ?? {});
  if (entries.length === 0) return '';
  const lines = entries.map(([name, { DataType, StringValue, BinaryValue }]) => {
    const value = JSON.stringify({ Type: DataType, Value: BinaryValue ?? StringValue ?? '' });
    return `    ${JSON.stringify(name)} : ${value}`;
  });
  return `,\n  "MessageAttributes" : {\n${lines.join(',\n')}\n  }`;
}

/**
 * One message as a record of Lambda's SQS event (Lambda guide, "Using Lambda with Amazon SQS").
 * Members stand in the order in which AWS sends them.
 */
import type { MessageAttribute } from '../../../domain/message-bytes.ts';
import type { ReceivedMessage } from '../../queues/index.ts';

/** The record's JSON text, so that a batch's size is known before it is sent. */
export function sqsRecord(message: ReceivedMessage, source: { queueArn: string; region: string }): string {
  const attributes = Object.entries(message.messageAttributes);
  return JSON.stringify({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(attributes.map(([name, attribute]) => [name, toRecord(attribute)])),
    ...(attributes.length > 0 ? { md5OfMessageAttributes: message.md5OfMessageAttributes } : {}),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: source.queueArn,
    awsRegion: source.region,
  });
}

function toRecord({ DataType, StringValue, BinaryValue }: MessageAttribute) {
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

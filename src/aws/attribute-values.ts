import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { MessageAttributes } from '../domain/message-bytes.ts';

/** Message attributes as the clients of SQS and SNS take them: Binary values as bytes. */
export function attributeValues(attributes: MessageAttributes): Record<string, MessageAttributeValue> {
  const values = Object.entries(attributes).map(([name, { BinaryValue, ...attribute }]) => [
    name,
    BinaryValue === undefined ? attribute : { ...attribute, BinaryValue: Buffer.from(BinaryValue, 'base64') },
  ]);
  return Object.fromEntries(values);
}

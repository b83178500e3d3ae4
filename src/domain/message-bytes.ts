/** A message attribute as the APIs of SNS and SQS spell it; Binary values as base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** How many bytes SNS and SQS count of a message: its body, and name, type and value of each attribute (SQS guide, message quotas). */
export function messageBytes(body: string, attributes: MessageAttributes = {}): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue = '', BinaryValue }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    bytes += BinaryValue === undefined ? Buffer.byteLength(StringValue) : Buffer.byteLength(BinaryValue, 'base64');
  }
  return bytes;
}

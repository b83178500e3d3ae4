/** A message attribute as the SNS API carries it; `BinaryValue` is never compared. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | Uint8Array | undefined;
}

/** What of a message a filter policy looks at. */
export interface FilterableMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>> | undefined;
}

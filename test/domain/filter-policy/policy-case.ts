import type { MessageAttribute } from '../../../src/domain/filter-policy/filterable-message.ts';

/** One rule of the AWS documentation, shown by messages that a policy accepts and rejects. */
export interface PolicyCase {
  /** The documentation page, by its title; `event-ruler` where the SNS guide is silent. */
  readonly page: string;
  readonly rule: string;
  /** An object, or JSON text where the digits matter. */
  readonly policy: object | string;
  readonly accepts?: readonly Message[];
  readonly rejects?: readonly Message[];
}

/** Message attributes by name, or `{ body }`, a JSON value or a text. */
export type Message = Readonly<Record<string, MessageAttribute>> | { readonly body: unknown };

/** A String attribute. */
export const text = (StringValue: string): MessageAttribute => ({ DataType: 'String', StringValue });

/** A Number attribute, as its text. */
export const number = (StringValue: string | number): MessageAttribute => ({
  DataType: 'Number',
  StringValue: String(StringValue),
});

/** A String.Array attribute. */
export const array = (...members: unknown[]): MessageAttribute => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(members),
});

/** A Binary attribute. */
export const binary = (content: string): MessageAttribute => ({
  DataType: 'Binary',
  BinaryValue: Buffer.from(content).toString('base64'),
});

/** A message body: a text as it stands, anything else as JSON. */
export const body = (content: unknown): { readonly body: string } => ({
  body: typeof content === 'string' ? content : JSON.stringify(content),
});

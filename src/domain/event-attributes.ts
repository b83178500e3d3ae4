import { mapValues } from './map-values.ts';
import type { MessageAttributes } from './message-bytes.ts';
import type { SqsMessage } from './sqs-event.ts';

/** Message attributes as the archive and a notification have them; Binary values as base64. */
export type EventAttributes = Readonly<Record<string, { readonly type: string; readonly value: string }>>;

/** The attributes of a queue's message; one without a value has an empty one. */
export function attributesOf({ messageAttributes }: Pick<SqsMessage, 'messageAttributes'>): EventAttributes {
  return mapValues(messageAttributes, ({ dataType, stringValue, binaryValue }) => ({
    type: dataType,
    value: stringValue ?? binaryValue ?? '',
  }));
}

/** Attributes as they are sent. */
export function sentAttributes(attributes: EventAttributes): MessageAttributes {
  return mapValues(attributes, ({ type, value }) =>
    isBinary(type) ? { DataType: type, BinaryValue: value } : { DataType: type, StringValue: value },
  );
}

/** What an attribute of text or a number says; undefined where there is no such attribute, or bytes. */
export function attributeText(attributes: EventAttributes, name: string): string | undefined {
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return attribute === undefined || isBinary(attribute.type) ? undefined : attribute.value;
}

/** A type can have a label behind a dot (SNS guide, message attributes). */
function isBinary(type: string): boolean {
  return /^Binary(\.|$)/.test(type);
}

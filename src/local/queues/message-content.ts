/**
 * Checks what a message holds and measures it (SQS API reference, SendMessage; SQS guide, Amazon SQS message quotas).
 * The same body sent to several queues in a row is checked and digested once.
 */
import { type MessageAttribute, type MessageAttributes, messageBytes } from '../../domain/message-bytes.ts';
import { MAX_SQS_ATTRIBUTES } from '../../domain/service-limits.ts';
import { unsendableCharacter } from '../../domain/unsendable-character.ts';
import { AwsError } from '../errors.ts';
import { invalidParameter } from './errors.ts';
import { md5Of, md5OfAttributes } from './message-digest.ts';

/** A message's content, ready for the table. */
export interface MessageContent {
  readonly body: string;
  readonly md5: string;
  readonly attributesJson: string | null;
  readonly attributesMd5: string | undefined;
  readonly attributeCount: number;
  /** Body and attributes (name, type and value) in bytes. */
  readonly size: number;
}

const ATTRIBUTE_NAME = /^(?!\.)(?!.*\.\.)(?!(aws|amazon)\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i;
const DATA_TYPE = /^(String|Number|Binary)(\..{1,249})?$/;

/** Returns a function that reads a message's content, remembering the last one it read. Throws AwsError. */
export function createContentReader(): (body: string, attributes: MessageAttributes | undefined) => MessageContent {
  let last: { content: MessageContent; attributes: MessageAttributes | undefined } | undefined;
  return (body, attributes) => {
    if (last && last.content.body === body && last.attributes === attributes) return last.content;
    const content = readContent(body, attributes);
    last = { content, attributes };
    return content;
  };
}

/** Refuses more attributes than SQS takes. */
export function checkAttributeCount(count: number): void {
  if (count > MAX_SQS_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${count}] exceeds the allowed maximum [${MAX_SQS_ATTRIBUTES}].`,
    );
  }
}

/** Refuses a text with characters that no message may hold. */
export function checkCharacters(text: string): void {
  if (unsendableCharacter(text) !== undefined) {
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
}

function readContent(body: string, attributes: MessageAttributes = {}): MessageContent {
  checkCharacters(body);
  const entries = Object.entries(attributes);
  for (const [name, attribute] of entries) checkAttribute(name, attribute);
  return {
    body,
    md5: md5Of(body),
    attributesJson: entries.length === 0 ? null : JSON.stringify(attributes),
    attributesMd5: md5OfAttributes(attributes),
    attributeCount: entries.length,
    size: messageBytes(body, attributes),
  };
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  if (!ATTRIBUTE_NAME.test(name)) {
    throw invalidParameter(
      name.length > 256
        ? `Message (user) attribute name '${name}' must be shorter than 256 bytes.`
        : `Message (user) attribute name '${name}' contains invalid characters.`,
    );
  }
  if (DataType === '') throw invalidParameter(`The message (user) attribute '${name}' must contain a data type.`);
  if (!DATA_TYPE.test(DataType)) {
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const binary = DataType.startsWith('Binary');
  const value = binary ? BinaryValue : StringValue;
  if (value === undefined || value === '') {
    throw invalidParameter(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${binary ? 'Binary' : 'String'}'.`,
    );
  }
  if (!binary) checkCharacters(value);
  if (DataType.startsWith('Number') && !Number.isFinite(Number(value))) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

/**
 * Checks what is published as SNS does, before anything is delivered (SNS API reference, Publish; SNS guide, message attributes).
 * Phone numbers and mobile endpoints are refused by name.
 */

import { isObject } from '../../domain/is-object.ts';
import { type MessageAttribute, type MessageAttributes, messageBytes } from '../../domain/message-bytes.ts';
import { type Input, optionalText } from '../operation-input.ts';
import { messageAttributes } from '../queues/index.ts';
import { invalidAttribute, invalidParameter, missingParameter } from './errors.ts';

/** What of a publish request goes into the message. */
export interface PublishContent {
  readonly subject: string | undefined;
  /** The text for the `sqs` protocol. */
  readonly message: string;
  readonly attributes: MessageAttributes | undefined;
  readonly groupId: string | undefined;
  /** Message and attributes (name, type and value) in bytes. */
  readonly size: number;
}

/** Letters, digits and punctuation (SNS API reference, Publish). */
const GROUP_ID = /^[!-~]{1,128}$/;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/s;

/** Reads a Publish request or an entry of PublishBatch. Throws AwsError. */
export function readPublish(input: Input): PublishContent {
  const text = optionalText(input, 'Message') ?? '';
  if (text === '') throw invalidParameter('Empty message');
  const subject = optionalText(input, 'Subject');
  checkSubject(subject);
  const groupId = optionalText(input, 'MessageGroupId');
  if (groupId !== undefined && !GROUP_ID.test(groupId)) throw invalidParameter('MessageGroupId');
  if (input['MessageDeduplicationId'] !== undefined) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  checkTypes(input['MessageAttributes']);
  const attributes = messageAttributes(input, 'MessageAttributes');
  for (const [name, attribute] of Object.entries(attributes ?? {})) checkAttribute(name, attribute);
  const structure = optionalText(input, 'MessageStructure');
  const message = structure === undefined || structure === '' ? text : structuredMessage(text, structure);
  return { subject, message, attributes, groupId, size: messageBytes(text, attributes) };
}

function structuredMessage(text: string, structure: string): string {
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalidParameter('Message Structure - JSON message body failed to parse', cause);
  }
  const fallback = isObject(parsed) ? parsed['default'] : undefined;
  if (!isObject(parsed) || typeof fallback !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return optionalText(parsed, 'sqs') ?? fallback;
}

/** At most 100 characters, no line breaks or control characters, and not empty. */
function checkSubject(subject: string | undefined): void {
  if (subject !== undefined && (subject === '' || subject.length > 100 || /\p{Cc}/u.test(subject))) {
    throw invalidParameter('Subject');
  }
}

/** A type that is not there at all is told before anything else of an attribute (recorded). */
function checkTypes(attributes: unknown): void {
  for (const [name, attribute] of Object.entries(isObject(attributes) ? attributes : {})) {
    if (isObject(attribute) && attribute['DataType'] === undefined) {
      throw missingParameter(`messageAttributes.${name}.member.dataType`);
    }
  }
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  checkAttributeName(name);
  if (DataType === '') {
    throw invalidAttribute(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  if (!DATA_TYPE.test(DataType)) {
    throw invalidAttribute(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const binary = DataType.startsWith('Binary');
  const other = binary ? StringValue : BinaryValue;
  const value = binary ? BinaryValue : StringValue;
  if (value === undefined && other !== undefined) {
    throw invalidAttribute(
      `The message attribute '${name}' with type '${DataType}' must use field '${binary ? 'Binary' : 'String'}'.`,
    );
  }
  if (value === undefined || value === '') {
    throw invalidAttribute(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (DataType.startsWith('Number') && !Number.isFinite(Number(value))) {
    throw invalidAttribute(`Could not cast message attribute '${name}' value to number.`);
  }
}

function checkAttributeName(name: string): void {
  if (Buffer.byteLength(name) > 256) {
    throw invalidAttribute('Length of message attribute name must be less than 256 bytes.');
  }
  const wrong = /[^A-Za-z0-9_.-]/u.exec(name)?.[0];
  if (wrong !== undefined) {
    const code = wrong.codePointAt(0)?.toString(16).toUpperCase();
    throw invalidAttribute(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.startsWith('.'))
    throw invalidAttribute("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith('.')) throw invalidAttribute("Invalid message attribute name ending with character '.' was found.");
  if (name.includes('..')) throw invalidAttribute("Message attribute name can not have successive '.' character.");
  if (/^(aws|amazon)\./i.test(name)) {
    throw invalidAttribute('Message attribute name can not have reserved prefix AWS. or Amazon.');
  }
}

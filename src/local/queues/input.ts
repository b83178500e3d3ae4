/**
 * Reads the fields of an SQS request. Numbers may be text, for the query protocol has nothing else.
 * A wrong type is answered as a missing or invalid parameter; AWS's SerializationException is not told apart.
 */

import { isObject } from '../../domain/is-object.ts';
import type { MessageAttribute, MessageAttributes } from '../../domain/message-bytes.ts';
import { type Input, optionalText } from '../operation-input.ts';
import { invalidValue, missingParameter } from './errors.ts';

/** A required text. Throws MissingParameter when it is absent or empty. */
export function requiredText(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw missingParameter(name);
  return value;
}

/** A whole number within bounds, or undefined; `reason` is the text after `Reason: `. */
export function optionalWhole(
  input: Input,
  name: string,
  bounds: { min: number; max: number; reason?: string },
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < bounds.min || number > bounds.max) {
    const reason = bounds.reason ?? `Must be between ${bounds.min} and ${bounds.max}, if provided.`;
    throw invalidValue(name, value, reason);
  }
  return number;
}

/** Message attributes; undefined when there is none. */
export function messageAttributes(input: Input, name: string): MessageAttributes | undefined {
  const value = input[name];
  if (!isObject(value)) return undefined;
  const entries: Array<[string, MessageAttribute]> = [];
  for (const [key, item] of Object.entries(value)) if (isObject(item)) entries.push([key, messageAttribute(item)]);
  // Not by assignment: `__proto__` is a name like any other.
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function messageAttribute(item: Input): MessageAttribute {
  const { StringValue, BinaryValue } = item;
  return {
    DataType: optionalText(item, 'DataType') ?? '',
    ...(typeof StringValue === 'string' ? { StringValue } : {}),
    ...(typeof BinaryValue === 'string' ? { BinaryValue } : {}),
  };
}

/**
 * Reads the fields of an SQS request. Numbers may be text, for the query protocol has nothing else.
 * A wrong type is answered as a missing or invalid parameter; AWS's SerializationException is not told apart.
 */
import { invalidValue, missingParameter } from './errors.ts';
import type { MessageAttribute, MessageAttributes } from './types.ts';

export type Input = Readonly<Record<string, unknown>>;

/** True for an object that is not an array. */
export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A required text, possibly empty only where `allowEmpty`. */
export function requiredText(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw missingParameter(name);
  return value;
}

/** A text, or undefined. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
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

/** A list of texts; absent is empty. */
export function textList(input: Input, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A list of objects; absent is empty. */
export function objectList(input: Input, name: string): Input[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A map of texts, such as queue attributes and tags; other values are written as text. */
export function textMap(input: Input, name: string): Record<string, string> {
  const value = input[name];
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, typeof item === 'string' ? item : JSON.stringify(item)]),
  );
}

/** Message attributes; undefined when there is none. */
export function messageAttributes(input: Input, name: string): MessageAttributes | undefined {
  const value = input[name];
  if (!isObject(value)) return undefined;
  const result: Record<string, MessageAttribute> = {};
  let any = false;
  for (const [key, item] of Object.entries(value)) {
    if (!isObject(item)) continue;
    any = true;
    result[key] = {
      DataType: optionalText(item, 'DataType') ?? '',
      ...(typeof item['StringValue'] === 'string' ? { StringValue: item['StringValue'] } : {}),
      ...(typeof item['BinaryValue'] === 'string' ? { BinaryValue: item['BinaryValue'] } : {}),
    };
  }
  return any ? result : undefined;
}

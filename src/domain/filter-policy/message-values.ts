import { nameOf } from '../errors.ts';
import { exactNumber, isPlainObject, isScalar, parseJsonExactly, type Scalar } from './exact-json.ts';
import type { MessageAttribute } from './filterable-message.ts';
import type { FilterPolicy } from './parse-policy.ts';

/** The values that a message has at the paths of a policy; a path without one is not there. */
export type MessageValues = ReadonlyMap<string, readonly Scalar[]>;

/**
 * Reads a message body: undefined when it is no JSON object. Arrays are crushed out, so that a path reaches the objects
 * inside them, and a dot in a key of the body counts as a step (SNS guide, payload-based filtering; event-ruler).
 */
export function bodyValues(body: string, policy: FilterPolicy): MessageValues | undefined {
  const content = parseBody(body);
  if (!isPlainObject(content)) return undefined;
  const values = new Map<string, Scalar[]>();
  collectObject(content, '', policy, values);
  return values;
}

/**
 * Reads message attributes: String, String.Array and Number ones, by type; others are as good as absent.
 * Undefined when one that the policy names is a String.Array whose text is no JSON array of plain values: SNS drops such a message.
 */
export function attributeValues(
  attributes: Readonly<Record<string, MessageAttribute>>,
  { paths }: FilterPolicy,
): MessageValues | undefined {
  const values = new Map<string, readonly Scalar[]>();
  for (const path of paths) {
    const attribute = Object.hasOwn(attributes, path) ? attributes[path] : undefined;
    if (attribute?.StringValue === undefined) continue;
    const read = readAttribute(attribute.DataType, attribute.StringValue);
    if (read === undefined) return undefined;
    values.set(path, read);
  }
  return values;
}

function readAttribute(dataType: string, text: string): readonly Scalar[] | undefined {
  if (dataType === 'String.Array') return readArray(text);
  // A custom label after the type (`Number.int`) changes nothing in what the value is.
  const [type] = dataType.split('.', 1);
  if (type === 'String') return [text];
  if (type !== 'Number') return [];
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? [exactNumber(text)] : [];
}

function readArray(text: string): readonly Scalar[] | undefined {
  const members = parseBody(text);
  return Array.isArray(members) && members.every(isScalar) ? members : undefined;
}

function parseBody(text: string): unknown {
  try {
    return parseJsonExactly(text);
  } catch (error) {
    if (nameOf(error) === 'TypeError') throw error;
    return undefined;
  }
}

function collectObject(object: object, prefix: string, policy: FilterPolicy, values: Map<string, Scalar[]>): void {
  for (const [key, value] of Object.entries(object)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (policy.paths.has(path) || policy.parents.has(path)) collectValue(value, path, policy, values);
  }
}

function collectValue(value: unknown, path: string, policy: FilterPolicy, values: Map<string, Scalar[]>): void {
  if (isScalar(value)) {
    const known = values.get(path);
    if (known === undefined) values.set(path, [value]);
    else known.push(value);
  } else if (Array.isArray(value)) {
    for (const member of value) collectValue(member, path, policy, values);
  } else if (isPlainObject(value)) {
    collectObject(value, path, policy, values);
  }
}

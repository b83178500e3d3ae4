/**
 * The MD5 digests that SQS returns so that a client can check what it sent (SQS guide, Amazon SQS message metadata).
 * MD5 is the service's choice of checksum; nothing here is meant to be secret.
 */

import { hash } from 'node:crypto';
import type { MessageAttributes } from '../../domain/message-bytes.ts';

const STRING = 1;
const BINARY = 2;

/** The hex MD5 of a text's UTF-8 bytes. */
export function md5Of(text: string): string {
  return hash('md5', text, 'hex');
}

/** The digest over message attributes, in the order of their names; undefined when there is none. */
export function md5OfAttributes(attributes: MessageAttributes = {}): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const parts: Buffer[] = [];
  for (const [name, { DataType, StringValue = '', BinaryValue }] of entries) {
    parts.push(withLength(Buffer.from(name)), withLength(Buffer.from(DataType)));
    if (BinaryValue === undefined) parts.push(Buffer.of(STRING), withLength(Buffer.from(StringValue)));
    else parts.push(Buffer.of(BINARY), withLength(Buffer.from(BinaryValue, 'base64')));
  }
  return hash('md5', Buffer.concat(parts), 'hex');
}

function withLength(value: Buffer): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([length, value]);
}

/**
 * Keys as bytes: `orderBytes` sort as DynamoDB sorts a sort key, `placeOf` is where an item lies in a scan.
 * Strings sort by their UTF-8 bytes, binary by its unsigned bytes, numbers by value (DynamoDB guide, "Query").
 */
import { createHash } from 'node:crypto';
import type { AttributeValue } from './attribute-value.ts';
import { numberHashBytes, numberOrderBytes } from './number.ts';

/** Places are numbers of this many bits; segments of a parallel scan are equal shares of them. */
export const PLACE_BITS = 24;

/**
 * The bytes of a key of any number of values, in the order of the values one after the other. Of several each ends with two zeros,
 * and a zero within it is followed by 255, so that what is shorter comes first.
 */
export function sortBytes(values: readonly AttributeValue[]): Buffer {
  const [first] = values;
  if (!first) return Buffer.alloc(0);
  return values.length === 1 ? orderBytes(first) : Buffer.concat(values.map((value) => componentBytes(value, END)));
}

/** The bytes of one of several values of a key; without its end they are a prefix. */
export function componentBytes(value: AttributeValue, end: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = orderBytes(value);
  const parts: Buffer[] = [];
  for (let from = 0, zero = bytes.indexOf(0); ; zero = bytes.indexOf(0, from)) {
    if (zero < 0) return Buffer.concat([...parts, bytes.subarray(from), end]);
    parts.push(bytes.subarray(from, zero + 1), ESCAPE);
    from = zero + 1;
  }
}

/** Ends one of several values of a key. */
export const END = Buffer.from([0, 0]);
const ESCAPE = Buffer.from([0xff]);

/** The bytes of a key's value, in the order of its type. */
export function orderBytes(value: AttributeValue): Buffer {
  if (value.N !== undefined) return numberOrderBytes(value.N);
  return rawBytes(value);
}

/** The place of a partition key in the order of a scan; with a sort key, the place of the whole key. */
export function placeOf(hash: AttributeValue, range?: AttributeValue): number {
  const digest = createHash('md5').update('Outliers').update(hashBytes(hash));
  if (range) digest.update(hashBytes(range));
  return digest.digest().readUIntBE(0, PLACE_BITS / 8);
}

function hashBytes(value: AttributeValue): Buffer {
  return value.N !== undefined ? numberHashBytes(value.N) : rawBytes(value);
}

function rawBytes(value: AttributeValue): Buffer {
  return value.B !== undefined ? Buffer.from(value.B, 'base64') : Buffer.from(value.S ?? '', 'utf8');
}

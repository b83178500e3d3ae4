/**
 * Keys as bytes: `orderBytes` sort as DynamoDB sorts a sort key, `placeOf` is where an item lies in a scan.
 * Strings sort by their UTF-8 bytes, binary by its unsigned bytes, numbers by value (DynamoDB guide, "Query").
 */
import { createHash } from 'node:crypto';
import type { AttributeValue } from './attribute-value.ts';
import { numberHashBytes, numberOrderBytes } from './number.ts';

/** Places are numbers of this many bits; segments of a parallel scan are equal shares of them. */
export const PLACE_BITS = 24;

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

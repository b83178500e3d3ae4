/**
 * The ids of versions: stands in for those that Amazon S3 gives, 32 letters, digits, dots and underscores. One that S3 did not give is
 * an InvalidArgument there, however alike; ours tell that by themselves, and in which order the versions of a key were made.
 */
import { createHash, randomBytes } from 'node:crypto';

/** The id of what was written without versions, or while they were suspended (S3 guide, "How S3 Versioning works"). */
export const NULL_VERSION = 'null';

const ORDER_LENGTH = 8;
const BODY_LENGTH = 24;

/** An id that no other version has; `order` is its place among the versions of its key. */
export function newVersionId(order: number): string {
  const unique = letters(randomBytes(BODY_LENGTH - ORDER_LENGTH)).slice(0, BODY_LENGTH - ORDER_LENGTH);
  const body = order.toString(36).padStart(ORDER_LENGTH, '0') + unique;
  return body + checkOf(body);
}

/** The place of a version among those of its key, also when it is gone; undefined for an id that was never given. */
export function orderOfVersion(id: string): number | undefined {
  const body = id.slice(0, BODY_LENGTH);
  if (!/^[\w.]{32}$/.test(id) || id.slice(BODY_LENGTH) !== checkOf(body)) return undefined;
  return Number.parseInt(body.slice(0, ORDER_LENGTH), 36);
}

function checkOf(body: string): string {
  return letters(createHash('sha256').update(body).digest()).slice(0, 32 - BODY_LENGTH);
}

function letters(bytes: Buffer): string {
  return bytes.toString('base64url').replaceAll('-', '.');
}

/**
 * The ids that Firehose gives a record: to who puts it, to a transformation, and to a search document.
 * AWS documents no form for them; all three come from the number of the record as it was put, so they outlive every retry.
 */
import { randomInt } from 'node:crypto';

/** A new stream's share of its records' ids, so that two streams, or one made anew, never give the same. */
export function newSeed(): string {
  return `49${String(randomInt(2 ** 47)).padStart(15, '0')}`;
}

/** What PutRecord answers: 56 digits. */
export function recordId(seed: string, origin: number): string {
  return seed + String(origin).padStart(56 - seed.length, '0');
}

/** The `recordId` that a transformation sees. */
export function transformRecordId(seed: string, origin: number): string {
  return `${recordId(seed, origin)}000000`;
}

/** The `_id` of a search document. */
export function documentId(seed: string, origin: number): string {
  return `${recordId(seed, origin)}.0`;
}

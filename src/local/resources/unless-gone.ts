/**
 * Stands in for CloudFormation's indifference to what was deleted behind its back.
 * Every other refusal of an engine is passed on.
 */
import { AwsError } from '../errors.ts';

/** The codes by which the services say that a thing does not exist. */
const missing = new Set([
  'NoSuchBucket',
  'NotFound',
  'NotFoundException',
  'QueueDoesNotExist',
  'ResourceNotFoundException',
]);

/** Does something to a resource; that it does not exist any more is no error, and gives undefined. */
export async function unlessGone<T>(act: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AwsError && missing.has(error.code)) return undefined;
    throw error;
  }
}

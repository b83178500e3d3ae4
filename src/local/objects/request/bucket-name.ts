/** The names that Amazon S3 takes for a bucket (S3 guide, "General purpose bucket naming rules"). */
import { objectError } from '../errors.ts';

/** Throws InvalidBucketName unless S3 would create a bucket of this name. */
export function checkBucketName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
  if (!wellFormed || name.includes('..') || /^\d+\.\d+\.\d+\.\d+$/.test(name)) throw objectError('InvalidBucketName');
}

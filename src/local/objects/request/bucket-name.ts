/** The names that Amazon S3 takes for a bucket (S3 guide, "General purpose bucket naming rules"). */
import { objectError } from '../errors.ts';

/** What S3 keeps for names of its own: those of access points, of directory and table buckets, and of examples. */
const RESERVED = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Throws InvalidBucketName unless S3 would create a bucket of this name. */
export function checkBucketName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
  if (RESERVED.test(name)) throw objectError('InvalidBucketName');
  if (!wellFormed || name.includes('..') || /^\d+\.\d+\.\d+\.\d+$/.test(name)) throw objectError('InvalidBucketName');
}

/**
 * Stands in for AWS::S3::BucketPolicy.
 * Nothing is authorised locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** The policy of a bucket. */
export const bucketPolicy = acceptWithoutEffect({
  type: 'AWS::S3::BucketPolicy',
  properties: ['Bucket', 'PolicyDocument'],
});

import { S3Client } from '@aws-sdk/client-s3';
import { nameOf } from '../domain/errors.ts';
import type { Connection } from './connection.ts';

/** S3 has no bucket of this name; S3's own error does not say which. */
class NoSuchBucketError extends Error {
  override readonly name = 'NoSuchBucket';

  constructor(bucket: string, options: ErrorOptions) {
    super(`there is no bucket ${bucket}`, options);
  }
}

/**
 * An S3 client; an endpoint of one address is asked for buckets by path, since no name leads to each of them. Its calls throw
 * NoSuchBucketError for a bucket that is not there.
 */
export function createS3Client(connection: Connection): S3Client {
  const client = new S3Client({ ...connection, forcePathStyle: connection.endpoint !== undefined });
  client.middlewareStack.add((next) => async (args) => {
    try {
      return await next(args);
    } catch (cause) {
      if (nameOf(cause) !== 'NoSuchBucket' || !('Bucket' in args.input)) throw cause;
      throw new NoSuchBucketError(String(args.input.Bucket), { cause });
    }
  });
  return client;
}

import { S3Client } from '@aws-sdk/client-s3';
import type { Connection } from './connection.ts';

/** An S3 client; an endpoint of one address is asked for buckets by path, since no name leads to each of them. */
export function createS3Client(connection: Connection): S3Client {
  return new S3Client({ ...connection, forcePathStyle: connection.endpoint !== undefined });
}

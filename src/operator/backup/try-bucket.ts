import { FirehoseClient } from '@aws-sdk/client-firehose';
import { deleteProbe, probeOf, writeProbe } from '../../aws/archive/probe.ts';
import { createS3Client } from '../../aws/s3-client.ts';
import { messageOf, nameOf } from '../../domain/errors.ts';
import { OperationError } from '../errors.ts';
import type { Operator } from '../operator.ts';

/** The object that was written to try a bucket. */
export interface TriedBucket {
  readonly bucket: string;
  readonly key: string;
  /** Whether it could be deleted again: one that stays is a folder to every reader. */
  readonly deleted: boolean;
}

/**
 * Writes an empty object under a stream's prefix, with its key, by the operator's own permissions, and deletes it again.
 * Throws OperationError with what is not done for that where the bucket does not take it.
 */
export async function tryBucket(
  { connection }: Pick<Operator, 'connection'>,
  streamName: string,
  consequence: string,
): Promise<TriedBucket> {
  const probe = await probeOf(new FirehoseClient(connection), streamName);
  if (probe === undefined) throw new OperationError(`the stream ${streamName} does not deliver to S3`);
  const { bucket, key } = probe;
  const s3 = createS3Client(connection);
  try {
    await writeProbe(s3, probe);
  } catch (cause) {
    throw new OperationError(
      `the bucket does not take s3://${bucket}/${key}, so ${consequence}: ${nameOf(cause)}: ${messageOf(cause)}`,
      { cause },
    );
  }
  const deleted = await deleteProbe(s3, probe).then(
    () => true,
    () => false,
  );
  return { bucket, key, deleted };
}

import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { literalStart, prefixParts } from '../../domain/archive/prefix-parts.ts';
import { nameOfArn } from '../../domain/arn.ts';
import { describeStream } from '../describe/stream.ts';

/** An object that only shows whether a bucket takes what a stream writes. */
export interface Probe {
  readonly bucket: string;
  /** Under the stream's own prefix, and ending with a slash: such a key is a folder to whoever reads the archive, and no event. */
  readonly key: string;
  /** The stream's key, where it has one. */
  readonly kmsKeyArn: string | undefined;
}

/** The probe of a delivery stream; undefined for one that does not deliver to S3. */
export async function probeOf(client: FirehoseClient, streamName: string): Promise<Probe | undefined> {
  const { destination } = await describeStream(client, streamName);
  const s3 = destination.ExtendedS3DestinationDescription;
  if (s3?.BucketARN === undefined) return undefined;
  const folder = literalStart(prefixParts(s3.Prefix ?? '')).replace(/[^/]*$/, '');
  return {
    bucket: nameOfArn(s3.BucketARN),
    key: `${folder}forks-backup-resume/`,
    kmsKeyArn: s3.EncryptionConfiguration?.KMSEncryptionConfig?.AWSKMSKeyARN,
  };
}

/** Writes the probe, empty and with the stream's key. */
export async function writeProbe(client: S3Client, { bucket, key, kmsKeyArn }: Probe): Promise<void> {
  const encryption =
    kmsKeyArn === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyArn };
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, ContentLength: 0, ...encryption }));
}

/** Deletes the probe; in a versioned bucket it becomes a noncurrent version. */
export async function deleteProbe(client: S3Client, { bucket, key }: Probe): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

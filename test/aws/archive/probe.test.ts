import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { deleteProbe, probeOf, writeProbe } from '../../../src/aws/archive/probe.ts';
import { NOWHERE, scripted } from '../../support/scripted-client.ts';

const probeFor = (ExtendedS3DestinationDescription: object | undefined) => {
  const answer = { DeliveryStreamDescription: { Destinations: [{ ExtendedS3DestinationDescription }] } };
  return probeOf(scripted(new FirehoseClient(NOWHERE), [answer]).client, 'stream');
};
const BucketARN = 'arn:aws:s3:::archive';

describe('the probe of a stream', () => {
  it.each([
    ['events/dt=!{timestamp:yyyy-MM-dd}/', 'events/forks-backup-resume/'],
    ['team/events/', 'team/events/forks-backup-resume/'],
    ['!{timestamp:yyyy}/', 'forks-backup-resume/'],
    [undefined, 'forks-backup-resume/'],
  ])('with the prefix %s is %s, a folder to every reader', async (Prefix, key) => {
    expect(await probeFor({ BucketARN, Prefix })).toEqual({ bucket: 'archive', key, kmsKeyArn: undefined });
  });

  it('has the key that the stream writes with', async () => {
    const EncryptionConfiguration = { KMSEncryptionConfig: { AWSKMSKeyARN: 'arn:key' } };

    expect(await probeFor({ BucketARN, EncryptionConfiguration })).toMatchObject({ kmsKeyArn: 'arn:key' });
    expect(await probeFor({ BucketARN, EncryptionConfiguration: {} })).toMatchObject({ kmsKeyArn: undefined });
  });

  it('is none of a stream that does not deliver to S3', async () => {
    expect(await probeFor(undefined)).toBeUndefined();
  });

  it('is written empty and with that key, and deleted again', async () => {
    const probe = { bucket: 'archive', key: 'events/forks-backup-resume/' };
    const s3 = scripted(new S3Client(NOWHERE), [{}]);

    await writeProbe(s3.client, { ...probe, kmsKeyArn: undefined });
    await writeProbe(s3.client, { ...probe, kmsKeyArn: 'arn:key' });
    await deleteProbe(s3.client, { ...probe, kmsKeyArn: 'arn:key' });

    const object = { Bucket: probe.bucket, Key: probe.key };
    expect(s3.asked).toEqual([
      ['PutObject', { ...object, ContentLength: 0 }],
      ['PutObject', { ...object, ContentLength: 0, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'arn:key' }],
      ['DeleteObject', object],
    ]);
  });
});

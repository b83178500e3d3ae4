import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

describe('what was deleted from the archive comes back', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop({ speed: 0 });
  });
  afterAll(() => shop.stop());

  it('when its delete marker is removed, as the operator’s book says', async () => {
    const Bucket = shop.output('BackupBucketName');
    await shop.post(checkoutBody('first'));
    await shop.flush();
    await shop.post(checkoutBody('second'));
    await shop.flush();
    const before = await shop.backupLines();
    const { Contents = [] } = await shop.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'events/' }));

    await shop.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true } }),
    );
    const lost = await shop.backupLines();
    const { DeleteMarkers = [] } = await shop.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'events/dt=' }));
    for (const { Key, VersionId } of DeleteMarkers)
      await shop.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));

    expect([before.length, lost.length, DeleteMarkers.length]).toEqual([2, 0, 2]);
    expect(await shop.backupLines()).toEqual(before);
  });

  it('and the bucket says that it keeps versions, closed, encrypted and for how long', async () => {
    const Bucket = shop.output('BackupBucketName');
    const [versioning, encryption, access, lifecycle, policy] = await Promise.all([
      shop.s3.send(new GetBucketVersioningCommand({ Bucket })),
      shop.s3.send(new GetBucketEncryptionCommand({ Bucket })),
      shop.s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      shop.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      shop.s3.send(new GetBucketPolicyCommand({ Bucket })),
    ]);

    expect(versioning.Status).toBe('Enabled');
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('aws:kms');
    expect(access.PublicAccessBlockConfiguration).toEqual({
      ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(lifecycle.Rules).toContainEqual({
      ...{ ID: 'expire-noncurrent', Status: 'Enabled', Filter: { Prefix: '' } },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    });
    expect(JSON.parse(policy.Policy ?? '')).toMatchObject({ Statement: expect.any(Array) });
  });
});

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type Endpoint, listen } from '../../../src/local/endpoint/server.ts';
import { createObjects, type Objects } from '../../../src/local/objects/index.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const Bucket = 'archive';
let context: TestContext;
let objects: Objects;
let endpoint: Endpoint;
let s3: S3Client;

beforeAll(async () => {
  context = createTestContext();
  objects = createObjects(context);
  endpoint = await listen({
    port: 0,
    handle: (request) => objects.service.handle(request),
    database: context.database,
    warn: context.warn,
  });
  s3 = new S3Client({
    endpoint: endpoint.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  s3.destroy();
  await endpoint.close();
  await objects.close();
  context.dispose();
});

const bodyOf = async (Key: string, Range?: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }));
  return (await Body?.transformToString()) ?? '';
};

describe('S3 through the current SDK', () => {
  it('gives back what was put, with its metadata, ETag and the checksum that the SDK sent', async () => {
    const put = await s3.send(
      new PutObjectCommand({
        ...{ Bucket, Key: 'a/ü key+1.json', Body: '{"a":1}', ContentType: 'application/json' },
        ...{ ContentEncoding: 'identity', CacheControl: 'no-store', Metadata: { origin: 'test' } },
      }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/ü key+1.json', ChecksumMode: 'ENABLED' }));

    expect(put.ETag).toBe(`"${createHash('md5').update('{"a":1}').digest('hex')}"`);
    expect(put.ChecksumCRC32).toBeDefined();
    expect(await got.Body?.transformToString()).toBe('{"a":1}');
    expect(got).toMatchObject({
      ETag: put.ETag,
      ChecksumCRC32: put.ChecksumCRC32,
      ContentType: 'application/json',
      ContentEncoding: 'identity',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
      ContentLength: 7,
      LastModified: new Date(context.clock.now()),
    });
  });

  it('decodes an aws-chunked stream with a trailing checksum', async () => {
    const body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(10, 'b')], { objectMode: false });

    await s3.send(
      new PutObjectCommand({ Bucket, Key: 'streamed', Body: body, ContentLength: 70_010, ContentEncoding: 'gzip' }),
    );

    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'streamed' }));
    expect(head.ContentLength).toBe(70_010);
    expect(head.ContentEncoding).toBe('gzip');
    expect((await bodyOf('streamed')).endsWith('bbbbbbbbbb')).toBe(true);
  });

  it.each(['CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('checks and keeps a %s checksum', async (algorithm) => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'summed', Body: 'text', ChecksumAlgorithm: algorithm }));

    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'summed', ChecksumMode: 'ENABLED' }));

    expect(head[`Checksum${algorithm}`]).toMatch(/=$/);
  });

  it('streams a large object whole and in ranges', async () => {
    const body = Buffer.alloc(3 * 1024 * 1024, 'x');
    body.write('middle', 2_000_000);
    await objects.put(Bucket, 'large', body);

    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));

    expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), body)).toBe(0);
    expect(await bodyOf('large', 'bytes=2000000-2000005')).toBe('middle');
    expect(await bodyOf('large', 'bytes=-4')).toBe('xxxx');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'large' }));
  });

  it('answers a missing key and a missing bucket with AWS names', async () => {
    await expect(bodyOf('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'k' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'nowhere' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(bodyOf('summed', 'bytes=99-')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('honours conditional reads and writes', async () => {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'conditional', Body: 'one' }));
    const read = (conditions: object) =>
      s3.send(new GetObjectCommand({ Bucket, Key: 'conditional', ...conditions })).then(
        () => 200,
        (error) => error.$metadata.httpStatusCode,
      );

    expect(await read({ IfMatch: ETag })).toBe(200);
    expect(await read({ IfMatch: '"other"' })).toBe(412);
    expect(await read({ IfNoneMatch: ETag })).toBe(304);
    expect(await read({ IfModifiedSince: new Date(context.clock.now()) })).toBe(304);
    expect(await read({ IfUnmodifiedSince: new Date(context.clock.now() - 5000) })).toBe(412);
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key: 'conditional', Body: 'two', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await bodyOf('conditional')).toBe('one');
  });

  it('copies with the metadata of the source or with new metadata', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from/é', Body: 'copied', Metadata: { a: '1' } }));
    const CopySource = `${Bucket}/${encodeURIComponent('from/é')}`;

    await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
    await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'to2', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } }),
    );

    expect(await bodyOf('to')).toBe('copied');
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))).Metadata).toEqual({ a: '1' });
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'to2' }))).Metadata).toEqual({ b: '2' });
    await expect(
      s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/to` })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('puts an upload together from its parts, and forgets an aborted one', async () => {
    const Key = 'parts/whole';
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { kind: 'parts' } }));
    const part1 = Buffer.alloc(5 * 1024 * 1024, '1');
    const one = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: part1 }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'piece', Body: '0123456789' }));
    const two = await s3.send(
      new UploadPartCopyCommand({
        ...{ Bucket, Key, UploadId, PartNumber: 2 },
        ...{ CopySource: `${Bucket}/piece`, CopySourceRange: 'bytes=2-4' },
      }),
    );
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    const uploads = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    const Parts = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.CopyPartResult?.ETag },
    ];

    const done = await s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );

    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, part1.length],
      [2, 3],
    ]);
    expect(uploads.Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: part1.length + 3, Metadata: { kind: 'parts' }, ETag: done.ETag });
    expect(await bodyOf(Key, `bytes=${part1.length - 1}-`)).toBe('1234');

    const again = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: again.UploadId }));
    await expect(s3.send(new ListPartsCommand({ Bucket, Key, UploadId: again.UploadId }))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  it('refuses parts that are too small, out of order or unknown', async () => {
    const Key = 'parts/refused';
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = async (PartNumber: number) => ({
      PartNumber,
      ETag: (await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'small' }))).ETag,
    });
    const one = await upload(1);
    const two = await upload(2);
    const complete = (Parts: object[]) =>
      s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

    await expect(complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  });

  it('keeps object tags', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'tagged', Body: 't', Tagging: 'a=1&b=x%20y' }));
    const before = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    await s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet: [{ Key: 'c', Value: '<&>' }] } }),
    );
    const after = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }));

    expect(before.TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'x y' },
    ]);
    expect(after.TagSet).toEqual([{ Key: 'c', Value: '<&>' }]);
  });
});

describe('buckets through the current SDK', () => {
  it('creates, lists, finds and deletes buckets', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'second-bucket' }));
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    await s3.send(new HeadBucketCommand({ Bucket: 'second-bucket' }));
    const location = await s3.send(new GetBucketLocationCommand({ Bucket: 'second-bucket' }));
    await s3.send(new DeleteBucketCommand({ Bucket: 'second-bucket' }));

    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket, 'second-bucket']);
    expect(location.LocationConstraint ?? '').toBe('');
    expect(objects.bucketExists('second-bucket')).toBe(false);
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'Bad_Name' }))).rejects.toMatchObject({
      name: 'InvalidBucketName',
    });
  });

  it('does not delete a bucket that holds objects', async () => {
    await objects.put(Bucket, 'held', Buffer.from('x'));

    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  });

  it('deletes the policy, not the bucket, on DeleteBucketPolicy', async () => {
    const name = 'with-policy';
    objects.createBucket(name);
    await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: '{"Statement":[]}' }));
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: name }));

    await s3.send(new DeleteBucketPolicyCommand({ Bucket: name }));

    expect(Policy).toBe('{"Statement":[]}');
    expect(objects.bucketExists(name)).toBe(true);
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket: name }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  it('keeps versioning and answers the default encryption', async () => {
    const before = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const after = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));

    expect([before.Status, after.Status]).toEqual([undefined, 'Enabled']);
    expect(
      encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe('AES256');
  });
});

describe('listing through the current SDK', () => {
  const name = 'listed';
  const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'd & <e>', 'f', 'ü'];

  beforeAll(async () => {
    objects.createBucket(name);
    for (const key of keys) await objects.put(name, key, Buffer.from(key));
  });

  it('lists in byte order, page by page', async () => {
    const found: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket: name }))
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));

    expect(found).toEqual(keys);
  });

  it('groups by delimiter across pages, and counts groups as keys', async () => {
    const pages: unknown[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket: name, Delimiter: '/' }))
      pages.push([
        page.KeyCount,
        page.Contents?.map(({ Key }) => Key),
        page.CommonPrefixes?.map(({ Prefix }) => Prefix),
      ]);

    expect(pages).toEqual([
      [2, ['a'], ['b/']],
      [2, ['d & <e>', 'f'], undefined],
      [1, ['ü'], undefined],
    ]);
  });

  it('takes prefix, start-after and encoding-type', async () => {
    const prefixed = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: 'b/', Delimiter: '/' }));
    const after = await s3.send(new ListObjectsV2Command({ Bucket: name, StartAfter: 'b/c/3', EncodingType: 'url' }));

    expect(prefixed.Contents?.map(({ Key }) => Key)).toEqual(['b/1', 'b/2']);
    expect(prefixed.CommonPrefixes).toEqual([{ Prefix: 'b/c/' }]);
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(['d%20%26%20%3Ce%3E', 'f', '%C3%BC']);
  });

  it('still answers the first version of the listing, and one version of each object', async () => {
    const first = await s3.send(new ListObjectsCommand({ Bucket: name, Delimiter: '/', MaxKeys: 2 }));
    const second = await s3.send(new ListObjectsCommand({ Bucket: name, Delimiter: '/', Marker: first.NextMarker }));
    const versions = await s3.send(new ListObjectVersionsCommand({ Bucket: name, MaxKeys: 1 }));

    expect([first.IsTruncated, first.NextMarker]).toEqual([true, 'b/']);
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['d & <e>', 'f', 'ü']);
    expect(versions.Versions?.[0]).toMatchObject({ Key: 'a', VersionId: 'null', IsLatest: true });
  });

  it('deletes many keys at once, quietly or not', async () => {
    const named = (...wanted: string[]) => ({ Objects: wanted.map((Key) => ({ Key })) });
    const loud = await s3.send(new DeleteObjectsCommand({ Bucket: name, Delete: named('a', 'd & <e>', 'none') }));
    const quiet = await s3.send(new DeleteObjectsCommand({ Bucket: name, Delete: { ...named('f'), Quiet: true } }));
    const left = await s3.send(new ListObjectsV2Command({ Bucket: name }));

    expect(loud.Deleted?.map(({ Key }) => Key)).toEqual(['a', 'd & <e>', 'none']);
    expect(quiet.Deleted).toBeUndefined();
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(['b/1', 'b/2', 'b/c/3', 'ü']);
  });
});

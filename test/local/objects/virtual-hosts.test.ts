import { Agent } from 'node:http';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { routeRequests } from '../../../src/local/endpoint/router.ts';
import { type Endpoint, listen } from '../../../src/local/endpoint/server.ts';
import { openRestRoom, type RestRoom } from './rest-room.ts';

let room: RestRoom;
let endpoint: Endpoint;

beforeAll(async () => {
  room = openRestRoom();
  const handle = routeRequests({
    local: async () => ({ status: 200, body: 'the stack itself' }),
    search: async () => ({ status: 200, body: 'search' }),
    services: [room.objects.service],
  });
  endpoint = await listen({ port: 0, handle, database: room.context.database, warn: room.context.warn });
});

afterAll(async () => {
  await endpoint.close();
  await room.close();
});

/** A client that finds every name on this machine, as resolvers do with names below localhost. */
const clientOf = (host: string) =>
  new S3Client({
    endpoint: `http://${host}:${endpoint.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: {
      httpAgent: new Agent({
        lookup: (_name, { all }, found) =>
          all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
      }),
    },
  });

test.each(['localhost', 's3.localhost', 's3.us-east-1.localhost', 's3.us-east-1.amazonaws.com', 's3.amazonaws.com'])(
  'the current SDK works with http://%s as it is',
  async (host) => {
    const s3 = clientOf(host);
    for (const Bucket of ['plain-bucket', 'a.dotted.bucket']) {
      await s3.send(new CreateBucketCommand({ Bucket }));
      for (const Key of ['_local/faults', 'a/ü +&?.json', '2015-03-31/x', '000000000000/orders', '/slash'])
        await s3.send(new PutObjectCommand({ Bucket, Key, Body: `${Bucket} ${Key}` }));

      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/ü +&?.json' }));
      expect(Contents?.map(({ Key }) => Key)).toEqual([
        ...['/slash', '000000000000/orders', '2015-03-31/x', '_local/faults', 'a/ü +&?.json'],
      ]);
      expect(await Body?.transformToString()).toBe(`${Bucket} a/ü +&?.json`);
    }
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['a.dotted.bucket', 'bucket', 'plain-bucket']);

    for (const Bucket of ['plain-bucket', 'a.dotted.bucket']) {
      await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
      for (const { key } of room.context.database.all('SELECT key FROM objects_versions WHERE bucket = ?', Bucket))
        await room.ask(`DELETE /${Bucket}/${encodeURIComponent(String(key))}`);
      await s3.send(new DeleteBucketCommand({ Bucket }));
    }
    s3.destroy();
  },
);

test('a write under a host name is to its bucket, and none is made of the key', async () => {
  await room.ask('PUT /key.json', { host: 'BUCKET.localhost:4566' }, '{}');
  await room.ask('PUT /nested/key.json', { host: 'bucket.s3.us-east-1.amazonaws.com' }, '{}');

  expect((await room.ask('GET /bucket/key.json')).text).toBe('{}');
  expect((await room.ask('GET /bucket/nested/key.json', { host: 's3.localhost' })).text).toBe('{}');
  expect((await room.ask('PUT /key.json', { host: 'nowhere.localhost' }, '{}')).code).toBe('NoSuchBucket');
  expect(room.objects.bucketExists('key.json')).toBe(false);
});

test.each([
  ['sqs.us-east-1.amazonaws.com', 'names sqs.us-east-1.amazonaws.com, which is none of the names of S3'],
  ['bucket.s3-website-us-east-1.amazonaws.com', 'which is none of the names of S3'],
])('the host name %s is refused', async (host, why) => {
  const { status, code, text } = await room.ask('PUT /key', { host }, 'x');

  expect([status, code, text]).toEqual([400, 'InvalidHostHeader', expect.stringContaining(why)]);
});

test('a host name that can mean either of two buckets is refused', async () => {
  room.objects.createBucket('bucket.s3');
  const { status, text } = await room.ask('PUT /key', { host: 'bucket.s3.localhost:4566' }, 'x');
  room.objects.deleteBucket('bucket.s3');

  expect(status).toBe(400);
  expect(text).toContain('The header Host can mean the bucket bucket or the bucket bucket.s3');
});

test('a body that configures no bucket makes none', async () => {
  const configuration =
    '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>';

  expect((await room.ask('PUT /key.json', { host: 'bucket.dev-box' }, '{"order":1}')).code).toBe('MalformedXML');
  expect((await room.ask('PUT /key.json', {}, '<Order/>')).code).toBe('MalformedXML');
  expect(room.objects.bucketExists('key.json')).toBe(false);
  expect((await room.ask('PUT /made', {}, configuration)).status).toBe(200);
});

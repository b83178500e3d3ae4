import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

const rooms: RestRoom[] = [];
const open = (region?: string) => {
  const room = openRestRoom(region === undefined ? {} : { region });
  rooms.push(room);
  return room;
};
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.close();
});

test('a bucket is made, found, named and deleted', async () => {
  const room = open();

  expect(await room.ask('PUT /made')).toMatchObject({ status: 200, headers: { location: '/made' } });
  expect(await room.ask('HEAD /made')).toEqual({
    status: 200,
    headers: { 'x-amz-bucket-region': 'us-east-1' },
    text: '',
    code: undefined,
  });
  const { text } = await room.ask('GET /');
  expect(text).toContain(
    '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>000000000000</ID><DisplayName>local</DisplayName></Owner><Buckets><Bucket><Name>bucket</Name><CreationDate>2026-01-15T10:30:00.000Z</CreationDate></Bucket>',
  );
  expect(elements(text, 'Name')).toEqual(['bucket', 'made']);
  expect((await room.ask('DELETE /made')).status).toBe(204);
  expect(await room.ask('HEAD /made')).toMatchObject({ status: 404, text: '' });
});

// S3 API reference, CreateBucket: in us-east-1 alone a second creation by the owner succeeds.
test('a bucket that is there is made again in us-east-1 alone', async () => {
  expect((await open().ask('PUT /bucket')).status).toBe(200);
  expect(await open('eu-west-1').ask('PUT /bucket')).toMatchObject({ status: 409, code: 'BucketAlreadyOwnedByYou' });
});

test('a bucket tells where it lies, us-east-1 by saying nothing', async () => {
  expect(elements((await open().ask('GET /bucket?location')).text, 'x').length).toBe(0);
  expect((await open().ask('GET /bucket?location')).text).toContain('/doc/2006-03-01/"></LocationConstraint>');
  const room = open('eu-west-1');
  expect((await room.ask('GET /bucket?location')).text).toContain('/doc/2006-03-01/">eu-west-1</LocationConstraint>');
  expect((await room.ask('HEAD /bucket')).headers).toEqual({ 'x-amz-bucket-region': 'eu-west-1' });
});

test.each([
  ['PUT /Bad_Name', 400, 'InvalidBucketName'],
  ['DELETE /none', 404, 'NoSuchBucket'],
  ['GET /none', 404, 'NoSuchBucket'],
  ['PUT /none/key', 404, 'NoSuchBucket'],
])('%s is a %i', async (line, status, code) => {
  expect(await open().ask(line)).toMatchObject({ status, code });
});

test('a bucket that holds something is not deleted', async () => {
  const room = open();
  await room.ask('PUT /bucket/key');

  expect(await room.ask('DELETE /bucket')).toMatchObject({ status: 409, code: 'BucketNotEmpty' });
  expect(() => room.objects.deleteBucket('none')).toThrow('The specified bucket does not exist');
  expect([room.objects.isEmpty('bucket'), room.objects.bucketExists('bucket')]).toEqual([false, true]);
});

test('requests signed for s3 are those of this room', () => {
  expect(open().objects.service.scope).toBe('s3');
});

test('an error is XML with its code, text and request, each escaped', async () => {
  const answer = await open().ask('GET /bucket/a&b?something<');

  expect(answer).toMatchObject({ status: 501, headers: { 'content-type': 'application/xml' } });
  expect(answer.text).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NotImplemented</Code><Message>The local stack does not implement GET ?something&lt; on an object of S3.</Message><RequestId>id</RequestId><HostId>local</HostId></Error>',
  );
  expect((await open().ask('GET /bucket?replication')).text).toContain(
    '<Message>The local stack does not implement the S3 operation GetBucketReplication.</Message>',
  );
});

test('an object put in process keeps what it is given', async () => {
  const room = open();
  await room.objects.put('bucket', 'plain', Buffer.from('x'));
  await room.objects.put('bucket', 'full', [Buffer.from('y')], {
    contentType: 'a/b',
    contentEncoding: 'gzip',
    metadata: { Name: 'v' },
  });

  expect((await room.ask('HEAD /bucket/plain')).headers).toMatchObject({ 'content-type': 'application/octet-stream' });
  expect((await room.ask('HEAD /bucket/plain')).headers).not.toHaveProperty('content-encoding');
  expect((await room.ask('HEAD /bucket/plain')).headers).not.toHaveProperty('x-amz-tagging-count');
  expect((await room.ask('HEAD /bucket/full')).headers).toMatchObject({
    'content-type': 'a/b',
    'content-encoding': 'gzip',
    'x-amz-meta-name': 'v',
  });
  expect(await room.objects.get('bucket', 'none')).toBeUndefined();
  const got = await room.objects.get('bucket', 'full');
  expect([got?.object.size, Buffer.from(got?.body as Uint8Array).toString()]).toEqual([1, 'y']);
  await expect(room.objects.put('none', 'k', Buffer.from('x'))).rejects.toMatchObject({ code: 'NoSuchBucket' });
  expect(room.bodyFiles()).toHaveLength(2);
  expect(() => room.objects.createBucket('NO')).toThrow('The specified bucket is not valid.');
});

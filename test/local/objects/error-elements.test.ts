import { openRestRoom, type RestRoom } from './rest-room.ts';

let room: RestRoom;
beforeAll(async () => {
  room = openRestRoom();
  await room.ask('PUT /bucket/key', {}, '12345678');
});
afterAll(() => room.close());

// Recorded of S3: https://github.com/localstack/localstack, tests/aws/services/s3, test_s3.snapshot.json and test_s3_api.snapshot.json
test.each<[string, Record<string, string>, string, string]>([
  ['GET /nowhere/key', {}, 'NoSuchBucket', '<BucketName>nowhere</BucketName>'],
  ['GET /nowhere?versioning', {}, 'NoSuchBucket', '<BucketName>nowhere</BucketName>'],
  ['DELETE /bucket', {}, 'BucketNotEmpty', '<BucketName>bucket</BucketName>'],
  ['GET /bucket?policy', {}, 'NoSuchBucketPolicy', '<BucketName>bucket</BucketName>'],
  ['PUT /Bad_Name', {}, 'InvalidBucketName', '<BucketName>Bad_Name</BucketName>'],
  ['GET /bucket/a%26b', {}, 'NoSuchKey', '<Key>a&amp;b</Key>'],
  ['PUT /bucket/copy', { 'x-amz-copy-source': 'bucket/none' }, 'NoSuchKey', '<Key>none</Key>'],
  ['PUT /bucket/copy', { 'x-amz-copy-source': 'nowhere/none' }, 'NoSuchBucket', '<BucketName>nowhere</BucketName>'],
  [
    'GET /bucket/key',
    { range: 'bytes=1024-4096' },
    'InvalidRange',
    '<RangeRequested>bytes=1024-4096</RangeRequested><ActualObjectSize>8</ActualObjectSize>',
  ],
  [
    'GET /bucket/key',
    { range: 'bytes=-0' },
    'InvalidRange',
    '<RangeRequested>bytes=-0</RangeRequested><ActualObjectSize>8</ActualObjectSize>',
  ],
  ['GET /bucket/key', { 'if-match': 'x' }, 'PreconditionFailed', '<Condition>If-Match</Condition>'],
  ['PUT /bucket/key', { 'if-none-match': '*' }, 'PreconditionFailed', '<Condition>If-None-Match</Condition>'],
  [
    'PUT /bucket/copy',
    { 'x-amz-copy-source': 'bucket/key', 'x-amz-copy-source-if-match': 'x' },
    'PreconditionFailed',
    '<Condition>x-amz-copy-source-If-Match</Condition>',
  ],
  ['PUT /bucket/key?uploadId=fake&partNumber=1', {}, 'NoSuchUpload', '<UploadId>fake</UploadId>'],
  [
    'PUT /bucket/new',
    { 'x-amz-storage-class': 'COLD' },
    'InvalidStorageClass',
    '<StorageClassRequested>COLD</StorageClassRequested>',
  ],
  ['PUT /bucket/new', { 'x-amz-meta-a': 'x'.repeat(2048) }, 'MetadataTooLarge', ''],
  ['GET /bucket?list-type=2&continuation-token=zzz', {}, 'InvalidArgument', ''],
  [
    'PUT /bucket/new',
    { 'x-amz-tagging': 'a=1&a=2' },
    'InvalidArgument',
    '<ArgumentName>x-amz-tagging</ArgumentName><ArgumentValue>a=1&amp;a=2</ArgumentValue>',
  ],
  [`PUT /bucket/${'k'.repeat(1025)}`, {}, 'KeyTooLongError', '<Size>1025</Size><MaxSizeAllowed>1024</MaxSizeAllowed>'],
])('%s %j is %s with what it is about', async (line, headers, code, elements) => {
  const { text } = await room.ask(line, headers, 'x');

  expect(text).toMatch(new RegExp(`<Code>${code}</Code><Message>[^<]+</Message>`));
  expect(text).toContain(`${elements}<RequestId>id</RequestId><HostId>local</HostId></Error>`);
});

test('what is refused leaves no body behind', async () => {
  const before = room.bodyFiles();
  const refused: Record<string, string>[] = [
    { 'x-amz-storage-class': 'COLD' },
    { 'x-amz-tagging': 'a=1&a=2', 'x-amz-tagging-directive': 'REPLACE' },
    { 'x-amz-meta-a': 'x'.repeat(2048), 'x-amz-metadata-directive': 'REPLACE' },
  ];
  for (const headers of refused) {
    expect((await room.ask('PUT /bucket/new', headers, 'x')).status).toBe(400);
    expect((await room.ask('PUT /bucket/new', { ...headers, 'x-amz-copy-source': 'bucket/key' })).status).toBe(400);
    expect((await room.ask('POST /bucket/new?uploads', headers)).status).toBe(400);
  }

  expect(room.bodyFiles()).toEqual(before);
});

import { openRestRoom, type RestRoom } from './rest-room.ts';

let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);

beforeEach(() => {
  room = openRestRoom();
});
afterEach(() => room.close());

const empty = (root: string, content = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;

// S3 API reference: what each Get answers before anything was put.
test.each([
  ['policy', 'NoSuchBucketPolicy', 'The bucket policy does not exist'],
  ['lifecycle', 'NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  ['tagging', 'NoSuchTagSet', 'The TagSet does not exist'],
  ['publicAccessBlock', 'NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  ['ownershipControls', 'OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  ['cors', 'NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
])('?%s is %s until it is put', async (name, code, message) => {
  const answer = await ask(`GET /bucket?${name}`);

  expect([answer.status, answer.code]).toEqual([404, code]);
  expect(answer.text).toContain(`<Message>${message}</Message>`);
});

test.each([
  [
    'encryption',
    'ServerSideEncryptionConfiguration',
    '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>',
  ],
  ['versioning', 'VersioningConfiguration', ''],
  ['logging', 'BucketLoggingStatus', ''],
  ['notification', 'NotificationConfiguration', ''],
])('?%s has a document of its own until one is put', async (name, root, content) => {
  expect(await ask(`GET /bucket?${name}`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/xml' },
    text: empty(root, content),
  });
});

test.each([
  ['policy', 204, 'application/json', true],
  ['lifecycle', 200, 'application/xml', true],
  ['tagging', 200, 'application/xml', true],
  ['publicAccessBlock', 200, 'application/xml', true],
  ['ownershipControls', 200, 'application/xml', true],
  ['cors', 200, 'application/xml', true],
  ['encryption', 200, 'application/xml', true],
  ['logging', 200, 'application/xml', false],
  ['notification', 200, 'application/xml', false],
])('?%s comes back as it was put (%i), and goes when it is deleted', async (name, status, type, deletable) => {
  const before = await ask(`GET /bucket?${name}`);

  expect((await ask(`PUT /bucket?${name}`, {}, '<Ü/>')).status).toBe(status);
  expect(await ask(`GET /bucket?${name}`)).toMatchObject({
    status: 200,
    headers: { 'content-type': type },
    text: '<Ü/>',
  });
  await ask(`PUT /bucket?${name}`, {}, '<Second/>');
  expect((await ask(`GET /bucket?${name}`)).text).toBe('<Second/>');

  const { status: deleted, code } = await ask(`DELETE /bucket?${name}`);
  expect([deleted, code]).toEqual(deletable ? [204, undefined] : [501, 'NotImplemented']);
  if (deletable) expect(await ask(`GET /bucket?${name}`)).toEqual(before);
});

test('documents are the bucket’s own, and go with it', async () => {
  room.objects.createBucket('other');
  await ask('PUT /bucket?cors', {}, '<Mine/>');

  expect((await ask('GET /other?cors')).status).toBe(404);
  room.objects.deleteBucket('bucket');
  room.objects.createBucket('bucket');
  expect((await ask('GET /bucket?cors')).status).toBe(404);
});

test('whoever asks for an ACL is told that the account may do everything', async () => {
  await room.objects.put('bucket', 'key', Buffer.from('x'));
  const answer = await ask('GET /bucket?acl');

  expect(answer.text).toBe(
    empty(
      'AccessControlPolicy',
      '<Owner><ID>000000000000</ID><DisplayName>local</DisplayName></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>000000000000</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList>',
    ),
  );
  expect((await ask('GET /bucket/key?acl')).text).toBe(answer.text);
});

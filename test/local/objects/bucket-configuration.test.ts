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
])('?%s is %s when there is none', async (name, code, message) => {
  await ask(`DELETE /bucket?${name}`);
  const answer = await ask(`GET /bucket?${name}`);

  expect([answer.status, answer.code]).toEqual([404, code]);
  expect(answer.text).toContain(`<Message>${message}</Message><BucketName>bucket</BucketName>`);
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

// S3 guide, "Default settings for new S3 buckets FAQ": both since April 2023.
test('a new bucket is closed to the public, and its owner’s whole', async () => {
  await ask('PUT /new');
  for (const bucket of ['bucket', 'new']) {
    const { text } = await ask(`GET /${bucket}?publicAccessBlock`);
    for (const name of ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'])
      expect(text).toContain(`<${name}>true</${name}>`);
    expect((await ask(`GET /${bucket}?ownershipControls`)).text).toContain(
      '<OwnershipControls xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>',
    );
  }
});

const rule = '<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>';
const documents: [string, number, string, boolean, string, string][] = [
  ['policy', 204, 'application/json', true, '{"Statement":[]}', '{"Statement":["ü"]}'],
  [
    ...(['lifecycle', 200, 'application/xml', true] as const),
    '<LifecycleConfiguration><Rule><Status>Enabled</Status></Rule></LifecycleConfiguration>',
    '<LifecycleConfiguration><Rule><ID>ü</ID><Status>Disabled</Status></Rule></LifecycleConfiguration>',
  ],
  [
    ...(['tagging', 204, 'application/xml', true] as const),
    '<Tagging><TagSet><Tag><Key>a</Key><Value>ü</Value></Tag></TagSet></Tagging>',
    '<Tagging><TagSet><Tag><Key>b</Key><Value/></Tag></TagSet></Tagging>',
  ],
  [
    ...(['publicAccessBlock', 200, 'application/xml', true] as const),
    '<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls></PublicAccessBlockConfiguration>',
    '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>',
  ],
  [
    ...(['ownershipControls', 200, 'application/xml', true] as const),
    `<OwnershipControls>${rule}</OwnershipControls>`,
    `<OwnershipControls> ${rule}</OwnershipControls>`,
  ],
  [
    ...(['cors', 200, 'application/xml', true] as const),
    '<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>',
    '<CORSConfiguration><CORSRule><ID>ü</ID><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>*</AllowedOrigin><MaxAgeSeconds>3</MaxAgeSeconds></CORSRule></CORSConfiguration>',
  ],
  [
    ...(['encryption', 200, 'application/xml', true] as const),
    '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
    '<ServerSideEncryptionConfiguration><Rule><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
  ],
  ['logging', 200, 'application/xml', false, '<BucketLoggingStatus/>', '<BucketLoggingStatus></BucketLoggingStatus>'],
  [
    ...(['notification', 200, 'application/xml', false] as const),
    '<NotificationConfiguration/>',
    '<NotificationConfiguration></NotificationConfiguration>',
  ],
];

test.each(documents)(
  '?%s comes back as it was put (%i), and goes when it is deleted',
  async (name, status, type, deletable, one, two) => {
    await ask(`DELETE /bucket?${name}`);
    const before = await ask(`GET /bucket?${name}`);

    expect((await ask(`PUT /bucket?${name}`, {}, one)).status).toBe(status);
    const { headers, text } = await ask(`GET /bucket?${name}`);
    expect([headers['content-type'], text]).toEqual([type, one]);
    await ask(`PUT /bucket?${name}`, {}, two);
    expect((await ask(`GET /bucket?${name}`)).text).toBe(two);

    const { status: deleted, code } = await ask(`DELETE /bucket?${name}`);
    expect([deleted, code]).toEqual(deletable ? [204, undefined] : [501, 'NotImplemented']);
    if (deletable) expect(await ask(`GET /bucket?${name}`)).toEqual(before);
  },
);

test('a lifecycle says which objects are too small to move', async () => {
  await ask('PUT /bucket?lifecycle', {}, documents[1]?.[4]);

  expect((await ask('GET /bucket?lifecycle')).headers).toMatchObject({
    'x-amz-transition-default-minimum-object-size': 'all_storage_classes_128K',
  });
});

test('no tags put are no tags', async () => {
  await ask('PUT /bucket?tagging', {}, '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>');

  expect((await ask('PUT /bucket?tagging', {}, '<Tagging><TagSet/></Tagging>')).status).toBe(204);
  expect((await ask('GET /bucket?tagging')).code).toBe('NoSuchTagSet');
});

test('documents are the bucket’s own, and go with it', async () => {
  room.objects.createBucket('other');
  await ask('PUT /bucket?cors', {}, documents[5]?.[4]);

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

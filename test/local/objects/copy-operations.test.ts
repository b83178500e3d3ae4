import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);

const SOURCE = {
  'content-type': 'text/plain',
  'cache-control': 'no-store',
  'x-amz-meta-a': '1',
  'x-amz-tagging': 'a=1',
  'x-amz-storage-class': 'GLACIER_IR',
  'x-amz-server-side-encryption': 'aws:kms',
  'x-amz-server-side-encryption-aws-kms-key-id': 'key',
  'x-amz-server-side-encryption-bucket-key-enabled': 'true',
  'x-amz-website-redirect-location': '/elsewhere',
};
const from = (source: string, headers: Record<string, string> = {}) => ({ 'x-amz-copy-source': source, ...headers });

beforeEach(async () => {
  room = openRestRoom();
  await ask('PUT /bucket/source', SOURCE, 'copied');
  await room.context.advance(5000);
});
afterEach(() => room.close());

describe('a copy', () => {
  test('has the bytes and the ETag of its source, and a time of its own', async () => {
    const { status, text } = await ask('PUT /bucket/copy', from('bucket/source'));
    const source = await ask('HEAD /bucket/source');
    const copy = await ask('GET /bucket/copy');

    expect(status).toBe(200);
    expect(text).toContain('<CopyObjectResult');
    expect(elements(text, 'ETag')).toEqual([source.headers['etag']?.replaceAll('"', '&quot;')]);
    expect(elements(text, 'LastModified')).toEqual(['2026-01-15T10:30:05.000Z']);
    expect(copy.text).toBe('copied');
    expect([source.headers['last-modified'], copy.headers['last-modified']]).toEqual([
      'Thu, 15 Jan 2026 10:30:00 GMT',
      'Thu, 15 Jan 2026 10:30:05 GMT',
    ]);
  });

  test('keeps metadata and tags of its source, but neither its class, encryption nor redirect', async () => {
    await ask('PUT /bucket/copy', from('/bucket/source'));

    const { headers } = await ask('HEAD /bucket/copy');

    expect(headers).toMatchObject({
      'content-type': 'text/plain',
      'cache-control': 'no-store',
      'x-amz-meta-a': '1',
      'x-amz-tagging-count': '1',
    });
    expect(Object.keys(headers).filter((name) => /storage|key-id|redirect/.test(name))).toEqual([]);
    expect(headers).toMatchObject({ 'x-amz-server-side-encryption': 'AES256' });
  });

  test('takes class, encryption and redirect from its request, metadata only when it is to replace them', async () => {
    const requested = {
      'content-type': 'text/html',
      'x-amz-meta-b': '2',
      'x-amz-tagging': 'b=2&c=3',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-website-redirect-location': '/there',
    };
    await ask('PUT /bucket/kept', from('bucket/source', requested));
    await ask('PUT /bucket/replaced', from('bucket/source', { ...requested, 'x-amz-metadata-directive': 'REPLACE' }));
    await ask('PUT /bucket/tagged', from('bucket/source', { ...requested, 'x-amz-tagging-directive': 'REPLACE' }));
    await ask('PUT /bucket/untagged', from('bucket/source', { 'x-amz-tagging-directive': 'REPLACE' }));

    const moved = {
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-website-redirect-location': '/there',
    };
    const kept = await ask('HEAD /bucket/kept');
    expect(kept.headers).toMatchObject({ ...moved, 'content-type': 'text/plain', 'x-amz-meta-a': '1' });
    expect(kept.headers).not.toHaveProperty('x-amz-meta-b');
    const replaced = await ask('HEAD /bucket/replaced');
    expect(replaced.headers).toMatchObject({ ...moved, 'content-type': 'text/html', 'x-amz-meta-b': '2' });
    expect(replaced.headers).not.toHaveProperty('x-amz-meta-a');
    expect(replaced.headers['x-amz-tagging-count']).toBe('1');
    expect((await ask('HEAD /bucket/tagged')).headers['x-amz-tagging-count']).toBe('2');
    expect((await ask('HEAD /bucket/untagged')).headers).not.toHaveProperty('x-amz-tagging-count');
  });

  test('of an upload in parts is one part, with an ETag of its own', async () => {
    const { text } = await ask('POST /bucket/parts?uploads');
    const [id] = elements(text, 'UploadId');
    const part = await ask(`PUT /bucket/parts?uploadId=${id}&partNumber=1`, {}, 'part');
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers['etag']}</ETag></Part></CompleteMultipartUpload>`;
    await ask(`POST /bucket/parts?uploadId=${id}`, {}, body);

    await ask('PUT /bucket/copy', from('bucket/parts'));

    expect((await ask('HEAD /bucket/parts')).headers['etag']).toMatch(/-1"$/);
    expect((await ask('HEAD /bucket/copy')).headers['etag']).toBe(part.headers['etag']);
  });

  test.each([
    ['nothing', {}],
    ['other tags', { 'x-amz-tagging-directive': 'REPLACE' }],
  ])('onto itself that changes %s is refused', async (_title, headers) => {
    const { status, code, text } = await ask('PUT /bucket/source', from('bucket/source', headers));

    expect([status, code]).toEqual([400, 'InvalidRequest']);
    expect(text).toContain(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  });

  test.each([
    ['metadata', { 'x-amz-metadata-directive': 'REPLACE' }],
    ['the class', { 'x-amz-storage-class': 'STANDARD' }],
    ['the encryption', { 'x-amz-server-side-encryption': 'AES256' }],
    ['the redirect', { 'x-amz-website-redirect-location': '/there' }],
  ])('onto itself that changes %s is made', async (_title, headers) => {
    expect((await ask('PUT /bucket/source', from('bucket/source', headers))).status).toBe(200);
    expect((await ask('GET /bucket/source')).text).toBe('copied');
  });

  test('of the same key in another bucket is none onto itself', async () => {
    room.objects.createBucket('other');

    expect((await ask('PUT /other/source', from('bucket/source'))).status).toBe(200);
  });

  test.each<[string, string, Record<string, string>, string, string]>([
    [
      'no bucket',
      '/',
      {},
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    ],
    [
      'no key',
      'bucket/',
      {},
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    ],
    ['an unknown bucket', 'none/source', {}, 'NoSuchBucket', 'The specified bucket does not exist'],
    ['an unknown key', 'bucket/none', {}, 'NoSuchKey', 'The specified key does not exist.'],
    ['no version', 'bucket/source?versionId=1', {}, 'InvalidArgument', 'Invalid version id specified'],
    [
      'no version of before',
      'bucket/none?versionId=null',
      {},
      'NoSuchVersion',
      'The specified version does not exist.',
    ],
    [
      'a condition that does not hold',
      'bucket/source',
      { 'x-amz-copy-source-if-match': '"x"' },
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
    ],
  ])('from %s is refused', async (_title, source, headers, code, message) => {
    const answer = await ask('PUT /bucket/copy', from(source, headers));

    expect(answer.code).toBe(code);
    expect(answer.text).toContain(`<Message>${message}</Message>`);
    expect((await ask('GET /bucket/copy')).code).toBe('NoSuchKey');
  });

  test('of the version null is made, and so is one of a key with odd characters', async () => {
    await ask('PUT /bucket/a%20b%2Fc', {}, 'odd');

    expect((await ask('PUT /bucket/one', from('bucket/source?versionId=null'))).status).toBe(200);
    expect((await ask('PUT /bucket/two', from('bucket/a%20b%2Fc'))).status).toBe(200);
    expect((await ask('GET /bucket/two')).text).toBe('odd');
  });

  test('heeds the conditions of its destination', async () => {
    const once = { 'if-none-match': '*' };

    expect((await ask('PUT /bucket/copy', from('bucket/source', once))).status).toBe(200);
    expect((await ask('PUT /bucket/copy', from('bucket/source', once))).code).toBe('PreconditionFailed');
    expect((await ask('PUT /bucket/none', from('bucket/source', { 'if-match': '"x"' }))).code).toBe('NoSuchKey');
  });

  test('to a key that is too long is refused', async () => {
    expect((await ask(`PUT /bucket/${'k'.repeat(1025)}`, from('bucket/source'))).code).toBe('KeyTooLongError');
    expect((await ask(`PUT /bucket/${'k'.repeat(1024)}`, from('bucket/source'))).status).toBe(200);
  });
});

describe('a part that is copied', () => {
  let id: string | undefined;
  beforeEach(async () => {
    [id] = elements((await ask('POST /bucket/whole?uploads')).text, 'UploadId');
  });
  const copyPart = (number: number, headers: Record<string, string>) =>
    ask(`PUT /bucket/whole?uploadId=${id}&partNumber=${number}`, headers);
  const sizes = async () => elements((await ask(`GET /bucket/whole?uploadId=${id}`)).text, 'Size');

  test('is the whole source, or the range named', async () => {
    const whole = await copyPart(1, from('bucket/source'));
    await copyPart(2, from('bucket/source', { 'x-amz-copy-source-range': 'bytes=1-3' }));

    expect(whole.text).toContain('<CopyPartResult');
    expect(elements(whole.text, 'LastModified')).toEqual(['2026-01-15T10:30:05.000Z']);
    expect(await sizes()).toEqual(['6', '3']);
  });

  test('takes the place of one of the same number', async () => {
    await copyPart(1, from('bucket/source'));
    const files = room.bodyFiles().length;
    await copyPart(1, from('bucket/source', { 'x-amz-copy-source-range': 'bytes=0-0' }));
    await room.objects.close();

    expect(await sizes()).toEqual(['1']);
    expect(room.bodyFiles()).toHaveLength(files);
  });

  test.each([
    ['a range that is too long', 1, { 'x-amz-copy-source-range': 'bytes=1-6' }, 'InvalidArgument'],
    ['a number that no part has', 0, {}, 'InvalidArgument'],
    ['a condition that does not hold', 1, { 'x-amz-copy-source-if-none-match': '*' }, 'PreconditionFailed'],
  ])('with %s is refused', async (_title, number, headers, code) => {
    expect((await copyPart(number, from('bucket/source', headers))).code).toBe(code);
    expect(await sizes()).toEqual([]);
  });

  test('needs an upload', async () => {
    const answer = await ask('PUT /bucket/whole?uploadId=none&partNumber=1', from('bucket/source'));

    expect(answer.code).toBe('NoSuchUpload');
  });
});

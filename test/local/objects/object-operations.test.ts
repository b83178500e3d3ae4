import { createHash } from 'node:crypto';
import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);
const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;

beforeEach(() => {
  room = openRestRoom();
});
afterEach(() => room.close());

describe('an object', () => {
  test('is put with its ETag, checksums and encryption told', async () => {
    const sha256 = createHash('sha256').update('text').digest('base64');
    const answer = await ask(
      'PUT /bucket/key',
      { 'x-amz-checksum-sha256': sha256, 'x-amz-server-side-encryption': 'AES256', 'content-type': 'a/b' },
      'text',
    );

    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers).toEqual({
      etag: md5('text'),
      'x-amz-checksum-sha256': sha256,
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-server-side-encryption': 'AES256',
    });
    expect((await ask('PUT /bucket/key', {}, 'text')).headers).toEqual({
      etag: md5('text'),
      'x-amz-checksum-crc64nvme': 'rCixvM1b9Xc=',
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-server-side-encryption': 'AES256',
    });
    expect((await ask('HEAD /bucket/key')).headers).not.toHaveProperty('x-amz-tagging-count');
  });

  test('is got whole, in part, and without its body', async () => {
    const crc32 = Buffer.from('cbf43926', 'hex').toString('base64');
    await ask('PUT /bucket/key', { 'x-amz-checksum-crc32': crc32, 'x-amz-tagging': 'a=1' }, '123456789');
    const common = {
      'content-type': 'binary/octet-stream',
      etag: md5('123456789'),
      'last-modified': 'Thu, 15 Jan 2026 10:30:00 GMT',
      'accept-ranges': 'bytes',
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-tagging-count': '1',
    };
    const whole = { ...common, 'content-length': '9' };
    const part = { ...common, 'content-length': '3', 'content-range': 'bytes 2-4/9' };

    expect(await ask('GET /bucket/key')).toMatchObject({ status: 200, headers: whole, text: '123456789' });
    expect((await ask('GET /bucket/key')).headers).toEqual(whole);
    expect((await ask('HEAD /bucket/key')).headers).toEqual(whole);
    expect(await ask('HEAD /bucket/key')).toMatchObject({ status: 200, text: '' });
    const asked = { range: 'bytes=2-4', 'x-amz-checksum-mode': 'ENABLED' };
    expect(await ask('GET /bucket/key', asked)).toEqual({ status: 206, headers: part, text: '345', code: undefined });
    expect(await ask('HEAD /bucket/key', asked)).toEqual({ status: 206, headers: part, text: '', code: undefined });
    const summed = await ask('HEAD /bucket/key', { 'x-amz-checksum-mode': 'ENABLED' });
    expect(summed.headers).toEqual({
      ...{ ...whole, 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-type': 'FULL_OBJECT' },
    });
  });

  test('of no bytes is an object', async () => {
    await ask('PUT /bucket/empty');

    expect(await ask('GET /bucket/empty')).toMatchObject({ status: 200, headers: { 'content-length': '0' }, text: '' });
    expect((await ask('GET /bucket/empty', { range: 'bytes=0-0' })).code).toBe('InvalidRange');
  });

  test('is got with the headers that the request names', async () => {
    await ask('PUT /bucket/key', { 'content-type': 'a/b' }, 'x');

    const { headers } = await ask(
      'GET /bucket/key?response-content-type=c/d&response-cache-control=no-store&x-id=GetObject',
    );

    expect(headers).toMatchObject({ 'content-type': 'c/d', 'cache-control': 'no-store' });
    expect(headers).not.toHaveProperty('x-id');
    expect(headers).not.toHaveProperty('id');
  });

  test('is not sent to who has it already', async () => {
    await ask('PUT /bucket/key', {}, 'x');

    expect(await ask('GET /bucket/key', { 'if-none-match': md5('x') })).toMatchObject({ status: 304, text: '' });
    expect(await ask('GET /bucket/key', { 'if-match': '"y"' })).toMatchObject({
      status: 412,
      code: 'PreconditionFailed',
    });
    expect(await ask('HEAD /bucket/key', { 'if-match': '"y"' })).toMatchObject({ status: 412, text: '' });
  });

  test('has the version null and no other', async () => {
    await ask('PUT /bucket/key', {}, 'x');

    expect((await ask('GET /bucket/key?versionId=null')).text).toBe('x');
    for (const line of ['GET /bucket/key?versionId=a%3Cb', 'DELETE /bucket/key?versionId=a%3Cb']) {
      const { status, code, text } = await ask(line);
      expect([status, code]).toEqual([400, 'InvalidArgument']);
      expect(text).toContain(
        '<Message>Invalid version id specified</Message><ArgumentName>versionId</ArgumentName><ArgumentValue>a&lt;b</ArgumentValue>',
      );
    }
    expect((await ask('DELETE /bucket/key?versionId=null')).status).toBe(204);
    expect((await ask('GET /bucket/key')).code).toBe('NoSuchKey');
  });

  test('is deleted whether it is there or not, and on condition', async () => {
    await ask('PUT /bucket/key', {}, 'x');

    expect((await ask('DELETE /bucket/key', { 'if-match': '"y"' })).code).toBe('PreconditionFailed');
    expect((await ask('DELETE /bucket/key', { 'if-none-match': '"y"' })).status).toBe(204);
    expect(await ask('DELETE /bucket/key')).toMatchObject({ status: 204, text: '' });
  });

  test('may have a key of 1,024 bytes and no more', async () => {
    expect((await ask(`PUT /bucket/${'ü'.repeat(512)}`)).status).toBe(200);
    expect(await ask(`PUT /bucket/${'ü'.repeat(512)}k`)).toMatchObject({ status: 400, code: 'KeyTooLongError' });
  });

  test('is put on condition', async () => {
    expect((await ask('PUT /bucket/key', { 'if-none-match': '*' }, 'one')).status).toBe(200);
    expect((await ask('PUT /bucket/key', { 'if-none-match': '*' }, 'two')).code).toBe('PreconditionFailed');
    expect((await ask('PUT /bucket/key', { 'if-match': md5('one') }, 'three')).status).toBe(200);
    expect((await ask('GET /bucket/key')).text).toBe('three');
  });
});

describe('many objects', () => {
  const named = (...keys: string[]) => keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('');

  test('are deleted at once, those that are not there too, and told unless it is to be quiet', async () => {
    for (const key of ['a', 'b', 'c']) await ask(`PUT /bucket/${key}`);

    const loud = await ask('POST /bucket?delete', {}, `<Delete>${named('a', 'none')}<Quiet>false</Quiet></Delete>`);
    const quiet = await ask('POST /bucket?delete', {}, `<Delete><Quiet>true</Quiet>${named('b')}</Delete>`);

    expect(loud.text).toContain(
      '<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Deleted><Key>a</Key></Deleted><Deleted><Key>none</Key></Deleted></DeleteResult>',
    );
    expect(quiet.text).toContain('<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></DeleteResult>');
    expect(elements((await ask('GET /bucket')).text, 'Key')).toEqual(['c']);
  });

  test('may have any character in their keys, written as SDKs write it', async () => {
    await room.objects.put('bucket', 'a\r\n<&>', Buffer.from('x'));

    await ask('POST /bucket?delete', {}, `<Delete>${named('a&#x0D;&#x0A;&lt;&amp;&gt;')}</Delete>`);

    expect(room.objects.isEmpty('bucket')).toBe(true);
  });

  test('are at most 1,000', async () => {
    const keys = Array.from({ length: 1001 }, (_, n) => `${n}`);

    expect((await ask('POST /bucket?delete', {}, `<Delete>${named(...keys.slice(1))}</Delete>`)).status).toBe(200);
    expect(await ask('POST /bucket?delete', {}, `<Delete>${named(...keys)}</Delete>`)).toMatchObject({
      status: 400,
      code: 'MalformedXML',
    });
  });

  test('are deleted from a framed body, whose digest is checked', async () => {
    await ask('PUT /bucket/a');
    const body = `<Delete>${named('a')}</Delete>`;
    const framed = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

    expect((await ask('POST /bucket?delete', { 'content-md5': Buffer.alloc(16).toString('base64') }, body)).code).toBe(
      'BadDigest',
    );
    await ask('POST /bucket?delete', { 'content-encoding': 'aws-chunked' }, framed);

    expect(room.objects.isEmpty('bucket')).toBe(true);
  });
});

describe('tags', () => {
  beforeEach(async () => {
    await ask('PUT /bucket/key', { 'x-amz-tagging': 'a=1&b=x%20%26' }, 'x');
  });
  const tags = async () =>
    (await ask('GET /bucket/key?tagging')).text.replace(/^[\s\S]*?<TagSet>|<\/TagSet>[\s\S]*$/g, '');
  const put = (set: string) => ask('PUT /bucket/key?tagging', {}, `<Tagging><TagSet>${set}</TagSet></Tagging>`);
  const tag = (key: string, value: string) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;

  test('come with the object, and are replaced as a whole', async () => {
    expect(await tags()).toBe(tag('a', '1') + tag('b', 'x &amp;'));
    expect((await ask('GET /bucket/key?tagging')).text).toContain('<Tagging xmlns=');

    expect((await put(tag('c', '=&amp;+') + tag('d', ''))).status).toBe(200);

    expect(await tags()).toBe(tag('c', '=&amp;+') + tag('d', ''));
    expect((await ask('GET /bucket/key')).text).toBe('x');
  });

  test.each([
    ['an empty set', '<Tagging><TagSet/></Tagging>'],
    ['an empty set in two', '<Tagging><TagSet></TagSet></Tagging>'],
  ])('are none with %s', async (_title, body) => {
    await ask('PUT /bucket/key?tagging', {}, body);

    expect([await tags(), (await ask('HEAD /bucket/key')).headers['x-amz-tagging-count']]).toEqual(['', undefined]);
  });

  test('are deleted, the object is not', async () => {
    expect((await ask('DELETE /bucket/key?tagging')).status).toBe(204);

    expect([await tags(), (await ask('GET /bucket/key')).text]).toEqual(['', 'x']);
  });

  test.each([
    ['a tag without a value', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>'],
    ['no set', '<Tagging/>'],
    ['something else', '<Other/>'],
  ])('are not taken from %s', async (_title, body) => {
    expect((await ask('PUT /bucket/key?tagging', {}, body)).code).toBe('MalformedXML');
    expect(await tags()).toBe(tag('a', '1') + tag('b', 'x &amp;'));
  });

  test('of an object that is not there are nowhere', async () => {
    for (const method of ['GET', 'DELETE'])
      expect((await ask(`${method} /bucket/none?tagging`)).code).toBe('NoSuchKey');
    expect((await ask('PUT /bucket/none?tagging', {}, '<Tagging><TagSet/></Tagging>')).code).toBe('NoSuchKey');
  });
});

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultGate } from '../../../src/local/context.ts';
import { AwsError } from '../../../src/local/errors.ts';
import { createObjects } from '../../../src/local/objects/index.ts';
import { createTestContext } from '../../support/local-context.ts';
import { openRestRoom, type RestRoom, requestOf } from './rest-room.ts';

let room: RestRoom;

beforeEach(() => {
  room = openRestRoom();
});

afterEach(() => room.close());

const ask: RestRoom['ask'] = (...request) => room.ask(...request);
const bodyFiles = () => room.bodyFiles();

describe('sub-resources', () => {
  const bucketNames = [
    ...[
      'abac',
      'accelerate',
      'acl',
      'analytics',
      'cors',
      'encryption',
      'intelligent-tiering',
      'inventory',
      'lifecycle',
    ],
    ...['location', 'logging', 'metadataConfiguration', 'metadataTable', 'metrics', 'notification', 'object-lock'],
    ...['ownershipControls', 'policy', 'policyStatus', 'publicAccessBlock', 'replication', 'requestPayment', 'session'],
    ...['tagging', 'uploads', 'versioning', 'versions', 'website', 'something-new'],
  ];
  const objectNames = [
    ...['acl', 'annotation', 'attributes', 'legal-hold', 'renameObject', 'restore', 'retention', 'select', 'tagging'],
    ...['torrent', 'something-new'],
  ];

  it.each(bucketNames)('?%s never reaches the bucket itself', async (name) => {
    await room.objects.put('bucket', 'kept', Buffer.from('kept'));
    for (const method of ['PUT', 'DELETE', 'POST']) {
      const { status, code } = await ask(`${method} /bucket?${name}`, {}, '<x/>');
      expect(status === 501 ? code : 'accepted').toBe(status === 501 ? 'NotImplemented' : 'accepted');
    }
    const { text } = await ask(`GET /bucket?${name}`);

    expect(text).not.toContain('<ListBucketResult');
    expect(room.objects.bucketExists('bucket')).toBe(true);
    expect((await room.objects.get('bucket', 'kept'))?.object.size).toBe(4);
  });

  it.each(objectNames)('?%s never reaches the object itself', async (name) => {
    await room.objects.put('bucket', 'key', Buffer.from('original'));
    for (const method of ['PUT', 'DELETE', 'POST'])
      await ask(`${method} /bucket/key?${name}`, {}, '<Tagging><TagSet/></Tagging>');

    expect((await ask('GET /bucket/key')).text).toBe('original');
    expect((await ask(`GET /bucket/key?${name}`)).text).not.toBe('original');
  });

  it('names what it does not implement', async () => {
    const { status, text } = await ask('PUT /bucket?replication', {}, '<x/>');

    expect(status).toBe(501);
    expect(text).toContain('PutBucketReplication');
  });

  it('takes signature and x-id parameters for what they are', async () => {
    await room.objects.put('bucket', 'key', Buffer.from('text'));

    expect((await ask('GET /bucket/key?x-id=GetObject&X-Amz-Signature=abc')).text).toBe('text');
  });
});

describe('uploads', () => {
  const framed = (data: string, trailer: string) =>
    `${Buffer.byteLength(data).toString(16)};chunk-signature=abc\r\n${data}\r\n0;chunk-signature=def\r\n${trailer}\r\n\r\n`;
  const streaming = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' };

  it('undoes signed chunks and checks the trailing checksum', async () => {
    const sha256 = createHash('sha256').update('hello').digest('base64');
    const good = await ask('PUT /bucket/k', streaming, framed('hello', `x-amz-checksum-sha256:${sha256}`));
    const bad = await ask('PUT /bucket/k', streaming, framed('hellO', `x-amz-checksum-sha256:${sha256}`));

    expect([good.status, bad.status, bad.code]).toEqual([200, 400, 'BadDigest']);
    expect((await ask('GET /bucket/k')).text).toBe('hello');
  });

  it.each([
    ['a body that ends within a chunk', streaming, '5\r\nhel', 'IncompleteBody'],
    ['a chunk without a length', streaming, 'zz\r\nhello\r\n0\r\n\r\n', 'IncompleteBody'],
    [
      'another length than declared',
      { ...streaming, 'x-amz-decoded-content-length': '9' },
      framed('hello', ''),
      'IncompleteBody',
    ],
    [
      'a Content-MD5 that is not the body',
      { 'content-md5': createHash('md5').update('x').digest('base64') },
      'y',
      'BadDigest',
    ],
    ['a Content-MD5 that is none', { 'content-md5': 'abc' }, 'y', 'InvalidDigest'],
    ['metadata over 2 KB', { 'x-amz-meta-a': 'x'.repeat(2048) }, 'y', 'MetadataTooLarge'],
  ])('refuses %s', async (_title, headers, body, code) => {
    expect((await ask('PUT /bucket/refused', headers, body)).code).toBe(code);
    expect((await ask('GET /bucket/refused')).code).toBe('NoSuchKey');
    expect(bodyFiles()).toEqual([]);
  });

  it('refuses a key of more than 1,024 bytes', async () => {
    expect((await ask(`PUT /bucket/${'ü'.repeat(513)}`)).code).toBe('KeyTooLongError');
  });

  it('leaves nothing of a body whose source breaks', async () => {
    async function* breaking() {
      yield Buffer.from('half');
      throw new Error('gone');
    }

    await expect(room.objects.put('bucket', 'key', breaking())).rejects.toThrow('gone');

    expect(await room.objects.get('bucket', 'key')).toBeUndefined();
    expect(bodyFiles()).toEqual([]);
    expect(readdirSync(join(room.context.folder, 'objects', 'incoming'))).toEqual([]);
  });

  it('removes the file of what is replaced or deleted', async () => {
    await room.objects.put('bucket', 'key', Buffer.from('one'));
    const [first = ''] = bodyFiles();
    await room.objects.put('bucket', 'key', Buffer.from('two'));
    await room.objects.close();
    expect(existsSync(join(room.context.folder, 'objects', 'bodies', first))).toBe(false);

    await ask('DELETE /bucket/key');
    await room.objects.close();
    expect(bodyFiles()).toEqual([]);
  });

  it('refuses malformed XML by name', async () => {
    expect((await ask('POST /bucket?delete', {}, '<Delete><Object>')).code).toBe('MalformedXML');
    expect((await ask('POST /bucket?delete', {}, '')).code).toBe('MalformedXML');
    expect((await ask('POST /bucket?delete', {}, '<Other/>')).code).toBe('MalformedXML');
  });
});

describe('presigned addresses', () => {
  const signed = 'X-Amz-Credential=a/20260115/us-east-1/s3/aws4_request&X-Amz-Date=20260115T103000Z&X-Amz-Expires=900';

  it('hold for their time on the stack’s clock, and change nothing after it', async () => {
    expect((await ask(`PUT /bucket/key?${signed}`, {}, 'in time')).status).toBe(200);
    room.context.clock.advance(901_000);
    const late = await ask(`PUT /bucket/key?${signed}`, {}, 'late');

    expect([late.status, late.text]).toEqual([
      403,
      expect.stringContaining(
        '<Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>900</X-Amz-Expires><Expires>2026-01-15T10:45:00Z</Expires><ServerTime>2026-01-15T10:45:01Z</ServerTime>',
      ),
    ]);
    expect((await ask('GET /bucket/key')).text).toBe('in time');
  });

  it('override the headers of an answer that S3 lets them override, and no other', async () => {
    await ask('PUT /bucket/key', { 'content-type': 'text/plain' }, 'text');
    const names = [
      'content-type',
      'content-language',
      'expires',
      'cache-control',
      'content-disposition',
      'content-encoding',
    ];
    const wanted = [...names, 'content-length', 'set-cookie', 'etag'].map((name) => `response-${name}=9`).join('&');

    const { headers } = await ask(`GET /bucket/key?${signed}&${wanted}`);

    for (const name of names) expect(headers[name]).toBe('9');
    expect(headers).toMatchObject({ 'content-length': '4', etag: expect.stringContaining('"') });
    expect(headers).not.toHaveProperty('set-cookie');
  });
});

describe('state', () => {
  it('is there again when the folder is opened anew, without the leftovers of an interrupted run', async () => {
    await room.objects.put('bucket', 'key', Buffer.from('text'), { contentType: 'text/plain', metadata: { A: '1' } });
    await room.context.database.committed();
    writeFileSync(join(room.context.folder, 'objects', 'bodies', 'orphan'), 'x');
    writeFileSync(join(room.context.folder, 'objects', 'incoming', 'half'), 'x');

    room.reopen();

    const { text, headers } = await ask('GET /bucket/key');
    expect(text).toBe('text');
    expect(headers).toMatchObject({ 'content-type': 'text/plain', 'x-amz-meta-a': '1', 'content-length': '4' });
    expect(bodyFiles()).toHaveLength(1);
    expect(readdirSync(join(room.context.folder, 'objects', 'incoming'))).toEqual([]);
  });

  it('refuses a put into a bucket that goes while the body arrives', async () => {
    async function* slow() {
      yield Buffer.from('a');
      room.objects.deleteBucket('bucket');
      yield Buffer.from('b');
    }

    await expect(room.objects.put('bucket', 'key', slow())).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });
});

describe('faults', () => {
  it('asks the fault gate by operation and bucket, over HTTP and in process', async () => {
    const asked: unknown[] = [];
    const faults: FaultGate = {
      pass(service, operation, resource) {
        asked.push([service, operation, resource]);
        if (operation === 'PutObject')
          throw new AwsError('SlowDown', 'Please reduce your request rate.', { status: 503 });
        return undefined;
      },
    };
    const faulty = createTestContext({ faults });
    const failing = createObjects(faulty);
    failing.createBucket('bucket');

    await expect(failing.put('bucket', 'key', Buffer.from('x'))).rejects.toMatchObject({ code: 'SlowDown' });
    const answer = await failing.service.handle(requestOf('PUT /bucket/key', {}, 'x'));
    await failing.service.handle(requestOf('GET /bucket?list-type=2'));

    expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('<Code>SlowDown</Code>') });
    expect(asked).toEqual([
      ['s3', 'PutObject', 'bucket'],
      ['s3', 'PutObject', 'bucket'],
      ['s3', 'ListObjectsV2', 'bucket'],
    ]);
    faulty.dispose();
  });

  it('fails single keys of DeleteObjects under a partial fault, and deletes the others', async () => {
    let entry = 0;
    const faulty = createTestContext({ faults: { pass: () => Promise.resolve({ failNext: () => entry++ === 1 }) } });
    const failing = createObjects(faulty);
    failing.createBucket('bucket');
    for (const key of ['a', 'b', 'c']) await failing.put('bucket', key, Buffer.from(key));
    const body =
      '<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object><Object><Key>c</Key></Object></Delete>';

    const answer = await failing.service.handle(requestOf('POST /bucket?delete', {}, body));

    expect(answer.body).toContain(
      '<Error><Key>b</Key><Code>InternalError</Code><Message>We encountered an internal error. Please try again.</Message>',
    );
    expect(await failing.get('bucket', 'a')).toBeUndefined();
    expect(await failing.get('bucket', 'b')).toBeDefined();
    faulty.dispose();
  });
});

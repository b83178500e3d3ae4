import { createHash } from 'node:crypto';
import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

const MIB = 1024 * 1024;
let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);

beforeEach(() => {
  room = openRestRoom();
});
afterEach(() => room.close());

const create = async (key = 'key', headers: Record<string, string> = {}) =>
  elements((await ask(`POST /bucket/${key}?uploads`, headers)).text, 'UploadId')[0] ?? '';
const upload = async (id: string, number: number | string, body: string | Buffer, key = 'key') => {
  const { headers } = await ask(`PUT /bucket/${key}?uploadId=${id}&partNumber=${number}`, {}, body);
  return { number, etag: headers['etag'] ?? '' };
};
type Chosen = { number: number | string; etag: string };
const listOf = (parts: readonly Chosen[]) =>
  `<CompleteMultipartUpload>${parts.map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`;
const complete = (id: string, parts: readonly Chosen[], headers: Record<string, string> = {}) =>
  ask(`POST /bucket/key?uploadId=${id}`, headers, listOf(parts));

describe('an upload in parts', () => {
  test('becomes an object with its headers and tags, and the MD5 of its parts’ MD5s', async () => {
    const id = await create('key', { 'content-type': 'text/plain', 'x-amz-meta-a': '1', 'x-amz-tagging': 'a=1&b=2' });
    const one = await upload(id, 1, Buffer.alloc(5 * MIB, 'a'));
    const two = await upload(id, 7, 'end');
    await room.context.advance(1000);

    const done = await complete(id, [one, two]);

    const digests = [one, two].map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex'));
    const etag = `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-2"`;
    expect(done.text).toContain('<CompleteMultipartUploadResult');
    expect(elements(done.text, 'Bucket')).toEqual(['bucket']);
    expect(elements(done.text, 'Key')).toEqual(['key']);
    expect(elements(done.text, 'Location')).toEqual(['http://127.0.0.1:4566/bucket/key']);
    expect(elements(done.text, 'ETag')).toEqual([etag.replaceAll('"', '&quot;')]);
    const { headers, text } = await ask('GET /bucket/key');
    expect(headers).toMatchObject({
      etag,
      'content-length': String(5 * MIB + 3),
      'content-type': 'text/plain',
      'x-amz-meta-a': '1',
      'x-amz-tagging-count': '2',
      'last-modified': 'Thu, 15 Jan 2026 10:30:01 GMT',
    });
    expect(text.slice(-5)).toBe('aaend');
    await room.objects.close();
    expect(room.bodyFiles()).toHaveLength(1);
    expect((await complete(id, [one])).code).toBe('NoSuchUpload');
  });

  test('takes the last part sent under a number, and drops the one before', async () => {
    const id = await create();
    await upload(id, 1, 'old');
    const part = await upload(id, 1, 'new');
    await room.objects.close();
    expect(room.bodyFiles()).toHaveLength(1);

    await complete(id, [part]);

    expect((await ask('GET /bucket/key')).text).toBe('new');
  });

  test('takes only the parts that are named', async () => {
    const id = await create();
    await upload(id, 1, 'left out');
    const two = await upload(id, 2, 'taken');

    await complete(id, [two]);

    expect((await ask('GET /bucket/key')).text).toBe('taken');
    await room.objects.close();
    expect(room.bodyFiles()).toHaveLength(1);
  });

  test('is forgotten with its parts when it is aborted', async () => {
    const id = await create();
    await upload(id, 1, 'x');

    const { status } = await ask(`DELETE /bucket/key?uploadId=${id}`);
    await room.objects.close();

    expect([status, room.bodyFiles()]).toEqual([204, []]);
    expect((await ask(`GET /bucket/key?uploadId=${id}`)).code).toBe('NoSuchUpload');
    expect((await ask(`DELETE /bucket/key?uploadId=${id}`)).code).toBe('NoSuchUpload');
  });

  test('goes with its bucket', async () => {
    const id = await create();
    await upload(id, 1, 'x');

    room.objects.deleteBucket('bucket');
    await room.objects.close();

    expect(room.bodyFiles()).toEqual([]);
    room.objects.createBucket('bucket');
    expect((await ask(`GET /bucket/key?uploadId=${id}`)).code).toBe('NoSuchUpload');
  });

  test('is there again in the next run', async () => {
    const id = await create();
    const part = await upload(id, 1, 'kept');
    await room.context.database.committed();

    room.reopen();
    await complete(id, [part]);

    expect((await ask('GET /bucket/key')).text).toBe('kept');
  });

  test('says what it is, and its checksums where they were sent', async () => {
    const created = await ask('POST /bucket/a%20b?uploads');
    const sha256 = createHash('sha256').update('x').digest('base64');
    const [id] = elements(created.text, 'UploadId');
    const part = await ask(`PUT /bucket/a%20b?uploadId=${id}&partNumber=1`, { 'x-amz-checksum-sha256': sha256 }, 'x');

    expect(created.text).toContain('<InitiateMultipartUploadResult');
    expect(elements(created.text, 'Bucket')).toEqual(['bucket']);
    expect(elements(created.text, 'Key')).toEqual(['a b']);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(part).toMatchObject({
      status: 200,
      headers: { etag: `"${createHash('md5').update('x').digest('hex')}"`, 'x-amz-checksum-sha256': sha256 },
    });
  });
});

describe('the upload that a request names', () => {
  test.each([
    ['another key', '/bucket/other'],
    ['another bucket', '/second/key'],
  ])('is not found under %s', async (_title, path) => {
    room.objects.createBucket('second');
    const id = await create();

    for (const line of [
      `GET ${path}?uploadId=${id}`,
      `PUT ${path}?uploadId=${id}&partNumber=1`,
      `DELETE ${path}?uploadId=${id}`,
    ]) {
      const { status, code } = await ask(line);
      expect([status, code]).toEqual([404, 'NoSuchUpload']);
    }
  });
});

// S3 guide, "Multipart upload limits": parts 1 to 10,000, of 5 MiB or more but for the last.
test.each([['0'], ['-1'], ['10001'], ['1.5'], ['x'], ['']])('a part of number "%s" is refused', async (number) => {
  const id = await create();

  const { code, text } = await ask(`PUT /bucket/key?uploadId=${id}&partNumber=${number}`, {}, 'x');

  expect(code).toBe('InvalidArgument');
  expect(text).toContain('Part number must be an integer between 1 and 10000, inclusive');
});

test.each([1, 10_000])('a part of number %i is taken', async (number) => {
  const id = await create();

  expect((await upload(id, number, 'x')).etag).not.toBe('');
});

describe('completing', () => {
  test.each<[string, (parts: Chosen[]) => Chosen[], string]>([
    ['parts out of order', (parts) => [...parts].reverse(), 'InvalidPartOrder'],
    ['a part twice', ([one]) => (one ? [one, one] : []), 'InvalidPartOrder'],
    ['a part that was not sent', () => [{ number: 3, etag: '"x"' }], 'InvalidPart'],
    ['another ETag', () => [{ number: 1, etag: '"x"' }], 'InvalidPart'],
    ['a number that is none', () => [{ number: 'x', etag: '"x"' }], 'InvalidPart'],
    ['parts of less than 5 MiB before the last', (parts) => parts, 'EntityTooSmall'],
    ['no parts', () => [], 'InvalidRequest'],
  ])('with %s is refused, and the upload stays', async (_title, choose, code) => {
    const id = await create();
    const parts = [await upload(id, 1, 'one'), await upload(id, 2, 'two')];

    const answer = await complete(id, choose(parts));

    expect([answer.status, answer.code]).toEqual([400, code]);
    expect((await ask('GET /bucket/key')).code).toBe('NoSuchKey');
    expect(elements((await ask(`GET /bucket/key?uploadId=${id}`)).text, 'PartNumber')).toEqual(['1', '2']);
  });

  test('takes an ETag without its quotes', async () => {
    const id = await create();
    const { number, etag } = await upload(id, 1, 'x');

    expect((await complete(id, [{ number, etag: etag.replaceAll('"', '') }])).status).toBe(200);
  });

  test('wants 5 MiB to the byte of a part before the last', async () => {
    const id = await create();
    const short = await upload(id, 1, Buffer.alloc(5 * MIB - 1));
    const last = await upload(id, 2, '');
    expect((await complete(id, [short, last])).code).toBe('EntityTooSmall');

    const enough = await upload(id, 1, Buffer.alloc(5 * MIB));

    expect((await complete(id, [enough, last])).status).toBe(200);
  });

  test('heeds what is there already', async () => {
    const id = await create();
    const part = await upload(id, 1, 'x');
    await ask('PUT /bucket/key', {}, 'there');

    expect((await complete(id, [part], { 'if-none-match': '*' })).code).toBe('PreconditionFailed');
    expect((await ask('GET /bucket/key')).text).toBe('there');
  });
});

describe('the parts of an upload', () => {
  test('are listed page by page', async () => {
    const id = await create();
    for (const number of [1, 2, 5]) await upload(id, number, 'x'.repeat(number));
    const page = async (query: string) => {
      const { text } = await ask(`GET /bucket/key?uploadId=${id}${query}`);
      return ['PartNumber', 'PartNumberMarker', 'NextPartNumberMarker', 'MaxParts', 'IsTruncated'].map((name) =>
        elements(text, name).join(),
      );
    };

    expect(await page('')).toEqual(['1,2,5', '0', '5', '1000', 'false']);
    expect(await page('&max-parts=2')).toEqual(['1,2', '0', '2', '2', 'true']);
    expect(await page('&max-parts=3')).toEqual(['1,2,5', '0', '5', '3', 'false']);
    expect(await page('&max-parts=2000')).toEqual(['1,2,5', '0', '5', '1000', 'false']);
    expect(await page('&part-number-marker=2')).toEqual(['5', '2', '5', '1000', 'false']);
    expect(await page('&part-number-marker=5')).toEqual(['', '5', '5', '1000', 'false']);
  });

  test.each(['max-parts=x', 'max-parts=-1', 'part-number-marker=1.5'])('are not listed with %s', async (query) => {
    const id = await create();

    const { status, code, text } = await ask(`GET /bucket/key?uploadId=${id}&${query}`);

    expect([status, code]).toEqual([400, 'InvalidArgument']);
    expect(text).toContain(`Argument ${query.split('=')[0]} must be an integer between 0 and 2147483647`);
  });

  test('say whose they are, when they came and what they hold', async () => {
    const id = await create();
    const { etag } = await upload(id, 3, 'abc');

    const { text } = await ask(`GET /bucket/key?uploadId=${id}`);

    const owner = '<ID>000000000000</ID><DisplayName>local</DisplayName>';
    expect(text).toContain(
      `<ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>bucket</Bucket><Key>key</Key><UploadId>${id}</UploadId>`,
    );
    expect(text).toContain(
      `<StorageClass>STANDARD</StorageClass><Initiator>${owner}</Initiator><Owner>${owner}</Owner>`,
    );
    expect(text).toContain(
      `<Part><PartNumber>3</PartNumber><LastModified>2026-01-15T10:30:00.000Z</LastModified><ETag>${etag.replaceAll('"', '&quot;')}</ETag><Size>3</Size></Part>`,
    );
  });
});

test('unfinished uploads are listed by key, those of a prefix alone when it is named', async () => {
  const b = await create('b/1');
  const a = await create('a');
  await room.context.advance(1000);
  const later = await create('a');

  const all = await ask('GET /bucket?uploads');
  const some = await ask('GET /bucket?uploads&prefix=b/');

  expect(elements(all.text, 'UploadId')).toEqual([a, later, b]);
  expect(all.text).toContain('<ListMultipartUploadsResult');
  expect(['Bucket', 'Prefix', 'MaxUploads', 'IsTruncated'].map((name) => elements(all.text, name))).toEqual([
    ['bucket'],
    [''],
    ['1000'],
    ['false'],
  ]);
  const owner = '<ID>000000000000</ID><DisplayName>local</DisplayName>';
  expect(some.text).toContain(
    `<Prefix>b/</Prefix><MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated><Upload><Key>b/1</Key><UploadId>${b}</UploadId><Initiator>${owner}</Initiator><Owner>${owner}</Owner><StorageClass>STANDARD</StorageClass><Initiated>2026-01-15T10:30:00.000Z</Initiated></Upload></ListMultipartUploadsResult>`,
  );
});

test('an upload to a key that is too long is refused', async () => {
  expect((await ask(`POST /bucket/${'k'.repeat(1025)}?uploads`)).code).toBe('KeyTooLongError');
});

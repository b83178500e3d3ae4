import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

const MB5 = 5 * 1024 * 1024;
let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);
const attributes = (key: string, names: string, headers = {}) =>
  ask(`GET /bucket/${key}?attributes`, { 'x-amz-object-attributes': names, ...headers });

beforeAll(async () => {
  room = openRestRoom();
  const [uploadId] = elements((await ask('POST /bucket/parts?uploads')).text, 'UploadId');
  const tags: string[] = [];
  for (const [n, body] of [Buffer.alloc(MB5, 'a'), 'test content 123'].entries()) {
    const { headers } = await ask(`PUT /bucket/parts?uploadId=${uploadId}&partNumber=${n + 1}`, {}, body);
    tags.push(headers['etag'] ?? '');
  }
  const parts = tags.map((tag, n) => `<Part><PartNumber>${n + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('');
  const upload = `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`;
  await ask(`POST /bucket/parts?uploadId=${uploadId}`, {}, upload);
  await ask('PUT /bucket/whole', { 'x-amz-checksum-crc32': 'O4unxw==' }, 'text');
  await ask('PUT /bucket/empty');
});
afterAll(() => room.close());

// Recorded of S3: https://github.com/localstack/localstack, tests/aws/services/s3, test_get_object_part, test_get_object_attributes
describe('a part', () => {
  test.each(['GET', 'HEAD'])('is read by its number: %s', async (method) => {
    const answer = await ask(`${method} /bucket/parts?partNumber=2`, { 'x-amz-checksum-mode': 'ENABLED' });

    expect(answer).toMatchObject({
      status: 206,
      headers: {
        'content-length': '16',
        'content-range': `bytes ${MB5}-${MB5 + 15}/${MB5 + 16}`,
        'x-amz-mp-parts-count': '2',
      },
      text: method === 'GET' ? 'test content 123' : '',
    });
  });

  test('of an object that came whole is the object', async () => {
    const answer = await ask('GET /bucket/whole?partNumber=1', { 'x-amz-checksum-mode': 'ENABLED' });

    expect(answer).toMatchObject({
      ...{ status: 206, text: 'text' },
      headers: {
        'content-range': 'bytes 0-3/4',
        'x-amz-checksum-crc32': 'O4unxw==',
        'x-amz-checksum-type': 'FULL_OBJECT',
      },
    });
    expect(answer.headers).not.toHaveProperty('x-amz-mp-parts-count');
    expect((await ask('GET /bucket/empty?partNumber=1')).status).toBe(200);
  });

  test.each<[string, Record<string, string>, number, string, string]>([
    [
      'parts?partNumber=10',
      {},
      416,
      'InvalidPartNumber',
      '<Message>The requested partnumber is not satisfiable</Message><PartNumberRequested>10</PartNumberRequested><ActualPartCount>2</ActualPartCount>',
    ],
    ['whole?partNumber=2', {}, 416, 'InvalidPartNumber', '<ActualPartCount>1</ActualPartCount>'],
    [
      'parts?partNumber=0',
      {},
      400,
      'InvalidArgument',
      '<ArgumentName>partNumber</ArgumentName><ArgumentValue>0</ArgumentValue>',
    ],
    [
      'parts?partNumber=1',
      { range: 'bytes=0-1' },
      400,
      'InvalidRequest',
      'Cannot specify both Range header and partNumber query parameter',
    ],
  ])('%s %j is refused', async (line, headers, status, code, part) => {
    expect(await ask(`GET /bucket/${line}`, headers)).toMatchObject({
      status,
      code,
      text: expect.stringContaining(part),
    });
  });
});

describe('the attributes of an object', () => {
  test('are those that are asked for', async () => {
    const { text, headers } = await attributes('whole', 'ETag, Checksum,ObjectParts,StorageClass, ObjectSize');

    expect(text).toContain(
      '<GetObjectAttributesResponse xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><ETag>1cb251ec0d568de6a929b520c4aed8d1</ETag><Checksum><ChecksumCRC32>O4unxw==</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType></Checksum><StorageClass>STANDARD</StorageClass><ObjectSize>4</ObjectSize></GetObjectAttributesResponse>',
    );
    expect(headers).toMatchObject({ 'last-modified': 'Thu, 15 Jan 2026 10:30:00 GMT' });
    expect((await attributes('whole', 'ObjectSize')).text).toContain('"><ObjectSize>4</ObjectSize></GetObject');
  });

  test('count its parts', async () => {
    expect((await attributes('parts', 'ObjectParts')).text).toContain(
      '<ObjectParts><PartsCount>2</PartsCount></ObjectParts>',
    );
  });

  test('are refused of what is not there, and of what there is none', async () => {
    expect((await attributes('none', 'ETag')).code).toBe('NoSuchKey');
    expect((await attributes('whole', 'ETag,Colour')).code).toBe('InvalidArgument');
    expect((await ask('GET /bucket/whole?attributes')).code).toBe('InvalidArgument');
  });
});

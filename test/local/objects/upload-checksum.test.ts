import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);
beforeEach(() => {
  room = openRestRoom();
});
afterEach(() => room.close());

const create = async (headers: Record<string, string> = {}) => {
  const answer = await ask('POST /bucket/key?uploads', headers);
  return { ...answer, id: elements(answer.text, 'UploadId')[0] ?? '' };
};
const put = (id: string, number: number, body: string | Buffer, headers = {}) =>
  ask(`PUT /bucket/key?uploadId=${id}&partNumber=${number}`, headers, body);
const complete = (id: string, parts: [etag: string, sums?: string][], headers: Record<string, string> = {}) => {
  const chosen = parts.map(
    ([etag, sums = ''], n) => `<Part><PartNumber>${n + 1}</PartNumber><ETag>${etag}</ETag>${sums}</Part>`,
  );
  return ask(
    `POST /bucket/key?uploadId=${id}`,
    headers,
    `<CompleteMultipartUpload>${chosen.join('')}</CompleteMultipartUpload>`,
  );
};
const read = async (line: string) => (await ask(line, { 'x-amz-checksum-mode': 'ENABLED' })).headers;

// Values and texts as recorded of S3: https://github.com/localstack/localstack, tests/aws/services/s3, TestS3MultipartUploadChecksum
describe('of the three parts that were recorded', () => {
  const [long, short] = [Buffer.alloc(5_242_881, 'a'), 'aaaaaaaaaa'];
  const sums = ['NRU+Sw==', 'NRU+Sw==', 'TBHN8A=='];
  const upload = async (type: string) => {
    const { id, headers } = await create({ 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': type });
    expect(headers).toMatchObject({ 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': type });
    const etags: string[] = [];
    for (const [n, body] of [long, long, short].entries()) {
      const { headers: told } = await put(id, n + 1, body);
      expect(told).toMatchObject({ 'x-amz-checksum-crc32': sums[n] });
      etags.push(told['etag'] ?? '');
    }
    const { text } = await ask(`GET /bucket/key?uploadId=${id}`);
    expect(elements(text, 'ChecksumCRC32')).toEqual(sums);
    expect([elements(text, 'ChecksumAlgorithm'), elements(text, 'ChecksumType')]).toEqual([['CRC32'], [type]]);
    return { id, etags };
  };

  test('the composite checksum is that of their checksums', async () => {
    const { id, etags } = await upload('COMPOSITE');
    const chosen = etags.map((etag, n): [string, string] => [etag, `<ChecksumCRC32>${sums[n]}</ChecksumCRC32>`]);

    const missing = await complete(
      id,
      etags.map((etag): [string] => [etag]),
    );
    expect(missing.text).toContain(
      'The upload was created using a crc32 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
    );
    const wrong = await complete(
      id,
      etags.map((etag): [string, string] => [etag, '<ChecksumCRC32>TBHN8A==</ChecksumCRC32>']),
    );
    expect(wrong.text).toContain(
      `<UploadId>${id}</UploadId><PartNumber>1</PartNumber><ETag>c4c753e69bb853187f5854c46cf801c6</ETag>`,
    );
    expect(room.bodyFiles()).toHaveLength(3);

    const { text } = await complete(id, chosen);
    expect(text).toContain(
      '<ETag>&quot;4d45984fc3feb2ac9b22683c49674b56-3&quot;</ETag><ChecksumCRC32>5FRUiw==-3</ChecksumCRC32><ChecksumType>COMPOSITE</ChecksumType>',
    );
    expect(await read('GET /bucket/key')).toMatchObject({
      'x-amz-checksum-crc32': '5FRUiw==-3',
      'x-amz-checksum-type': 'COMPOSITE',
    });
    expect(await read('GET /bucket/key?partNumber=3')).toMatchObject({
      'x-amz-checksum-crc32': 'TBHN8A==',
      'x-amz-checksum-type': 'COMPOSITE',
    });
    const attributes = await ask('GET /bucket/key?attributes', {
      'x-amz-object-attributes': 'Checksum,ObjectParts',
      'x-amz-max-parts': '2',
    });
    expect(attributes.text).toContain(
      '<Checksum><ChecksumCRC32>5FRUiw==</ChecksumCRC32><ChecksumType>COMPOSITE</ChecksumType></Checksum><ObjectParts><PartsCount>3</PartsCount><PartNumberMarker>0</PartNumberMarker><NextPartNumberMarker>2</NextPartNumberMarker><MaxParts>2</MaxParts><IsTruncated>true</IsTruncated><Part><ChecksumCRC32>NRU+Sw==</ChecksumCRC32><PartNumber>1</PartNumber><Size>5242881</Size></Part>',
    );
    const copy = await ask('PUT /bucket/copy', { 'x-amz-copy-source': 'bucket/key' });
    expect(copy.text).toContain('<ChecksumCRC32>qSEQSA==</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType>');
    expect(await read('HEAD /bucket/copy')).toMatchObject({ 'x-amz-checksum-crc32': 'qSEQSA==' });
  });

  test('the checksum of the full object is that of its bytes', async () => {
    const { id, etags } = await upload('FULL_OBJECT');
    const chosen = etags.map((etag): [string] => [etag]);

    const wrong = await complete(id, chosen, { 'x-amz-checksum-crc32': 'NRU+Sw==' });
    expect(wrong.text).toContain('The crc32 you specified did not match the calculated checksum.');
    const { text } = await complete(id, chosen, {
      'x-amz-checksum-crc32': 'qSEQSA==',
      'x-amz-mp-object-size': '10485772',
    });
    expect(text).toContain('<ChecksumCRC32>qSEQSA==</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType>');
    const part = await read('GET /bucket/key?partNumber=3');
    expect(part).not.toHaveProperty('x-amz-checksum-crc32');
    await room.objects.close();
    expect(room.bodyFiles()).toHaveLength(1);
  });
});

test.each([
  ['CRC32', 'COMPOSITE'],
  ['crc32c', 'COMPOSITE'],
  ['SHA1', 'COMPOSITE'],
  ['SHA256', 'COMPOSITE'],
  ['CRC64NVME', 'FULL_OBJECT'],
])('%s is %s unless it is said', async (algorithm, type) => {
  const { id, headers } = await create({ 'x-amz-checksum-algorithm': algorithm });

  expect(headers['x-amz-checksum-type']).toBe(type);
  room.reopen();
  expect(elements((await ask(`GET /bucket/key?uploadId=${id}`)).text, 'ChecksumType')).toEqual([type]);
});

test.each([
  [
    { 'x-amz-checksum-type': 'COMPOSITE' },
    'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
  ],
  [
    { 'x-amz-checksum-algorithm': 'MD5' },
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  ],
  [
    { 'x-amz-checksum-algorithm': 'CRC64NVME', 'x-amz-checksum-type': 'COMPOSITE' },
    'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
  ],
  [
    { 'x-amz-checksum-algorithm': 'SHA1', 'x-amz-checksum-type': 'FULL_OBJECT' },
    'The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.',
  ],
])('an upload with %j is refused', async (headers, message) => {
  const { status, code, text } = await create(headers);

  expect([status, code]).toEqual([400, 'InvalidRequest']);
  expect(text).toContain(`<Message>${message}</Message>`);
});

test('a part, and a completion, hold to the checksum of their upload', async () => {
  const { id } = await create({ 'x-amz-checksum-algorithm': 'SHA256' });
  const other = await put(id, 1, 'text', { 'x-amz-checksum-crc32': 'O4unxw==' });
  const { headers } = await put(id, 1, 'text');

  expect(other.text).toContain(
    'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
  );
  const etag = headers['etag'] ?? '';
  expect((await complete(id, [[etag, '<ChecksumCRC32>O4unxw==</ChecksumCRC32>']])).text).toContain(
    'The crc32 you specified for part 1 did not match what we received.',
  );
  expect((await complete(id, [[etag]], { 'x-amz-checksum-type': 'FULL_OBJECT' })).text).toContain(
    'The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode.',
  );
});

test('an upload without a checksum takes none of its parts, and makes one of the whole', async () => {
  const { id } = await create();
  const { headers } = await put(id, 1, 'text', { 'x-amz-checksum-crc32': 'O4unxw==' });
  const etag = headers['etag'] ?? '';

  expect(headers['x-amz-checksum-crc32']).toBe('O4unxw==');
  expect(elements((await ask(`GET /bucket/key?uploadId=${id}`)).text, 'ChecksumCRC32')).toEqual([]);
  expect((await complete(id, [[etag, '<ChecksumCRC32>O4unxw==</ChecksumCRC32>']])).code).toBe('InvalidPart');
  expect((await complete(id, [[etag]], { 'x-amz-checksum-type': 'COMPOSITE' })).text).toContain(
    'using the null checksum mode',
  );
  expect((await complete(id, [[etag]], { 'x-amz-mp-object-size': '5' })).text).toContain(
    "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4",
  );
  expect((await complete(id, [[etag]], { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' })).code).toBe('BadDigest');
  const { text } = await complete(id, [[etag]]);
  expect(text).toContain('<ChecksumCRC64NVME>rCixvM1b9Xc=</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType>');
  expect(await read('GET /bucket/key')).toMatchObject({
    ...{ 'x-amz-checksum-crc64nvme': 'rCixvM1b9Xc=', 'x-amz-checksum-type': 'FULL_OBJECT' },
  });
});

describe('of what comes without a checksum, S3 computes one', () => {
  // As recorded in the same file, test_s3_checksum_no_automatic_sdk_calculation and test_s3_copy_object_with_default_checksum.
  test.each([
    ['test data..', 'qUVrWYOrIAM='],
    ['{"key": "value"}', 'pX30eiUx5C0='],
    ['aaa', 'Rnr2/5P7Gsk='],
    ['', 'AAAAAAAAAAA='],
  ])('of %j it is %s, which reading, its attributes and a copy tell', async (text, sum) => {
    const headers = { 'x-amz-checksum-crc64nvme': sum, 'x-amz-checksum-type': 'FULL_OBJECT' };
    const element = `<ChecksumCRC64NVME>${sum}</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType>`;

    expect((await ask('PUT /bucket/key', { 'x-amz-checksum-algorithm': 'TEST' }, text)).headers).toMatchObject(headers);
    expect(await read('HEAD /bucket/key')).toMatchObject(headers);
    expect(await read('GET /bucket/key')).toMatchObject(headers);
    expect((await ask('HEAD /bucket/key')).headers).not.toHaveProperty('x-amz-checksum-type');
    const attributes = await ask('GET /bucket/key?attributes', { 'x-amz-object-attributes': 'Checksum' });
    expect(attributes.text).toContain(`<Checksum>${element}</Checksum>`);
    const copy = await ask('PUT /bucket/copy', { 'x-amz-copy-source': 'bucket/key' });
    expect(copy.text).toContain(element);
  });

  test('also of what a stream writes', async () => {
    await room.objects.put('bucket', 'key', Buffer.from('aaa'));

    expect(await read('HEAD /bucket/key')).toMatchObject({ 'x-amz-checksum-crc64nvme': 'Rnr2/5P7Gsk=' });
  });

  test('a copy of an object that has none, as of before there was one, gets it', async () => {
    await ask('PUT /bucket/old', {}, 'aaa');
    room.context.database.run("UPDATE objects_versions SET checksums = '{}' WHERE key = 'old'");
    expect(await read('HEAD /bucket/old')).not.toHaveProperty('x-amz-checksum-crc64nvme');

    const copy = await ask('PUT /bucket/copy', { 'x-amz-copy-source': 'bucket/old' });
    expect(copy.text).toContain('<ChecksumCRC64NVME>Rnr2/5P7Gsk=</ChecksumCRC64NVME>');
  });
});

test('a copied part has the checksum of its upload, a copy the one that is asked for', async () => {
  await ask('PUT /bucket/source', {}, 'this is a part');
  const { id } = await create({ 'x-amz-checksum-algorithm': 'CRC32C' });
  const from = { 'x-amz-copy-source': 'bucket/source' };
  const part = await put(id, 1, '', from);

  expect(part.text).toContain('<ChecksumCRC32C>iqJrOQ==</ChecksumCRC32C></CopyPartResult>');
  const [etag = ''] = elements(part.text, 'ETag');
  const { text } = await complete(id, [[etag, '<ChecksumCRC32C>iqJrOQ==</ChecksumCRC32C>']]);
  expect(text).toContain('<ChecksumCRC32C>F9bAnw==-1</ChecksumCRC32C><ChecksumType>COMPOSITE</ChecksumType>');
  const copy = await ask('PUT /bucket/copy', { ...from, 'x-amz-checksum-algorithm': 'CRC32C' });
  expect(copy.text).toContain('<ChecksumCRC32C>iqJrOQ==</ChecksumCRC32C><ChecksumType>FULL_OBJECT</ChecksumType>');
});

test.each<[Record<string, string>, string]>([
  [{ 'x-amz-checksum-crc32': 'nope' }, 'Value for x-amz-checksum-crc32 header is invalid.'],
  [
    { 'x-amz-checksum-crc32': 'O4unxw==', 'x-amz-checksum-sha1': 'x' },
    'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  ],
])('a body with %j is refused', async (headers, message) => {
  expect(await ask('PUT /bucket/key', headers, 'text')).toMatchObject({
    ...{ status: 400, code: 'InvalidRequest', text: expect.stringContaining(message) },
  });
});

import { createHash } from 'node:crypto';
import { ownContentEncoding, readRequestBody } from '../../../../src/local/objects/request/request-body.ts';

const STREAMING = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
const read = async (headers: Record<string, string>, body: string | Buffer) => {
  const { pieces, checksums } = await readRequestBody({ headers, body: Buffer.from(body) });
  return { text: Buffer.concat([...pieces]).toString(), checksums };
};
const digestOf = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('base64');

/** Of the nine bytes `123456789`, as the catalogues of CRC algorithms and NIST give them. */
const CHECK = {
  crc32: Buffer.from('cbf43926', 'hex').toString('base64'),
  crc32c: Buffer.from('e3069283', 'hex').toString('base64'),
  crc64nvme: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
  sha1: digestOf('sha1', '123456789'),
  sha256: digestOf('sha256', '123456789'),
};

describe('a body', () => {
  test('that is not framed is taken as it is', async () => {
    expect(await read({}, '5\r\nhello\r\n0\r\n\r\n')).toEqual({ text: '5\r\nhello\r\n0\r\n\r\n', checksums: {} });
    expect(await read({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-encoding': 'gzip' }, 'x')).toMatchObject({
      text: 'x',
    });
  });

  test.each([
    ['by its digest', STREAMING],
    ['by its encoding', { 'content-encoding': 'aws-chunked' }],
    ['by one of its encodings', { 'content-encoding': 'gzip, aws-chunked' }],
  ])('known to be framed %s is put together again', async (_title, headers) => {
    expect((await read(headers, '5\r\nhello\r\nA;chunk-signature=ab\r\n, world!!!\r\n0\r\n\r\n')).text).toBe(
      'hello, world!!!',
    );
  });

  test('that is framed may hold line breaks, and nothing at all', async () => {
    expect((await read(STREAMING, '4\r\n\r\n\r\n\r\n0;x=y\r\n\r\n')).text).toBe('\r\n\r\n');
    expect((await read(STREAMING, '0\r\n\r\n')).text).toBe('');
    expect((await read(STREAMING, ' 1 \r\nx\r\n0\r\n\r\n')).text).toBe('x');
  });

  test.each([
    ['ends before its first length', '5'],
    ['ends within a chunk', '5\r\nhell'],
    ['ends before its last length', '5\r\nhello\r\n'],
    ['has a length that is none', 'xyz\r\nhello\r\n0\r\n\r\n'],
    ['has no length', '\r\nhello\r\n0\r\n\r\n'],
    ['has a length of more than twelve digits', '0000000000005\r\nhello\r\n0\r\n\r\n'],
    ['has a length with a sign', '-5\r\nhello\r\n0\r\n\r\n'],
  ])('that %s is incomplete', async (_title, body) => {
    await expect(read(STREAMING, body)).rejects.toMatchObject({
      code: 'IncompleteBody',
      status: 400,
      message: 'The request body terminated unexpectedly',
    });
  });

  test('must have the length that is declared for it, when it is framed', async () => {
    const framed = '5\r\nhello\r\n0\r\n\r\n';

    expect((await read({ ...STREAMING, 'x-amz-decoded-content-length': '5' }, framed)).text).toBe('hello');
    await expect(read({ ...STREAMING, 'x-amz-decoded-content-length': '6' }, framed)).rejects.toMatchObject({
      code: 'IncompleteBody',
    });
    expect((await read({ 'x-amz-decoded-content-length': '6' }, 'hello')).text).toBe('hello');
  });
});

describe('Content-MD5', () => {
  test('is the body’s, or the body is refused', async () => {
    expect((await read({ 'content-md5': digestOf('md5', 'x') }, 'x')).text).toBe('x');
    await expect(read({ 'content-md5': digestOf('md5', 'y') }, 'x')).rejects.toMatchObject({
      code: 'BadDigest',
      message: 'The Content-MD5 you specified did not match what we received.',
    });
    await expect(read({ 'content-md5': Buffer.alloc(15).toString('base64') }, 'x')).rejects.toMatchObject({
      code: 'InvalidDigest',
      message: 'The Content-MD5 you specified was invalid.',
    });
  });

  test('is that of the payload, not of its framing', async () => {
    const headers = { ...STREAMING, 'content-md5': digestOf('md5', 'hello') };

    expect((await read(headers, '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n')).text).toBe('hello');
  });
});

describe.each(Object.entries(CHECK))('%s', (algorithm, checksum) => {
  const name = `x-amz-checksum-${algorithm}`;

  test('is kept when it fits, as a header, a trailer or because it is announced', async () => {
    const kept = { text: '123456789', checksums: { [algorithm]: checksum } };

    expect(await read({ [name]: checksum }, '123456789')).toEqual(kept);
    expect(await read(STREAMING, `9\r\n123456789\r\n0\r\n${name}:${checksum}\r\n\r\n`)).toEqual(kept);
    expect(await read(STREAMING, `4\r\n1234\r\n5\r\n56789\r\n0\r\n${name.toUpperCase()} : ${checksum} \n\r\n`)).toEqual(
      kept,
    );
    expect(await read({ 'x-amz-sdk-checksum-algorithm': algorithm.toUpperCase() }, '123456789')).toEqual(kept);
  });

  test('is refused when it does not fit', async () => {
    await expect(read({ [name]: checksum }, '12345678')).rejects.toMatchObject({
      code: 'BadDigest',
      status: 400,
      message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    });
  });

  test('of a trailer counts before that of a header', async () => {
    const headers = { ...STREAMING, [name]: 'other' };

    expect((await read(headers, `9\r\n123456789\r\n0\r\n${name}:${checksum}\r\n\r\n`)).checksums).toEqual({
      [algorithm]: checksum,
    });
  });
});

test('lines that are no trailers are passed over', async () => {
  expect(await read(STREAMING, '1\r\nx\r\n0\r\n:nameless\r\nnothing\r\n\r\n')).toEqual({ text: 'x', checksums: {} });
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['aws-chunked', undefined],
  ['gzip', 'gzip'],
  ['gzip,aws-chunked', 'gzip'],
  ['aws-chunked, gzip , br', 'gzip,br'],
])('of the encoding %p the object keeps %p', (given, own) => {
  expect(ownContentEncoding(given === undefined ? {} : { 'content-encoding': given })).toBe(own);
});

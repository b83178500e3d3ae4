import {
  checksumHeaders,
  copiedHeaders,
  keptHeaders,
  objectHeaders,
} from '../../../../src/local/objects/request/object-headers.ts';
import type { StoredObject } from '../../../../src/local/objects/versions.ts';

describe('of an upload', () => {
  test('what S3 gives back is kept, and nothing else', () => {
    const given = {
      'content-type': 'text/plain',
      'content-encoding': 'gzip, aws-chunked',
      'cache-control': 'no-store',
      'content-disposition': 'attachment',
      'content-language': 'de',
      expires: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'x-amz-website-redirect-location': '/a',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key',
      'x-amz-server-side-encryption-bucket-key-enabled': 'true',
      'x-amz-storage-class': 'GLACIER',
      'x-amz-meta-one': '1',
      'x-amz-meta-': 'nameless',
    };

    expect(
      keptHeaders({ ...given, 'x-amz-acl': 'private', host: 'h', 'content-length': '3', 'xx-amz-meta-no': 'x' }),
    ).toEqual({ ...given, 'content-encoding': 'gzip' });
  });

  test('the type is binary where none is given, the class kept only where it is not STANDARD', () => {
    expect(keptHeaders({})).toEqual({ 'content-type': 'binary/octet-stream' });
    expect(keptHeaders({ 'x-amz-storage-class': 'STANDARD', 'content-encoding': 'aws-chunked' })).toEqual({
      'content-type': 'binary/octet-stream',
    });
  });

  // S3 guide, "Working with object metadata": 2 KB of names and values.
  test('metadata may have 2 KB in all, names and values in UTF-8', () => {
    const half = { 'x-amz-meta-ab': 'ü'.repeat(511) };

    expect(keptHeaders({ ...half, 'x-amz-meta-cd': 'x'.repeat(1022) })).toMatchObject(half);
    expect(() => keptHeaders({ ...half, 'x-amz-meta-cd': 'x'.repeat(1023) })).toThrow(
      expect.objectContaining({
        code: 'MetadataTooLarge',
        message: 'Your metadata headers exceed the maximum allowed metadata size',
      }),
    );
    expect(() => keptHeaders({ [`x-amz-meta-${'n'.repeat(2049)}`]: '' })).toThrow('maximum allowed metadata size');
  });
});

test('a copy keeps its source’s headers but for those that only a request gives', () => {
  const source = { 'content-type': 'a/b', 'x-amz-meta-a': '1', 'x-amz-storage-class': 'GLACIER' };

  expect(copiedHeaders(source, { 'content-type': 'c/d', 'x-amz-server-side-encryption': 'AES256' })).toEqual({
    'content-type': 'a/b',
    'x-amz-meta-a': '1',
    'x-amz-server-side-encryption': 'AES256',
  });
  expect(source['x-amz-storage-class']).toBe('GLACIER');
});

test('an object goes back with what it was stored with, its ETag, its time and the count of its tags', () => {
  const object: StoredObject = {
    bucket: 'b',
    key: 'k',
    body: 'f',
    size: 1,
    etag: 'abc',
    modified: Date.UTC(2026, 0, 15, 10, 30, 0, 999),
    headers: { 'content-type': 'a/b' },
    checksums: { crc32: 'x' },
    tags: '',
    parts: [],
    version: 'null',
  };
  const bare = {
    'content-type': 'a/b',
    etag: '"abc"',
    'last-modified': 'Thu, 15 Jan 2026 10:30:00 GMT',
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
  };

  expect(objectHeaders(object)).toEqual(bare);
  expect(objectHeaders({ ...object, tags: 'a=1&b=2' })).toEqual({ ...bare, 'x-amz-tagging-count': '2' });
  expect(checksumHeaders({ crc32: 'x', sha1: 'y' })).toEqual({
    'x-amz-checksum-crc32': 'x',
    'x-amz-checksum-sha1': 'y',
    'x-amz-checksum-type': 'FULL_OBJECT',
  });
  expect(checksumHeaders({ crc32: 'x==-2' })).toMatchObject({ 'x-amz-checksum-type': 'COMPOSITE' });
  expect(checksumHeaders({})).toEqual({});
});

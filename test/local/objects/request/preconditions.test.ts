import { checkReadConditions, checkWriteConditions } from '../../../../src/local/objects/request/preconditions.ts';
import type { StoredObject } from '../../../../src/local/objects/versions.ts';

const modified = Date.UTC(2026, 0, 15, 10, 30, 0, 900);
const object: StoredObject = {
  bucket: 'bucket',
  key: 'key',
  body: 'file',
  size: 1,
  etag: 'abc',
  modified,
  headers: {},
  checksums: {},
  tags: '',
  parts: [],
  version: 'null',
};
const AT = new Date(modified).toUTCString();
const BEFORE = new Date(modified - 1000).toUTCString();
const AFTER = new Date(modified + 1000).toUTCString();

const outcome = (check: () => void): number | string => {
  try {
    check();
    return 200;
  } catch (error) {
    const { status, code } = Object(error);
    return status === 304 ? 304 : code;
  }
};

// S3 guide, "Add preconditions to S3 operations", and the S3 API reference of GetObject and CopyObject.
const reads: [Record<string, string>, number | string, number | string][] = [
  [{}, 200, 200],
  [{ 'if-match': '"abc"' }, 200, 200],
  [{ 'if-match': 'abc' }, 200, 200],
  [{ 'if-match': '*' }, 200, 200],
  [{ 'if-match': 'W/"abc"' }, 200, 200],
  [{ 'if-match': '"x", "abc"' }, 200, 200],
  [{ 'if-match': '"x"' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-match': '"abcd"' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-match': 'xW/"abc"' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-match': '"abc' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-match': 'abc"' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-match': 'aW/"abc"' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-match': 'aW/bc' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-match': '"abc"x' }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-none-match': '"x"' }, 200, 200],
  [{ 'if-none-match': '"abc"' }, 304, 'PreconditionFailed'],
  [{ 'if-none-match': '*' }, 304, 'PreconditionFailed'],
  [{ 'if-unmodified-since': AT }, 200, 200],
  [{ 'if-unmodified-since': AFTER }, 200, 200],
  [{ 'if-unmodified-since': BEFORE }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-unmodified-since': 'never' }, 200, 200],
  [{ 'if-modified-since': BEFORE }, 200, 200],
  [{ 'if-modified-since': AT }, 304, 'PreconditionFailed'],
  [{ 'if-modified-since': AFTER }, 304, 'PreconditionFailed'],
  [{ 'if-modified-since': 'never' }, 200, 200],
  [{ 'if-match': '"abc"', 'if-unmodified-since': BEFORE }, 200, 200],
  [{ 'if-match': '"x"', 'if-unmodified-since': AT }, 'PreconditionFailed', 'PreconditionFailed'],
  [{ 'if-none-match': '"abc"', 'if-modified-since': BEFORE }, 304, 'PreconditionFailed'],
  [{ 'if-none-match': '"x"', 'if-modified-since': AFTER }, 200, 200],
  [{ 'if-match': '"abc"', 'if-none-match': '"abc"' }, 304, 'PreconditionFailed'],
];

test.each(reads)('a read with %j gives %s, a copy %s', (headers, read, copy) => {
  const prefixed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`x-amz-copy-source-${name}`, value]),
  );

  expect(outcome(() => checkReadConditions(object, headers))).toBe(read);
  expect(outcome(() => checkReadConditions(object, prefixed, 'x-amz-copy-source-'))).toBe(copy);
  expect(outcome(() => checkReadConditions(object, prefixed))).toBe(200);
  expect(outcome(() => checkReadConditions(object, headers, 'x-amz-copy-source-'))).toBe(200);
});

test('a 304 says what it is', () => {
  expect(() => checkReadConditions(object, { 'if-none-match': '*' })).toThrow(
    expect.objectContaining({ code: 'NotModified', message: 'Not Modified', status: 304 }),
  );
});

test.each<[Record<string, string>, boolean, number | string]>([
  [{}, true, 200],
  [{}, false, 200],
  [{ 'if-none-match': '*' }, false, 200],
  [{ 'if-none-match': '*' }, true, 'PreconditionFailed'],
  [{ 'if-none-match': '"abc"' }, false, 'NotImplemented'],
  [{ 'if-match': '"abc"' }, true, 200],
  [{ 'if-match': '*' }, true, 200],
  [{ 'if-match': '"x"' }, true, 'PreconditionFailed'],
  [{ 'if-match': '"abc"' }, false, 'NoSuchKey'],
])('a write with %j where an object is: %s gives %s', (headers, isThere, expected) => {
  expect(outcome(() => checkWriteConditions(isThere ? object : undefined, headers))).toBe(expected);
});

test('a write with an If-None-Match of its own is told what S3 takes', () => {
  expect(() => checkWriteConditions(undefined, { 'if-none-match': '"a"' })).toThrow(
    'S3 writes take If-None-Match with * only.',
  );
});

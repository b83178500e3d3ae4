/**
 * PutObject, GetObject and HeadObject of Amazon S3.
 * There are no locks, no restore.
 */
import type { ServiceResponse } from '../endpoint/service.ts';
import { encryptionOf } from './configuration/encryption.ts';
import { readableVersion, versionHeader } from './configuration/versioning.ts';
import { objectError } from './errors.ts';
import type { ObjectCall, ObjectOperation } from './object-operation.ts';
import { byteRange } from './request/byte-range.ts';
import { DEFAULT_ALGORITHM, growingSum, summed } from './request/checksums.ts';
import {
  checksumHeaders,
  checksumType,
  keptHeaders,
  objectHeaders,
  partChecksumHeaders,
} from './request/object-headers.ts';
import { tagsOfHeader } from './request/object-tags.ts';
import { askedPart, type ReadPart } from './request/part-range.ts';
import { checkReadConditions, checkWriteConditions } from './request/preconditions.ts';
import { readRequestBody } from './request/request-body.ts';
import { type ObjectRoom, saveObject } from './room.ts';
import { NULL_VERSION } from './version-id.ts';
import type { StoredObject } from './versions.ts';

/** Keys have at most 1,024 bytes of UTF-8 (S3 guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;

/** What a reader may have answered in place of what the object has, as `response-content-type=…` (S3 API reference, GetObject). */
const OVERRIDDEN = [
  ...['content-type', 'content-language', 'expires', 'cache-control', 'content-disposition', 'content-encoding'],
] as const;

/** The operations that write and read single objects. */
export function objectOperations(room: ObjectRoom): Record<string, ObjectOperation> {
  const { store, files, context } = room;
  return {
    async PutObject({ bucket, key, request }) {
      checkKey(key);
      checkWriteConditions(store.find(bucket, key), request.headers);
      const headers = keptHeaders(request.headers);
      const tags = tagsOfHeader(request.headers);
      const { pieces, checksums: given } = await readRequestBody(request);
      const sum = Object.keys(given).length === 0 ? await growingSum(DEFAULT_ALGORITHM) : undefined;
      const { file, size, md5 } = await files.write(summed(pieces, sum));
      const checksums = sum ? { [DEFAULT_ALGORITHM]: await sum.digest() } : given;
      const modified = context.clock.now();
      const saved = saveObject(room, {
        ...{ bucket, key, body: file, size, etag: md5, modified, headers, checksums, tags, parts: [] },
      });
      const answer = { etag: `"${md5}"`, ...checksumHeaders(checksums), ...encryptionOf(saved.headers) };
      return { status: 200, headers: { ...answer, ...idOf(saved) } };
    },
    GetObject: (call) => readObject(room, call, true),
    HeadObject: (call) => readObject(room, call, false),
  };
}

/** Throws KeyTooLongError. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw objectError('KeyTooLongError', undefined, {
      elements: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    });
}

/** The header that names a version with an id of its own: what is written while versions are suspended names none. */
export function idOf({ version }: { version: string }): Record<string, string> {
  return version === NULL_VERSION ? {} : { 'x-amz-version-id': version };
}

async function readObject({ store, files }: ObjectRoom, call: ObjectCall, withBody: boolean): Promise<ServiceResponse> {
  const { headers, query } = call.request;
  const object = readableVersion(store, { ...call, version: query.get('versionId'), method: call.request.method });
  checkReadConditions(object, headers);
  const part = askedPart(call.request, object);
  const range = part ?? byteRange(headers.range, object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const answer: Record<string, string> = {
    ...{ ...objectHeaders(object), ...versionHeader(store, object), 'content-length': String(end - start + 1) },
    ...(part && object.parts.length > 0 ? { 'x-amz-mp-parts-count': String(object.parts.length) } : {}),
  };
  if (range) answer['content-range'] = `bytes ${start}-${end}/${object.size}`;
  if (headers['x-amz-checksum-mode'] === 'ENABLED') Object.assign(answer, shownChecksums(object, part, { start, end }));
  for (const name of OVERRIDDEN) {
    const value = query.get(`response-${name}`);
    if (value !== null) answer[name] = value;
  }
  const status = range ? 206 : 200;
  return withBody
    ? { status, headers: answer, body: await files.read(object.body, start, end) }
    : { status, headers: answer };
}

/** What is read has the checksum of the whole, or of a part that has one of its own; another piece has none. */
function shownChecksums(
  { checksums, size }: StoredObject,
  part: ReadPart | undefined,
  { start, end }: { start: number; end: number },
): Record<string, string> {
  const type = checksumType(checksums);
  if (part && type === 'COMPOSITE') return { ...partChecksumHeaders(part.checksums), 'x-amz-checksum-type': type };
  return start === 0 && end === size - 1 ? checksumHeaders(checksums) : {};
}

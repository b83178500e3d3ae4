/**
 * PutObject, GetObject, HeadObject, DeleteObject, DeleteObjects and object tags of Amazon S3.
 * There is one version, `null`; no part numbers on reads, no locks, no restore.
 */
import * as v from 'valibot';
import type { ServiceResponse } from '../endpoint/service.ts';
import { escapeXml, xmlElement } from '../endpoint/xml.ts';
import { objectError } from './errors.ts';
import type { ObjectCall, ObjectOperation } from './object-operation.ts';
import { byteRange } from './request/byte-range.ts';
import { checksumHeaders, keptHeaders, objectHeaders } from './request/object-headers.ts';
import { checkReadConditions, checkWriteConditions } from './request/preconditions.ts';
import { readRequestBody } from './request/request-body.ts';
import { readXml, xmlList } from './request/request-xml.ts';
import { type ObjectRoom, removeObject, saveObject } from './room.ts';
import type { StoredObject } from './store.ts';
import { xmlAnswer } from './xml-answer.ts';

/** DeleteObjects takes up to 1,000 keys (S3 API reference). */
const MAX_DELETED = 1000;
const INTERNAL_ERROR = 'We encountered an internal error. Please try again.';
/** Keys have at most 1,024 bytes of UTF-8 (S3 guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;

/** What a reader may have answered in place of what the object has, as `response-content-type=…` (S3 API reference, GetObject). */
const OVERRIDDEN = [
  ...['content-type', 'content-language', 'expires', 'cache-control', 'content-disposition', 'content-encoding'],
] as const;

/** The operations on single objects. */
export function objectOperations(room: ObjectRoom): Record<string, ObjectOperation> {
  const { store, files, context } = room;
  return {
    async PutObject({ bucket, key, request }) {
      checkKey(key);
      checkWriteConditions(store.find(bucket, key), request.headers);
      const headers = keptHeaders(request.headers);
      const { pieces, checksums } = await readRequestBody(request);
      const { file, size, md5 } = await files.write(pieces);
      const tags = String(request.headers['x-amz-tagging'] ?? '');
      saveObject(room, {
        bucket,
        key,
        body: file,
        size,
        etag: md5,
        modified: context.clock.now(),
        headers,
        checksums,
        tags,
      });
      return { status: 200, headers: { etag: `"${md5}"`, ...checksumHeaders(checksums), ...encryption(headers) } };
    },
    GetObject: (call) => readObject(room, call, true),
    HeadObject: (call) => readObject(room, call, false),
    DeleteObject({ bucket, key, request }) {
      findVersion(store.find(bucket, key), request.query.get('versionId'));
      checkWriteConditions(store.find(bucket, key), { 'if-match': request.headers['if-match'] });
      removeObject(room, bucket, key);
      return { status: 204 };
    },
    async DeleteObjects({ bucket, request, partial }) {
      const { pieces } = await readRequestBody(request);
      const input = v.safeParse(deleteSchema, (await readXml(Buffer.concat(pieces)))['Delete']);
      if (!input.success || input.output.Object.length > MAX_DELETED) throw objectError('MalformedXML');
      const quiet = input.output.Quiet === 'true';
      const results = input.output.Object.map(({ Key }) => {
        if (partial?.failNext()) return xmlElement('Error', { Key, Code: 'InternalError', Message: INTERNAL_ERROR });
        removeObject(room, bucket, Key);
        return quiet ? '' : xmlElement('Deleted', { Key });
      });
      return xmlAnswer('DeleteResult', results.join(''));
    },
    GetObjectTagging({ bucket, key }) {
      const tags = [...new URLSearchParams(existing(store.find(bucket, key)).tags)];
      const set = tags.map(([Key, Value]) => xmlElement('Tag', { Key, Value })).join('');
      return xmlAnswer('Tagging', `<TagSet>${set}</TagSet>`);
    },
    async PutObjectTagging({ bucket, key, request }) {
      const { pieces } = await readRequestBody(request);
      const input = v.safeParse(taggingSchema, (await readXml(Buffer.concat(pieces)))['Tagging']);
      if (!input.success) throw objectError('MalformedXML');
      const tags = new URLSearchParams();
      for (const { Key, Value } of input.output.TagSet.Tag) tags.append(Key, Value);
      saveObject(room, { ...existing(store.find(bucket, key)), tags: tags.toString() });
      return { status: 200 };
    },
    DeleteObjectTagging({ bucket, key }) {
      saveObject(room, { ...existing(store.find(bucket, key)), tags: '' });
      return { status: 204 };
    },
  };
}

/** The object, or NoSuchKey. */
function existing(object: StoredObject | undefined): StoredObject {
  if (!object) throw objectError('NoSuchKey');
  return object;
}

/** Throws KeyTooLongError. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw objectError('KeyTooLongError');
}

const deleteSchema = v.object({ Object: xmlList(v.object({ Key: v.string() })), Quiet: v.optional(v.string()) });
const tagSchema = v.object({ Key: v.string(), Value: v.string() });
const noTags = v.pipe(
  v.literal(''),
  v.transform(() => ({ Tag: [] })),
);
const taggingSchema = v.object({ TagSet: v.union([noTags, v.object({ Tag: xmlList(tagSchema) })]) });

async function readObject({ store, files }: ObjectRoom, call: ObjectCall, withBody: boolean): Promise<ServiceResponse> {
  const { headers, query } = call.request;
  const object = existing(findVersion(store.find(call.bucket, call.key), query.get('versionId')));
  checkReadConditions(object, headers);
  const range = byteRange(headers.range, object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const answer: Record<string, string> = { ...objectHeaders(object), 'content-length': String(end - start + 1) };
  if (range) answer['content-range'] = `bytes ${start}-${end}/${object.size}`;
  else if (headers['x-amz-checksum-mode'] === 'ENABLED') Object.assign(answer, checksumHeaders(object.checksums));
  for (const name of OVERRIDDEN) {
    const value = query.get(`response-${name}`);
    if (value !== null) answer[name] = value;
  }
  const status = range ? 206 : 200;
  return withBody
    ? { status, headers: answer, body: await files.read(object.body, start, end) }
    : { status, headers: answer };
}

/** A bucket that was never versioned has the version `null` only. */
function findVersion(object: StoredObject | undefined, version: string | null): StoredObject | undefined {
  if (version !== null && version !== 'null') {
    throw objectError('NoSuchVersion', `The specified version does not exist: ${escapeXml(version)}.`);
  }
  return object;
}

function encryption(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  );
}

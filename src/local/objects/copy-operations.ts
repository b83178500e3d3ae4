/**
 * CopyObject and UploadPartCopy of Amazon S3.
 * Copies across accounts do not exist here.
 */

import { decodePercent } from '../endpoint/percent-decoding.ts';
import type { ServiceRequest } from '../endpoint/service.ts';
import { xmlElement } from '../endpoint/xml.ts';
import { piecesOf } from './body-files.ts';
import { encryptionOf } from './configuration/encryption.ts';
import { readableVersion, versionHeader } from './configuration/versioning.ts';
import { objectError } from './errors.ts';
import { uploadOf } from './multipart-operations.ts';
import type { ObjectOperation } from './object-operation.ts';
import { checkKey } from './object-operations.ts';
import { type Algorithm, algorithmOf, DEFAULT_ALGORITHM, growingSum, summed } from './request/checksums.ts';
import { copyRange } from './request/copy-range.ts';
import {
  checksumElements,
  checksumType,
  copiedHeaders,
  keptHeaders,
  NOT_COPIED,
  partChecksumElements,
} from './request/object-headers.ts';
import { tagsOfHeader } from './request/object-tags.ts';
import { splitPath } from './request/operation-name.ts';
import { partNumber } from './request/part-range.ts';
import { checkReadConditions, checkWriteConditions } from './request/preconditions.ts';
import { type ObjectRoom, saveObject } from './room.ts';
import type { ObjectStore } from './store.ts';
import type { StoredObject, StoredVersion } from './versions.ts';
import { xmlAnswer } from './xml-answer.ts';

/** The two operations whose bytes come from another object. */
export function copyOperations(room: ObjectRoom): Record<string, ObjectOperation> {
  const { store, files, context } = room;
  return {
    async CopyObject({ bucket, key, request }) {
      checkKey(key);
      const { source, isNamed } = sourceOf(room, request);
      checkWriteConditions(store.find(bucket, key), request.headers);
      const replace = request.headers['x-amz-metadata-directive'] === 'REPLACE';
      const changes = replace || NOT_COPIED.some((name) => request.headers[name] !== undefined);
      const isItself = source.bucket === bucket && source.key === key && (source.isLatest || !isNamed);
      if (!changes && isItself)
        throw objectError(
          'InvalidRequest',
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        );
      const kept = keptHeaders(request.headers);
      const tags =
        request.headers['x-amz-tagging-directive'] === 'REPLACE' ? tagsOfHeader(request.headers) : source.tags;
      const algorithm = copiedAlgorithm(request, source);
      const sum = algorithm && (await growingSum(algorithm));
      const { file, md5 } = await files.write(summed(await bytesOf(room, source, 0, source.size - 1), sum));
      const checksums = algorithm && sum ? { [algorithm]: await sum.digest() } : source.checksums;
      const etag = source.etag.includes('-') ? md5 : source.etag;
      const modified = context.clock.now();
      const headers = replace ? kept : copiedHeaders(source.headers, kept);
      const saved = saveObject(room, {
        ...source,
        bucket,
        key,
        body: file,
        etag,
        modified,
        headers,
        checksums,
        tags,
        parts: [],
      });
      return xmlAnswer('CopyObjectResult', copied(etag, modified) + checksumElements(checksums), {
        ...sourceHeader(room, source),
        ...versionHeader(store, saved),
        ...encryptionOf(saved.headers),
      });
    },
    async UploadPartCopy({ bucket, key, request }) {
      const upload = uploadOf(store, request, bucket, key);
      const number = partNumber(request);
      const { source } = sourceOf(room, request);
      const header = request.headers['x-amz-copy-source-range'];
      const { start, end } = copyRange(header === undefined ? undefined : String(header), source.size);
      const algorithm = upload.checksum?.algorithm;
      const sum = algorithm && (await growingSum(algorithm));
      const { file, size, md5 } = await files.write(summed(await bytesOf(room, source, start, end), sum));
      const checksums = algorithm && sum ? { [algorithm]: await sum.digest() } : {};
      const modified = context.clock.now();
      const replaced = store.savePart({
        upload: upload.id,
        number,
        body: file,
        size,
        etag: md5,
        modified,
        checksums,
      });
      if (replaced !== undefined) files.remove(replaced, context.database.committed());
      return xmlAnswer('CopyPartResult', copied(md5, modified) + partChecksumElements(checksums), {
        ...sourceHeader(room, source),
        ...encryptionOf(upload.headers),
      });
    },
  };
}

async function bytesOf(
  { files }: ObjectRoom,
  source: StoredObject,
  start: number,
  end: number,
): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>> {
  return piecesOf(await files.read(source.body, start, end));
}

/** The algorithm by which a copy is summed anew: the one that is asked for, that of a checksum which is none of the whole, or S3's own where there is none. */
function copiedAlgorithm({ headers }: ServiceRequest, source: StoredObject): Algorithm | undefined {
  const asked = headers['x-amz-checksum-algorithm'];
  if (asked !== undefined) return algorithmOf(String(asked));
  const [name] = Object.keys(source.checksums);
  if (name === undefined) return DEFAULT_ALGORITHM;
  return checksumType(source.checksums) === 'COMPOSITE' ? algorithmOf(name) : undefined;
}

function copied(etag: string, modified: number): string {
  return xmlElement('ETag', `"${etag}"`) + xmlElement('LastModified', new Date(modified));
}

/** Which version was copied, where its bucket keeps versions. */
function sourceHeader({ store }: ObjectRoom, source: StoredVersion): Record<string, string> {
  const version = versionHeader(store, source)['x-amz-version-id'];
  return version === undefined ? {} : { 'x-amz-copy-source-version-id': version };
}

function sourceOf({ store }: ObjectRoom, request: ServiceRequest): { source: StoredVersion; isNamed: boolean } {
  const header = String(request.headers['x-amz-copy-source'] ?? '');
  const [path = '', named] = header.split('?versionId=');
  const { bucket, key } = splitPath(path.startsWith('/') ? path : `/${path}`);
  if (bucket === '' || key === '')
    throw objectError('InvalidArgument', `Copy Source must mention the source bucket and key: sourcebucket/sourcekey`);
  if (store.bucketCreated(bucket) === undefined)
    throw objectError('NoSuchBucket', undefined, { elements: { BucketName: bucket } });
  const version = named === undefined ? null : (decodePercent(named) ?? named);
  const source = copiedVersion(store, { bucket, key, version });
  checkReadConditions(source, request.headers, 'x-amz-copy-source-');
  return { source, isNamed: version !== null };
}

function copiedVersion(
  store: ObjectStore,
  { bucket, key, version }: { bucket: string; key: string; version: string | null },
): StoredVersion {
  if (version !== null && store.version(bucket, key, version)?.isMarker)
    throw objectError(
      'InvalidRequest',
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
  return readableVersion(store, { bucket, key, version, method: 'GET' });
}

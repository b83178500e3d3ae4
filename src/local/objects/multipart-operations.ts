/**
 * Multipart uploads of Amazon S3: create, upload, list, complete, abort.
 * Unfinished uploads stay until they are aborted; the object of an upload has no checksum but its ETag.
 */
import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { ServiceRequest } from '../endpoint/service.ts';
import { xmlElement } from '../endpoint/xml.ts';
import { isBytes } from './body-files.ts';
import { encryptionOf, withEncryption } from './configuration/encryption.ts';
import { objectError } from './errors.ts';
import type { ObjectOperation } from './object-operation.ts';
import { checkKey, idOf } from './object-operations.ts';
import { countArgument } from './request/count-argument.ts';
import { keptHeaders, partChecksumHeaders } from './request/object-headers.ts';
import { partNumber } from './request/part-range.ts';
import { checkWriteConditions } from './request/preconditions.ts';
import { readRequestBody } from './request/request-body.ts';
import { readXml, xmlList } from './request/request-xml.ts';
import { type ObjectRoom, saveObject } from './room.ts';
import type { ObjectStore, Part, Upload } from './store.ts';
import { owner, xmlAnswer } from './xml-answer.ts';

/** All parts but the last have at least 5 MiB (S3 guide, "Multipart upload limits"). */
const MIN_PART_BYTES = 5 * 1024 * 1024;
/** A page holds up to 1,000 parts (S3 API reference, ListParts). */
const MAX_LISTED = 1000;

/** The operations of multipart uploads, but for UploadPartCopy. */
export function multipartOperations(room: ObjectRoom): Record<string, ObjectOperation> {
  const { store, files, context } = room;
  return {
    CreateMultipartUpload({ bucket, key, request }) {
      checkKey(key);
      const id = randomUUID().replaceAll('-', '');
      const tags = String(request.headers['x-amz-tagging'] ?? '');
      const headers = withEncryption(store, bucket, keptHeaders(request.headers), context);
      store.saveUpload({
        id,
        bucket,
        key,
        initiated: context.clock.now(),
        headers,
        tags,
      });
      const answer = named(bucket, key) + xmlElement('UploadId', id);
      return xmlAnswer('InitiateMultipartUploadResult', answer, encryptionOf(headers));
    },
    async UploadPart({ bucket, key, request }) {
      const upload = uploadOf(store, request, bucket, key);
      const number = partNumber(request);
      const { pieces, checksums } = await readRequestBody(request);
      const { file, size, md5 } = await files.write(pieces);
      const part: Part = {
        upload: upload.id,
        number,
        body: file,
        size,
        etag: md5,
        modified: context.clock.now(),
        checksums,
      };
      const replaced = store.savePart(part);
      if (replaced !== undefined) files.remove(replaced, context.database.committed());
      return {
        status: 200,
        headers: { etag: `"${md5}"`, ...partChecksumHeaders(checksums), ...encryptionOf(upload.headers) },
      };
    },
    async CompleteMultipartUpload({ bucket, key, request }) {
      const upload = uploadOf(store, request, bucket, key);
      checkWriteConditions(store.find(bucket, key), request.headers);
      const chosen = await chosenParts(store.parts(upload.id), request.body);
      const { file, size } = await files.write(joined(room, chosen));
      // The ETag of an upload is the MD5 of its parts' MD5s (S3 guide, "Checking object integrity").
      const digests = Buffer.concat(chosen.map((part) => Buffer.from(part.etag, 'hex')));
      const etag = `${createHash('md5').update(digests).digest('hex')}-${chosen.length}`;
      const modified = context.clock.now();
      const saved = context.database.write(() => {
        const object = saveObject(room, {
          bucket,
          key,
          body: file,
          size,
          etag,
          modified,
          headers: upload.headers,
          checksums: {},
          tags: upload.tags,
          parts: chosen.map(({ number, size: bytes, checksums }) => ({ number, size: bytes, checksums })),
        });
        removeUpload(room, upload);
        return object;
      });
      const location = `${context.endpointUrl()}/${bucket}/${encodeURIComponent(key)}`;
      return xmlAnswer(
        'CompleteMultipartUploadResult',
        xmlElement('Location', location) + named(bucket, key) + xmlElement('ETag', `"${etag}"`),
        { ...idOf(saved), ...encryptionOf(saved.headers) },
      );
    },
    AbortMultipartUpload({ bucket, key, request }) {
      removeUpload(room, uploadOf(store, request, bucket, key));
      return { status: 204 };
    },
    ListParts({ bucket, key, request }) {
      const upload = uploadOf(store, request, bucket, key);
      const marker = countArgument('part-number-marker', request.query.get('part-number-marker'), 0);
      const limit = Math.min(countArgument('max-parts', request.query.get('max-parts'), MAX_LISTED), MAX_LISTED);
      const left = store.parts(upload.id).filter((part) => part.number > marker);
      const page = left.slice(0, limit);
      return xmlAnswer(
        'ListPartsResult',
        named(bucket, key) +
          Object.entries({
            UploadId: upload.id,
            PartNumberMarker: marker,
            NextPartNumberMarker: page.at(-1)?.number ?? marker,
            MaxParts: limit,
            IsTruncated: left.length > limit,
            StorageClass: 'STANDARD',
            Initiator: owner(context.accountId),
            Owner: owner(context.accountId),
          })
            .map(([name, value]) => xmlElement(name, value))
            .join('') +
          page
            .map(({ number, modified, etag, size }) =>
              xmlElement('Part', {
                PartNumber: number,
                LastModified: new Date(modified),
                ETag: `"${etag}"`,
                Size: size,
              }),
            )
            .join(''),
      );
    },
    ListMultipartUploads({ bucket, request }) {
      const prefix = request.query.get('prefix') ?? '';
      const uploads = store.uploads(bucket).filter((upload) => upload.key.startsWith(prefix));
      return xmlAnswer(
        'ListMultipartUploadsResult',
        xmlElement('Bucket', bucket) +
          xmlElement('Prefix', prefix) +
          xmlElement('MaxUploads', Math.max(uploads.length, 1000)) +
          xmlElement('IsTruncated', false) +
          uploads
            .map(({ key, id, initiated }) =>
              xmlElement('Upload', {
                Key: key,
                UploadId: id,
                Initiator: owner(context.accountId),
                Owner: owner(context.accountId),
                StorageClass: 'STANDARD',
                Initiated: new Date(initiated),
              }),
            )
            .join(''),
      );
    },
  };
}

/** The upload that a request names. Throws NoSuchUpload. */
export function uploadOf(store: ObjectStore, request: ServiceRequest, bucket: string, key: string): Upload {
  const upload = store.upload(request.query.get('uploadId') ?? '');
  if (!upload || upload.bucket !== bucket || upload.key !== key)
    throw objectError('NoSuchUpload', undefined, { elements: { UploadId: request.query.get('uploadId') ?? '' } });
  return upload;
}

const completeSchema = v.object({ Part: xmlList(v.object({ PartNumber: v.string(), ETag: v.string() })) });

async function chosenParts(uploaded: readonly Part[], body: Buffer): Promise<Part[]> {
  const input = v.safeParse(completeSchema, (await readXml(body))['CompleteMultipartUpload']);
  if (!input.success) throw objectError('MalformedXML');
  let last = 0;
  const chosen = input.output.Part.map(({ PartNumber, ETag }) => {
    const number = Number(PartNumber);
    if (number <= last) throw objectError('InvalidPartOrder');
    last = number;
    const part = uploaded.find((candidate) => candidate.number === number);
    if (!part || part.etag !== ETag.replaceAll('"', '')) throw objectError('InvalidPart');
    return part;
  });
  if (chosen.slice(0, -1).some((part) => part.size < MIN_PART_BYTES)) throw objectError('EntityTooSmall');
  return chosen;
}

async function* joined({ files }: ObjectRoom, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    const body = await files.read(part.body, 0, part.size - 1);
    if (isBytes(body)) yield body;
    else yield* body;
  }
}

function removeUpload({ store, files, context }: ObjectRoom, upload: Upload): void {
  for (const file of store.removeUpload(upload.id)) files.remove(file, context.database.committed());
}

function named(bucket: string, key: string): string {
  return xmlElement('Bucket', bucket) + xmlElement('Key', key);
}

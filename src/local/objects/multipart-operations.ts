/**
 * Multipart uploads of Amazon S3: create, upload, list, complete, abort.
 * Unfinished uploads stay until they are aborted.
 */
import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { ServiceRequest } from '../endpoint/service.ts';
import { xmlElement } from '../endpoint/xml.ts';
import { piecesOf } from './body-files.ts';
import { encryptionOf, withEncryption } from './configuration/encryption.ts';
import { objectError } from './errors.ts';
import type { ObjectOperation } from './object-operation.ts';
import { checkKey, idOf } from './object-operations.ts';
import { growingSum, summed } from './request/checksums.ts';
import { countArgument } from './request/count-argument.ts';
import { checksumElements, keptHeaders, partChecksumElements, partChecksumHeaders } from './request/object-headers.ts';
import { tagsOfHeader } from './request/object-tags.ts';
import { partNumber } from './request/part-range.ts';
import { checkWriteConditions } from './request/preconditions.ts';
import { readRequestBody } from './request/request-body.ts';
import { readXml, xmlList } from './request/request-xml.ts';
import { type ObjectRoom, saveObject } from './room.ts';
import type { ObjectStore, Part, Upload } from './store.ts';
import {
  askedChecksum,
  checkChosenPart,
  checkCompletedType,
  checkPartAlgorithm,
  completedChecksums,
  uploadChecksumHeaders,
  wholeAlgorithm,
} from './upload-checksum.ts';
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
      const checksum = askedChecksum(request);
      const id = randomUUID().replaceAll('-', '');
      const tags = tagsOfHeader(request.headers);
      const headers = withEncryption(store, bucket, keptHeaders(request.headers), context);
      store.saveUpload({
        id,
        bucket,
        key,
        initiated: context.clock.now(),
        headers,
        tags,
        checksum,
      });
      const answer = named(bucket, key) + xmlElement('UploadId', id);
      return xmlAnswer('InitiateMultipartUploadResult', answer, {
        ...encryptionOf(headers),
        ...uploadChecksumHeaders(checksum),
      });
    },
    async UploadPart({ bucket, key, request }) {
      const upload = uploadOf(store, request, bucket, key);
      const number = partNumber(request);
      const { pieces, checksums } = await readRequestBody(request, upload.checksum?.algorithm);
      checkPartAlgorithm(upload, checksums);
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
      checkCompletedType(upload, request);
      const chosen = await chosenParts(upload, store.parts(upload.id), request.body);
      checkObjectSize(request, chosen);
      const algorithm = wholeAlgorithm(upload);
      const full = algorithm && (await growingSum(algorithm));
      const { file, size } = await files.write(summed(joined(room, chosen), full));
      const checksums = await kept(
        files,
        file,
        completedChecksums(upload, request, { parts: chosen, whole: await full?.digest() }),
      );
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
          checksums,
          tags: upload.tags,
          parts: chosen.map(({ number, size: bytes, checksums }) => ({ number, size: bytes, checksums })),
        });
        removeUpload(room, upload);
        return object;
      });
      const location = `${context.endpointUrl()}/${bucket}/${encodeURIComponent(key)}`;
      return xmlAnswer(
        'CompleteMultipartUploadResult',
        xmlElement('Location', location) +
          named(bucket, key) +
          xmlElement('ETag', `"${etag}"`) +
          checksumElements(checksums),
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
            ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
            ChecksumType: upload.checksum?.type,
            Initiator: owner(context.accountId),
            Owner: owner(context.accountId),
          })
            .map(([name, value]) => xmlElement(name, value))
            .join('') +
          page
            .map(
              ({ number, modified, etag, size, checksums }) =>
                `<Part>${xmlElement('PartNumber', number)}${xmlElement('LastModified', new Date(modified))}${xmlElement('ETag', `"${etag}"`)}${xmlElement('Size', size)}${upload.checksum ? partChecksumElements(checksums) : ''}</Part>`,
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

const chosenSchema = v.object({
  ...{ PartNumber: v.string(), ETag: v.string(), ChecksumCRC32: v.optional(v.string()) },
  ...{ ChecksumCRC32C: v.optional(v.string()), ChecksumCRC64NVME: v.optional(v.string()) },
  ...{ ChecksumSHA1: v.optional(v.string()), ChecksumSHA256: v.optional(v.string()) },
});
const completeSchema = v.object({ Part: xmlList(chosenSchema) });

async function chosenParts(upload: Upload, uploaded: readonly Part[], body: Buffer): Promise<Part[]> {
  const given = (await readXml(body))['CompleteMultipartUpload'];
  if (given === '') throw objectError('InvalidRequest', 'You must specify at least one part');
  const input = v.safeParse(completeSchema, given);
  if (!input.success) throw objectError('MalformedXML');
  let last = 0;
  const chosen = input.output.Part.map(({ PartNumber, ETag, ...sums }) => {
    const number = Number(PartNumber);
    if (number <= last) throw objectError('InvalidPartOrder', undefined, { elements: { UploadId: upload.id } });
    last = number;
    const part = uploaded.find((candidate) => candidate.number === number);
    const etag = ETag.replaceAll('"', '');
    if (!part || part.etag !== etag)
      throw objectError('InvalidPart', undefined, {
        elements: { UploadId: upload.id, PartNumber, ETag: etag },
      });
    checkChosenPart(upload, part, givenChecksums(sums));
    return part;
  });
  const small = chosen.slice(0, -1).find((part) => part.size < MIN_PART_BYTES);
  if (small === undefined) return chosen;
  throw objectError('EntityTooSmall', undefined, {
    elements: {
      ...{ ProposedSize: String(small.size), MinSizeAllowed: String(MIN_PART_BYTES) },
      ...{ PartNumber: String(small.number), ETag: small.etag },
    },
  });
}

function givenChecksums(sums: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sums).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.slice('Checksum'.length).toLowerCase(), value]],
    ),
  );
}

function checkObjectSize({ headers }: ServiceRequest, parts: readonly Part[]): void {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const given = headers['x-amz-mp-object-size'];
  if (given !== undefined && Number(given) !== size)
    throw objectError(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${given} does not match what was computed: ${size}`,
    );
}

/** What is promised, or no body file where it is not kept. */
async function kept<T>(files: ObjectRoom['files'], file: string, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    files.remove(file, Promise.resolve());
    throw error;
  }
}

async function* joined({ files }: ObjectRoom, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    yield* piecesOf(await files.read(part.body, 0, part.size - 1));
  }
}

function removeUpload({ store, files, context }: ObjectRoom, upload: Upload): void {
  for (const file of store.removeUpload(upload.id)) files.remove(file, context.database.committed());
}

function named(bucket: string, key: string): string {
  return xmlElement('Bucket', bucket) + xmlElement('Key', key);
}

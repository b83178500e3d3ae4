/** Which headers of an upload S3 keeps with the object, and gives back with it (S3 API reference, PutObject). */
import type { IncomingHttpHeaders } from 'node:http';
import { xmlElement } from '../../endpoint/xml.ts';
import { objectError } from '../errors.ts';
import type { Texts } from '../texts.ts';
import type { StoredObject } from '../versions.ts';
import { readMetadataText, writeMetadataText } from './metadata-text.ts';
import { ownContentEncoding } from './request-body.ts';

const KEPT = [
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
  'x-amz-website-redirect-location',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
] as const;

/** What a copy takes from its request and never from its source (S3 API reference, CopyObject). */
export const NOT_COPIED = [
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
] as const;

/** User-defined metadata may have 2 KB in all (S3 guide, "Working with object metadata"). */
const MAX_METADATA_BYTES = 2048;

/** The classes that objects of general purpose buckets may be in (S3 guide, "Understanding and managing Amazon S3 storage classes"). */
const STORAGE_CLASSES = new Set([
  ...['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING'],
  ...['GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
]);

/** The headers to keep of an upload. Throws MetadataTooLarge and InvalidStorageClass. */
export function keptHeaders(headers: IncomingHttpHeaders): Texts {
  const kept: Record<string, string> = { 'content-type': headers['content-type'] ?? 'binary/octet-stream' };
  const encoding = ownContentEncoding(headers);
  if (encoding !== undefined) kept['content-encoding'] = encoding;
  for (const name of KEPT) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  const storageClass = headers['x-amz-storage-class'];
  if (typeof storageClass === 'string') {
    if (!STORAGE_CLASSES.has(storageClass))
      throw objectError('InvalidStorageClass', undefined, { elements: { StorageClassRequested: storageClass } });
    if (storageClass !== 'STANDARD') kept['x-amz-storage-class'] = storageClass;
  }
  let metadataBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-') || typeof value !== 'string') continue;
    const text = readMetadataText(value);
    kept[name] = text;
    metadataBytes += Buffer.byteLength(name.slice('x-amz-meta-'.length)) + Buffer.byteLength(text);
  }
  if (metadataBytes > MAX_METADATA_BYTES) throw objectError('MetadataTooLarge');
  return kept;
}

/** The headers of a copy that keeps its source's metadata: the source's, and of the request's those that are not copied. */
export function copiedHeaders(source: Texts, requested: Texts): Texts {
  const headers: Record<string, string> = { ...source };
  for (const name of NOT_COPIED) {
    const value = requested[name];
    if (value === undefined) delete headers[name];
    else headers[name] = value;
  }
  return headers;
}

/** The headers that go back with an object, whole or in part, but for length and range. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  return {
    // What was written before objects told of it.
    'x-amz-server-side-encryption': 'AES256',
    ...sentHeaders(object.headers),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...(object.tags === '' ? {} : { 'x-amz-tagging-count': String(new URLSearchParams(object.tags).size) }),
  };
}

function sentHeaders(headers: Texts): Texts {
  const sent = (name: string, value: string) => (name.startsWith('x-amz-meta-') ? writeMetadataText(value) : value);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, sent(name, value)]));
}

/** `{crc32: …}` as the header `x-amz-checksum-crc32: …`, and of what it is the checksum; nothing where there is none. */
export function checksumHeaders(checksums: Texts): Record<string, string> {
  const type = checksumType(checksums);
  return { ...partChecksumHeaders(checksums), ...(type === undefined ? {} : { 'x-amz-checksum-type': type }) };
}

/** The same of a part, which has no type. */
export function partChecksumHeaders(checksums: Texts): Record<string, string> {
  return Object.fromEntries(Object.entries(checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]));
}

/** `{crc32: …}` as the element `<ChecksumCRC32>`, and of what it is the checksum; nothing where there is none. */
export function checksumElements(checksums: Texts): string {
  return partChecksumElements(checksums) + xmlElement('ChecksumType', checksumType(checksums));
}

/** The same of a part, which has no type. */
export function partChecksumElements(checksums: Texts): string {
  const elements = Object.entries(checksums).map(([name, value]) => xmlElement(`Checksum${name.toUpperCase()}`, value));
  return elements.join('');
}

/** A checksum of the parts' checksums says how many they are (S3 guide, "Checking object integrity in Amazon S3"). */
export function checksumType(checksums: Texts): 'COMPOSITE' | 'FULL_OBJECT' | undefined {
  const [value] = Object.values(checksums);
  if (value === undefined) return undefined;
  return /-\d+$/.test(value) ? 'COMPOSITE' : 'FULL_OBJECT';
}

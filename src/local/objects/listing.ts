/** What the listings of a bucket have in common: one page of keys and common prefixes, and the elements that tell of them. */
import { xmlElement } from '../endpoint/xml.ts';
import type { ObjectCall } from './object-operation.ts';
import { countArgument } from './request/count-argument.ts';
import { checksumType } from './request/object-headers.ts';
import { AFTER_ALL, type StoredObject, type StoredVersion, type VersionPosition } from './versions.ts';

/** A page holds up to 1,000 keys and common prefixes together. */
const MAX_KEYS = 1000;

/** One page of a listing. */
export interface Page {
  readonly versions: StoredVersion[];
  readonly prefixes: string[];
  /** The last that is on the page, when there is another one: a version, or a common prefix. */
  readonly last: StoredVersion | string | undefined;
}

/** The page of a listing that begins behind `after`; `rowsAfter` gives what the bucket holds from there on. */
export function listPage(
  { request }: ObjectCall,
  after: VersionPosition,
  rowsAfter: (prefix: string, after: VersionPosition, limit: number) => StoredVersion[],
): Page {
  const prefix = request.query.get('prefix') ?? '';
  const delimiter = request.query.get('delimiter') ?? '';
  const limit = maxKeys(request.query.get('max-keys'));
  const versions: StoredVersion[] = [];
  const prefixes: string[] = [];
  // A common prefix that is not after the marker is left out, so a marker within it, too, is past it as a whole
  // (S3 API reference, ListObjectsV2, Delimiter).
  let position = skipPrefix(after.key, prefix, delimiter) ?? after;
  let last: StoredVersion | string | undefined;
  for (;;) {
    const rows = rowsAfter(prefix, position, delimiter === '' ? limit + 1 : 200);
    const [first] = rows;
    if (!first) return { versions, prefixes, last: undefined };
    for (const row of rows) {
      if (versions.length + prefixes.length >= limit) return { versions, prefixes, last };
      const group = commonPrefix(row.key, prefix, delimiter);
      if (group === undefined) {
        versions.push(row);
        position = row;
        last = row;
      } else {
        prefixes.push(group);
        position = behind(group);
        last = group;
        // What follows of this page may lie below the prefix just found: look again after it.
        break;
      }
    }
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

function skipPrefix(after: string, prefix: string, delimiter: string): VersionPosition | undefined {
  const group = after.startsWith(prefix) ? commonPrefix(after, prefix, delimiter) : undefined;
  return group === undefined ? undefined : behind(group);
}

function behind(group: string): VersionPosition {
  return { key: group + AFTER_ALL, order: 0 };
}

/** The elements with which every listing begins. */
export function listingHead(call: ObjectCall, { last }: Page): string {
  const { query } = call.request;
  return (
    xmlElement('Name', call.bucket) +
    xmlElement('Prefix', encoded(call, query.get('prefix') ?? '')) +
    xmlElement('Delimiter', encoded(call, query.get('delimiter') || null)) +
    xmlElement('MaxKeys', maxKeys(query.get('max-keys'))) +
    xmlElement('EncodingType', query.get('encoding-type')) +
    xmlElement('IsTruncated', last !== undefined)
  );
}

/** The common prefixes of a page. */
export function prefixElements(call: ObjectCall, page: Page): string {
  return page.prefixes.map((prefix) => xmlElement('CommonPrefixes', { Prefix: encoded(call, prefix) })).join('');
}

/** What every listing tells of an object. */
export function listedObject(call: ObjectCall, { key, modified, etag, size, headers, checksums }: StoredObject) {
  return {
    Key: encoded(call, key),
    LastModified: new Date(modified),
    ETag: `"${etag}"`,
    '#ChecksumAlgorithm': Object.keys(checksums).map((name) => name.toUpperCase()),
    ChecksumType: checksumType(checksums),
    Size: size,
    StorageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
  };
}

function maxKeys(value: string | null): number {
  return Math.min(countArgument('maxKeys', value, MAX_KEYS), MAX_KEYS);
}

/** With `encoding-type=url` names are percent-encoded but for the slash, since XML 1.0 cannot hold every key. */
export function encoded(call: ObjectCall, value: string | null): string | undefined {
  if (value === null) return undefined;
  if (call.request.query.get('encoding-type') !== 'url') return value;
  return encodeURIComponent(value)
    .replaceAll('%2F', '/')
    .replace(/[!'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

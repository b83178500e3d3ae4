/**
 * ListObjectsV2, ListObjects and ListObjectVersions of Amazon S3.
 * Every object has the one version `null`.
 */
import { xmlElement } from '../endpoint/xml.ts';
import { objectError } from './errors.ts';
import type { ObjectCall, ObjectOperation } from './object-operation.ts';
import { countArgument } from './request/count-argument.ts';
import type { ObjectRoom } from './room.ts';
import { AFTER_ALL, type ObjectStore, type StoredObject } from './store.ts';
import { owner, xmlAnswer } from './xml-answer.ts';

/** A page holds up to 1,000 keys and common prefixes together. */
const MAX_KEYS = 1000;

/** The three ways to list a bucket. */
export function listOperations({ store, context }: ObjectRoom): Record<string, ObjectOperation> {
  const account = owner(context.accountId);
  return {
    ListObjectsV2(call) {
      const { query } = call.request;
      const token = query.get('continuation-token');
      const after =
        token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString('utf8');
      if (token === '') throw objectError('InvalidArgument', 'The continuation token provided is incorrect');
      const page = listPage(store, call, after);
      const withOwner = query.get('fetch-owner') === 'true';
      return xmlAnswer(
        'ListBucketResult',
        common(call, page) +
          xmlElement('KeyCount', page.objects.length + page.prefixes.length) +
          xmlElement('ContinuationToken', token) +
          xmlElement('NextContinuationToken', page.next && Buffer.from(page.next, 'utf8').toString('base64url')) +
          xmlElement('StartAfter', encoded(call, query.get('start-after'))) +
          contents(call, page, withOwner ? account : undefined),
      );
    },
    ListObjects(call) {
      const marker = call.request.query.get('marker') ?? '';
      const page = listPage(store, call, marker);
      // NextMarker comes with a delimiter only (S3 API reference, ListObjects).
      const next = call.request.query.get('delimiter') ? page.next?.replace(AFTER_ALL, '') : undefined;
      return xmlAnswer(
        'ListBucketResult',
        common(call, page) +
          xmlElement('Marker', encoded(call, marker)) +
          xmlElement('NextMarker', next && encoded(call, next)) +
          contents(call, page, account),
      );
    },
    ListObjectVersions(call) {
      const marker = call.request.query.get('key-marker') ?? '';
      const page = listPage(store, call, marker);
      return xmlAnswer(
        'ListVersionsResult',
        common(call, page) +
          xmlElement('KeyMarker', encoded(call, marker)) +
          xmlElement('NextKeyMarker', page.next && encoded(call, page.next.replace(AFTER_ALL, ''))) +
          xmlElement('NextVersionIdMarker', page.next && 'null') +
          page.objects
            .map((object) =>
              xmlElement('Version', { ...entry(call, object), VersionId: 'null', IsLatest: true, Owner: account }),
            )
            .join('') +
          prefixes(call, page),
      );
    },
  };
}

interface Page {
  readonly objects: StoredObject[];
  readonly prefixes: string[];
  /** Where the next page starts, when there is one. */
  readonly next: string | undefined;
}

function listPage(store: ObjectStore, { bucket, request }: ObjectCall, after: string): Page {
  const prefix = request.query.get('prefix') ?? '';
  const delimiter = request.query.get('delimiter') ?? '';
  const limit = maxKeys(request.query.get('max-keys'));
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  // A common prefix that is not after the marker is left out, so a marker within it, too, is past it as a whole
  // (S3 API reference, ListObjectsV2, Delimiter).
  let position = skipPrefix(after, prefix, delimiter) ?? after;
  let last = '';
  for (;;) {
    const rows = store.page(bucket, prefix, position, delimiter === '' ? limit + 1 : 200);
    const [first] = rows;
    if (!first) return { objects, prefixes, next: undefined };
    for (const row of rows) {
      if (objects.length + prefixes.length >= limit) return { objects, prefixes, next: limit === 0 ? undefined : last };
      const group = commonPrefix(row.key, prefix, delimiter);
      if (group === undefined) {
        objects.push(row);
        position = row.key;
      } else {
        prefixes.push(group);
        position = group + AFTER_ALL;
      }
      last = position;
      // What follows of this page may lie below the prefix just found: look again after it.
      if (group !== undefined) break;
    }
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

function skipPrefix(after: string, prefix: string, delimiter: string): string | undefined {
  if (!after.startsWith(prefix)) return undefined;
  const group = commonPrefix(after, prefix, delimiter);
  return group && group + AFTER_ALL;
}

function maxKeys(value: string | null): number {
  return Math.min(countArgument('maxKeys', value, MAX_KEYS), MAX_KEYS);
}

function common(call: ObjectCall, { next }: Page): string {
  const { query } = call.request;
  return (
    xmlElement('Name', call.bucket) +
    xmlElement('Prefix', encoded(call, query.get('prefix') ?? '')) +
    xmlElement('Delimiter', encoded(call, query.get('delimiter') || null)) +
    xmlElement('MaxKeys', maxKeys(query.get('max-keys'))) +
    xmlElement('EncodingType', query.get('encoding-type')) +
    xmlElement('IsTruncated', next !== undefined)
  );
}

function contents(call: ObjectCall, page: Page, account: object | undefined): string {
  const entries = page.objects.map((object) => xmlElement('Contents', { ...entry(call, object), Owner: account }));
  return entries.join('') + prefixes(call, page);
}

function prefixes(call: ObjectCall, page: Page): string {
  return page.prefixes.map((prefix) => xmlElement('CommonPrefixes', { Prefix: encoded(call, prefix) })).join('');
}

function entry(call: ObjectCall, { key, modified, etag, size, headers }: StoredObject): object {
  const StorageClass = headers['x-amz-storage-class'] ?? 'STANDARD';
  return { Key: encoded(call, key), LastModified: new Date(modified), ETag: `"${etag}"`, Size: size, StorageClass };
}

/** With `encoding-type=url` names are percent-encoded but for the slash, since XML 1.0 cannot hold every key. */
function encoded(call: ObjectCall, value: string | null): string | undefined {
  if (value === null) return undefined;
  if (call.request.query.get('encoding-type') !== 'url') return value;
  return encodeURIComponent(value)
    .replaceAll('%2F', '/')
    .replace(/[!'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

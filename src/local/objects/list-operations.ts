/** ListObjectsV2 and ListObjects of Amazon S3. */
import { xmlElement } from '../endpoint/xml.ts';
import { objectError } from './errors.ts';
import { encoded, listedObject, listingHead, listPage, type Page, prefixElements } from './listing.ts';
import type { ObjectCall, ObjectOperation } from './object-operation.ts';
import type { ObjectRoom } from './room.ts';
import { AFTER_ALL } from './versions.ts';
import { owner, xmlAnswer } from './xml-answer.ts';

/** The two ways to list the objects of a bucket. */
export function listOperations({ store, context }: ObjectRoom): Record<string, ObjectOperation> {
  const account = owner(context.accountId);
  const pageAfter = (call: ObjectCall, key: string) =>
    listPage(call, { key, order: 0 }, (prefix, after, limit) => store.page(call.bucket, prefix, after.key, limit));
  return {
    ListObjectsV2(call) {
      const { query } = call.request;
      const token = query.get('continuation-token');
      const after = token === null ? (query.get('start-after') ?? '') : keyOfToken(token);
      const page = pageAfter(call, after);
      const next = nextKey(page);
      const withOwner = query.get('fetch-owner') === 'true';
      return xmlAnswer(
        'ListBucketResult',
        listingHead(call, page) +
          xmlElement('KeyCount', page.versions.length + page.prefixes.length) +
          xmlElement('ContinuationToken', token) +
          xmlElement('NextContinuationToken', next && tokenOf(next)) +
          xmlElement('StartAfter', encoded(call, query.get('start-after'))) +
          contents(call, page, withOwner ? account : undefined),
      );
    },
    ListObjects(call) {
      const marker = call.request.query.get('marker') ?? '';
      const page = pageAfter(call, marker);
      // NextMarker comes with a delimiter only (S3 API reference, ListObjects).
      const next = call.request.query.get('delimiter') ? nextKey(page)?.replace(AFTER_ALL, '') : undefined;
      return xmlAnswer(
        'ListBucketResult',
        listingHead(call, page) +
          xmlElement('Marker', encoded(call, marker)) +
          xmlElement('NextMarker', next && encoded(call, next)) +
          contents(call, page, account),
      );
    },
  };
}

function nextKey({ last }: Page): string | undefined {
  return typeof last === 'string' ? last + AFTER_ALL : last?.key;
}

function contents(call: ObjectCall, page: Page, account: object | undefined): string {
  const entries = page.versions.map((object) =>
    xmlElement('Contents', { ...listedObject(call, object), Owner: account }),
  );
  return entries.join('') + prefixElements(call, page);
}

function tokenOf(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/** Throws InvalidArgument for what no page has given: it would be taken for a place in the bucket, and objects be passed over. */
function keyOfToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString('utf8');
  if (token !== '' && tokenOf(key) === token) return key;
  throw objectError('InvalidArgument', 'The continuation token provided is incorrect', {
    elements: { ArgumentName: 'continuation-token' },
  });
}

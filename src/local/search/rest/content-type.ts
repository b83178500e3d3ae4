/**
 * Which bodies OpenSearch reads: those that say that they are JSON, so that no form of a web page is taken for a request
 * (https://www.elastic.co/blog/strict-content-type-checking-for-elasticsearch-rest-requests, of the engine that it was made from).
 */
import { notDone } from '../search-error.ts';

const JSON_TYPE = /^application\/(?:json|x-ndjson|\*)\s*(?:;|$)/i;
/** What OpenSearch reads as well. */
const OTHER = /^application\/(?:yaml|cbor|smile)\s*(?:;|$)/i;

/** Why a body of this type is answered with 406; undefined for one that is read. Throws a SearchError for what only OpenSearch reads. */
export function unreadableBody(contentType: string | undefined, body: Buffer): string | undefined {
  if (body.length === 0) return undefined;
  if (contentType === undefined || contentType === '') return 'Content-Type header is missing';
  if (JSON_TYPE.test(contentType)) return undefined;
  if (OTHER.test(contentType)) throw notDone(`a body of the type [${contentType}]`);
  return `Content-Type header [${contentType}] is not supported`;
}

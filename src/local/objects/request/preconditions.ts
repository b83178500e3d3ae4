/** Conditional requests of S3 (S3 guide, "Add preconditions to S3 operations"; the precedence is that of RFC 9110, 13.2.2). */
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../errors.ts';
import { objectError } from '../errors.ts';
import type { StoredObject } from '../versions.ts';

/** Throws PreconditionFailed, or an error of status 304 where the reader has the object already. */
export function checkReadConditions(object: StoredObject, headers: IncomingHttpHeaders, prefix = ''): void {
  const header = (name: string) => {
    const value = headers[`${prefix}${name}`];
    return typeof value === 'string' ? value : undefined;
  };
  // HTTP dates have whole seconds.
  const modified = Math.floor(object.modified / 1000) * 1000;
  const ifMatch = header('if-match');
  const unmodifiedSince = Date.parse(header('if-unmodified-since') ?? '');
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw failed(prefix, 'If-Match');
  } else if (modified > unmodifiedSince) throw failed(prefix, 'If-Unmodified-Since');
  const ifNoneMatch = header('if-none-match');
  const modifiedSince = Date.parse(header('if-modified-since') ?? '');
  const unchanged = ifNoneMatch === undefined ? modified <= modifiedSince : matches(ifNoneMatch, object.etag);
  if (!unchanged) return;
  // A copy has no reader whose copy could still serve: S3 answers 412 there.
  if (prefix !== '') throw failed(prefix, ifNoneMatch === undefined ? 'If-Modified-Since' : 'If-None-Match');
  throw new AwsError('NotModified', 'Not Modified', { status: 304 });
}

/** Throws PreconditionFailed or NoSuchKey when a write is conditional on what is there. */
export function checkWriteConditions(existing: StoredObject | undefined, headers: IncomingHttpHeaders): void {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw objectError('NotImplemented', 'S3 writes take If-None-Match with * only.');
  if (ifNoneMatch === '*' && existing) throw failed('', 'If-None-Match');
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) return;
  if (!existing) throw objectError('NoSuchKey');
  if (!matches(ifMatch, existing.etag)) throw failed('', 'If-Match');
}

function failed(prefix: string, condition: string) {
  return objectError('PreconditionFailed', undefined, { elements: { Condition: prefix + condition } });
}

function matches(header: string, etag: string): boolean {
  return header.split(',').some((entry) => {
    const wanted = entry
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return wanted === '*' || wanted === etag;
  });
}

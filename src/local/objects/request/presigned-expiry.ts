/**
 * Until when a presigned address holds (S3 API reference, "Authenticating Requests: Using Query Parameters"). A client signs by the
 * machine's time, of which the stack tells what local time it was then: an address expires when the local clock says so, also when
 * that is moved on. The older `Expires` says when it ends, not when it was signed, and so ends by the machine's time alone.
 */
import type { Clock } from '../../clock.ts';
import type { ServiceRequest } from '../../endpoint/service.ts';
import { ObjectError } from '../errors.ts';

/** Seven days. */
const MAX_EXPIRES_SECONDS = 604_800;

/** Throws AccessDenied where a presigned address has expired, and AuthorizationQueryParametersError where it does not say when it does. */
export function checkPresignedExpiry(
  { query }: Pick<ServiceRequest, 'query'>,
  clock: Pick<Clock, 'now' | 'localTimeOf'>,
): void {
  const ends = query.has('X-Amz-Credential') ? endOfVersion4(query, clock) : endOfVersion2(query, clock);
  if (ends === undefined || clock.now() <= ends) return;
  const seconds = query.get('X-Amz-Expires');
  throw new ObjectError('AccessDenied', 'Request has expired', {
    status: 403,
    elements: {
      ...(seconds === null ? {} : { 'X-Amz-Expires': seconds }),
      Expires: wholeSeconds(ends),
      ServerTime: wholeSeconds(clock.now()),
    },
  });
}

function endOfVersion4(query: URLSearchParams, clock: Pick<Clock, 'localTimeOf'>): number {
  const [date, expires] = [query.get('X-Amz-Date'), query.get('X-Amz-Expires')];
  if (date === null || expires === null)
    throw malformed(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(signed)) throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (!/^[+-]?\d{1,15}$/.test(expires)) throw malformed('X-Amz-Expires should be a number');
  const seconds = Number(expires);
  if (seconds < 0) throw malformed('X-Amz-Expires must be non-negative');
  if (seconds > MAX_EXPIRES_SECONDS)
    throw malformed(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    );
  return clock.localTimeOf(signed) + seconds * 1000;
}

function endOfVersion2(query: URLSearchParams, clock: Pick<Clock, 'localTimeOf'>): number | undefined {
  if (!query.has('AWSAccessKeyId')) return undefined;
  const expires = query.get('Expires') ?? '';
  if (!/^\d{1,11}$/.test(expires))
    throw new ObjectError('AccessDenied', `Invalid date (should be seconds since epoch): ${expires}`, { status: 403 });
  return clock.localTimeOf(Number(expires) * 1000);
}

function malformed(message: string): ObjectError {
  return new ObjectError('AuthorizationQueryParametersError', message);
}

function wholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

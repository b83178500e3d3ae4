/** Which bucket and key a request is for: by its path, or by its host name and path (S3 guide, "Virtual hosting of buckets"). */
import { bucketHost } from '../../endpoint/bucket-host.ts';
import { decodePercent } from '../../endpoint/percent-decoding.ts';
import type { ServiceRequest } from '../../endpoint/service.ts';
import { objectError } from '../errors.ts';
import { splitPath } from './operation-name.ts';

/**
 * Bucket and key, decoded; empty where there is none. Throws InvalidURI, and InvalidHostHeader where the host name does not tell
 * the bucket: a request is refused before it is taken for one that was not meant.
 */
export function requestAddress(
  { headers, path }: Pick<ServiceRequest, 'headers' | 'path'>,
  bucketExists: (name: string) => boolean,
): { bucket: string; key: string } {
  const host = bucketHost(headers.host);
  if (host.kind === 'path') return splitPath(path);
  if (host.kind === 'foreign')
    throw objectError(
      'InvalidHostHeader',
      `The header Host names ${host.name}, which is none of the names of S3 that the local stack serves: BUCKET.s3.REGION.amazonaws.com, BUCKET.localhost or a path that begins with the bucket.`,
    );
  if (host.otherwise !== undefined && bucketExists(host.otherwise))
    throw objectError(
      'InvalidHostHeader',
      `The header Host can mean the bucket ${host.bucket} or the bucket ${host.otherwise}: begin the path with the one that is meant, as clients do with forcePathStyle.`,
    );
  const key = decodePercent(path.slice(1));
  if (key === undefined) throw objectError('InvalidURI');
  return { bucket: host.bucket, key };
}

import { gunzipSync } from 'node:zlib';
import { AwsError } from '../errors.ts';
import type { ServiceRequest } from './service.ts';

/** What a compressed body may hold, in bytes: the largest that an operation with compression takes is 1 MB (CloudWatch, PutMetricData). */
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

/** The body of a request as it was before a SDK compressed it, as they do where an operation's model allows it. Throws AwsError. */
export function plainBody({ body, headers }: Pick<ServiceRequest, 'body' | 'headers'>): Buffer {
  if (headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not in gzip, or too large.', { cause });
  }
}

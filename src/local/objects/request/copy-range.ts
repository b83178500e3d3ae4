/** The range of a part that is copied: stricter than a reader's (S3 API reference, UploadPartCopy). */
import { objectError } from '../errors.ts';

/** First and last byte of the source, both inclusive; the whole source without a header. Throws InvalidArgument or InvalidRequest. */
export function copyRange(header: string | undefined, size: number): { start: number; end: number } {
  if (header === undefined) return { start: 0, end: size - 1 };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const start = Number(first);
  const end = Number(last);
  // Without two numbers both are NaN, which no comparison holds for.
  if (!(start <= end))
    throw objectError(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  if (start >= size)
    throw objectError('InvalidRequest', 'The specified copy range is invalid for the source object size');
  if (end >= size)
    throw objectError('InvalidArgument', `Range specified is not valid for source object of size: ${size}`);
  return { start, end };
}

/** The Range header as S3 reads it (S3 API reference, GetObject: one range of bytes for each request). */
import { objectError } from '../errors.ts';

/** First and last byte, both inclusive; undefined for the whole object. Throws InvalidRange. */
export function byteRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  // A header that is no single range of bytes is ignored, as RFC 9110 says and S3 does.
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    if (length === 0) throw unsatisfiable(header, size);
    return { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw unsatisfiable(header, size);
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

function unsatisfiable(header: string | undefined, size: number) {
  return objectError('InvalidRange', undefined, {
    elements: { RangeRequested: header ?? '', ActualObjectSize: String(size) },
  });
}

/** Part numbers: of an upload, and of a reader who asks for one part (S3 API reference, GetObject and UploadPart). */
import type { ServiceRequest } from '../../endpoint/service.ts';
import { objectError } from '../errors.ts';
import type { Texts } from '../texts.ts';
import type { StoredObject } from '../versions.ts';

/** Parts are numbered 1–10,000 (S3 guide, "Multipart upload limits"). */
const MAX_PARTS = 10_000;

/** Where a part lies: its first and last byte, both inclusive. */
export interface ReadPart {
  readonly start: number;
  readonly end: number;
  readonly checksums: Texts;
}

/** The number of the part that a request is about. Throws InvalidArgument. */
export function partNumber({ query }: Pick<ServiceRequest, 'query'>): number {
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
    throw objectError('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, {
      elements: { ArgumentName: 'partNumber', ArgumentValue: query.get('partNumber') ?? '' },
    });
  return number;
}

/** The part that a reader asks for; undefined for who asks for none. An object that came whole is part 1 of itself. Throws InvalidPartNumber. */
export function askedPart(
  request: Pick<ServiceRequest, 'query' | 'headers'>,
  object: StoredObject,
): ReadPart | undefined {
  if (!request.query.has('partNumber')) return undefined;
  if (request.headers.range !== undefined)
    throw objectError('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  const number = partNumber(request);
  const { parts, size, checksums } = object;
  // Of no bytes there is no range.
  if (size === 0 && number === 1) return undefined;
  let start = 0;
  for (const part of parts.length === 0 ? [{ number: 1, size, checksums }] : parts) {
    if (part.number === number) return { start, end: start + part.size - 1, checksums: part.checksums };
    start += part.size;
  }
  throw objectError('InvalidPartNumber', undefined, {
    elements: { PartNumberRequested: String(number), ActualPartCount: String(Math.max(parts.length, 1)) },
  });
}

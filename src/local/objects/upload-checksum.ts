/**
 * The checksum that an upload was created with, and what becomes of it when its parts are put together: of the whole object, or of the
 * parts' checksums (S3 guide, "Checking object integrity in Amazon S3"). Texts of errors as recorded of S3:
 * https://github.com/localstack/localstack, tests/aws/services/s3, TestS3MultipartUploadChecksum
 */
import type { ServiceRequest } from '../endpoint/service.ts';
import { type ObjectError, objectError } from './errors.ts';
import { ALGORITHMS, type Algorithm, algorithmOf, checksumOf, DEFAULT_ALGORITHM } from './request/checksums.ts';
import type { Part, Upload } from './store.ts';
import type { Texts } from './texts.ts';

/** How an upload is checked. */
export interface UploadChecksum {
  readonly algorithm: Algorithm;
  readonly type: 'COMPOSITE' | 'FULL_OBJECT';
}

/** What a CreateMultipartUpload asks for; undefined for nothing. Throws InvalidRequest. */
export function askedChecksum({ headers }: Pick<ServiceRequest, 'headers'>): UploadChecksum | undefined {
  const [name, asked] = [headers['x-amz-checksum-algorithm'], headers['x-amz-checksum-type']];
  if (name === undefined) {
    if (asked === undefined) return undefined;
    throw invalid('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const algorithm = algorithmOf(String(name));
  if (algorithm === undefined)
    throw invalid(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  const type = String(asked ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE')).toUpperCase();
  if (type !== 'COMPOSITE' && type !== 'FULL_OBJECT') throw invalid('Value for x-amz-checksum-type header is invalid.');
  if (type === 'COMPOSITE' ? algorithm === 'crc64nvme' : algorithm.startsWith('sha'))
    throw invalid(`The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`);
  return { algorithm, type };
}

/** The headers that tell of it. */
export function uploadChecksumHeaders(checksum: UploadChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { 'x-amz-checksum-algorithm': checksum.algorithm.toUpperCase(), 'x-amz-checksum-type': checksum.type };
}

/** Throws InvalidRequest for a part with a checksum of another algorithm than its upload's. */
export function checkPartAlgorithm({ checksum }: Upload, given: Texts): void {
  const other = ALGORITHMS.find((algorithm) => given[algorithm] !== undefined && algorithm !== checksum?.algorithm);
  if (checksum !== undefined && other !== undefined)
    throw invalid(
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm}, actual checksum Type: ${other}`,
    );
}

/** Compares what a CompleteMultipartUpload says of a part's checksums. Throws InvalidPart, InvalidRequest or BadDigest. */
export function checkChosenPart(upload: Upload, part: Part, given: Texts): void {
  const { checksum } = upload;
  for (const [algorithm, value] of Object.entries(given)) {
    if (checksum !== undefined && algorithm !== checksum.algorithm)
      throw objectError(
        'BadDigest',
        `The ${algorithm} you specified for part ${part.number} did not match what we received.`,
      );
    if (checksum === undefined || part.checksums[algorithm] !== value)
      throw objectError('InvalidPart', undefined, {
        elements: { UploadId: upload.id, PartNumber: String(part.number), ETag: part.etag },
      });
  }
  if (checksum?.type === 'COMPOSITE' && given[checksum.algorithm] === undefined)
    throw invalid(
      `The upload was created using a ${checksum.algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
}

/** Throws InvalidRequest where the completion speaks of another type of checksum than the upload's. */
export function checkCompletedType({ checksum }: Upload, { headers }: Pick<ServiceRequest, 'headers'>): void {
  const asked = headers['x-amz-checksum-type'];
  if (asked !== undefined && asked !== checksum?.type)
    throw invalid(
      `The upload was created using the ${checksum?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    );
}

/** What grows over the whole object as it is put together, also where nothing was asked for; undefined for a sum over the parts' sums. */
export function wholeAlgorithm({ checksum }: Upload): Algorithm | undefined {
  if (checksum === undefined) return DEFAULT_ALGORITHM;
  return checksum.type === 'FULL_OBJECT' ? checksum.algorithm : undefined;
}

/** The checksums of the object: of its parts, or as they grew over the whole. Throws BadDigest where the request says another. */
export async function completedChecksums(
  { checksum }: Upload,
  { headers }: Pick<ServiceRequest, 'headers'>,
  object: { parts: readonly Part[]; whole: string | undefined },
): Promise<Texts> {
  const { algorithm, type } = checksum ?? { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT' };
  const sums = object.parts.map((part) => Buffer.from(part.checksums[algorithm] ?? '', 'base64'));
  const value = type === 'COMPOSITE' ? `${await checksumOf(algorithm, sums)}-${sums.length}` : (object.whole ?? '');
  const given = headers[`x-amz-checksum-${algorithm}`];
  if (type === 'FULL_OBJECT' && given !== undefined && given !== value)
    throw objectError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  return { [algorithm]: value };
}

function invalid(message: string): ObjectError {
  return objectError('InvalidRequest', message);
}

/**
 * The body of an upload as it was before the SDK framed it. Stands in for the front of Amazon S3.
 * It checks digests and checksums but no chunk signature, since the local stack verifies no signature.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceRequest } from '../../endpoint/service.ts';
import { AwsError } from '../../errors.ts';
import { objectError } from '../errors.ts';
import type { Texts } from '../texts.ts';
import { ALGORITHMS, type Algorithm, checksumOf, isChecksum } from './checksums.ts';

/** The payload in the pieces it came in, and its checksums as `{crc32: base64}`. */
export interface RequestBody {
  readonly pieces: readonly Buffer[];
  readonly checksums: Texts;
}

/**
 * Undoes `aws-chunked` framing (S3 guide, "Signature calculations … using chunked upload" and trailing checksums) and
 * checks Content-MD5 and every `x-amz-checksum-*` that came as a header or trailer; `wanted` is computed, given or not. Throws
 * BadDigest, InvalidDigest, IncompleteBody, InvalidRequest.
 */
export async function readRequestBody(
  request: Pick<ServiceRequest, 'headers' | 'body'>,
  wanted?: Algorithm,
): Promise<RequestBody> {
  const { headers } = request;
  const framed =
    String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
    contentEncodings(headers).includes('aws-chunked');
  const { pieces, trailers } = framed ? unframe(request.body) : { pieces: [request.body], trailers: new Map() };
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const declared = headers['x-amz-decoded-content-length'];
  if (framed && typeof declared === 'string' && Number(declared) !== length) throw objectError('IncompleteBody');
  checkContentMd5(headers, pieces);

  const checksums: Record<string, string> = {};
  if (ALGORITHMS.filter((algorithm) => headers[`x-amz-checksum-${algorithm}`] !== undefined).length > 1)
    throw objectError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  for (const algorithm of ALGORITHMS) {
    const name = `x-amz-checksum-${algorithm}`;
    const given = trailers.get(name) ?? headers[name];
    const announced = String(headers['x-amz-sdk-checksum-algorithm'] ?? '').toLowerCase() === algorithm;
    if (given === undefined && !announced && algorithm !== wanted) continue;
    if (given !== undefined && !isChecksum(algorithm, String(given)))
      throw objectError('InvalidRequest', `Value for ${name} header is invalid.`);
    const computed = await checksumOf(algorithm, pieces);
    if (given !== undefined && given !== computed)
      throw new AwsError(
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    checksums[algorithm] = computed;
  }
  return { pieces, checksums };
}

/** The Content-Encoding that is the object's own: without the framing of the transfer. */
export function ownContentEncoding(headers: IncomingHttpHeaders): string | undefined {
  return (
    contentEncodings(headers)
      .filter((name) => name !== 'aws-chunked')
      .join(',') || undefined
  );
}

function contentEncodings(headers: IncomingHttpHeaders): string[] {
  return (headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Chunks of `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n`, ended by one of length 0 and the trailers. */
function unframe(body: Buffer): { pieces: Buffer[]; trailers: Map<string, string> } {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd === -1) throw objectError('IncompleteBody');
    const size = body.toString('latin1', at, lineEnd).split(';')[0]?.trim() ?? '';
    if (!/^[0-9a-f]{1,12}$/i.test(size)) throw objectError('IncompleteBody');
    const length = Number.parseInt(size, 16);
    at = lineEnd + 2;
    if (length === 0) return { pieces, trailers: trailersOf(body.toString('utf8', at)) };
    // Of a body that ends within the chunk nothing is left to look for the next line in.
    pieces.push(body.subarray(at, at + length));
    at += length + 2;
  }
}

function trailersOf(text: string): Map<string, string> {
  const trailers = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return trailers;
}

function checkContentMd5(headers: IncomingHttpHeaders, pieces: readonly Buffer[]): void {
  const given = headers['content-md5'];
  if (typeof given !== 'string') return;
  if (Buffer.from(given, 'base64').length !== 16) throw objectError('InvalidDigest');
  if (digest('md5', pieces) !== given) throw objectError('BadDigest');
}

function digest(algorithm: string, pieces: readonly Buffer[]): string {
  const hash = createHash(algorithm);
  for (const piece of pieces) hash.update(piece);
  return hash.digest('base64');
}

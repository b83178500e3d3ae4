/** The checksums that S3 takes of a body (S3 guide, "Checking object integrity in Amazon S3"). */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { growingCrc64Nvme } from './crc64-nvme.ts';

/** By their names in headers, with the length of each in bytes. */
const LENGTHS = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type Algorithm = keyof typeof LENGTHS;

export const ALGORITHMS: readonly Algorithm[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'];

/** The checksum that S3 computes itself of what comes without any (S3 guide, "Checking object integrity in Amazon S3"). */
export const DEFAULT_ALGORITHM: Algorithm = 'crc64nvme';

/** Longer pieces are cut, so that other requests have their turn between two of them. */
const SUMMED_AT_ONCE_BYTES = 1024 * 1024;

/** A checksum that grows with what it is given. */
export interface GrowingSum {
  update(bytes: Uint8Array): void;
  /** In base64. */
  digest(): Promise<string>;
}

/** The algorithm of a name in any case; undefined where there is none. */
export function algorithmOf(name: string): Algorithm | undefined {
  return ALGORITHMS.find((algorithm) => algorithm === name.toLowerCase());
}

/** True for base64 of as many bytes as the algorithm gives. */
export function isChecksum(algorithm: Algorithm, text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === LENGTHS[algorithm] && bytes.toString('base64') === text;
}

/** The checksum of pieces, in base64. */
export async function checksumOf(algorithm: Algorithm, pieces: readonly Uint8Array[]): Promise<string> {
  const sum = await growingSum(algorithm);
  for (const piece of pieces) sum.update(piece);
  return sum.digest();
}

/** A checksum of nothing yet. */
export async function growingSum(algorithm: Algorithm): Promise<GrowingSum> {
  if (algorithm === 'sha1' || algorithm === 'sha256') {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: async () => hash.digest('base64') };
  }
  if (algorithm === 'crc32') {
    let sum = 0;
    return {
      update(bytes) {
        sum = crc32(bytes, sum);
      },
      async digest() {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(sum);
        return bytes.toString('base64');
      },
    };
  }
  if (algorithm === 'crc64nvme') {
    const sum = growingCrc64Nvme();
    return { update: sum.update, digest: async () => sum.digest().toString('base64') };
  }
  // Loaded only when asked for: few clients use it, and a start has two seconds.
  const { Crc32cNode } = await import('@aws-sdk/checksums/crc');
  const hash = new Crc32cNode();
  return {
    update: (bytes) => void hash.update(bytes),
    digest: async () => Buffer.from(await hash.digest()).toString('base64'),
  };
}

/** The same bytes, which a checksum has grown with when they have been read. */
export async function* summed(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  sum: GrowingSum | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    for (let at = 0; at < piece.byteLength; at += SUMMED_AT_ONCE_BYTES) {
      const part = piece.subarray(at, at + SUMMED_AT_ONCE_BYTES);
      sum?.update(part);
      yield part;
    }
  }
}

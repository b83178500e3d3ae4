/** The checksums that S3 takes of a body (S3 guide, "Checking object integrity in Amazon S3"). */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** By their names in headers, with the length of each in bytes. */
const LENGTHS = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type Algorithm = keyof typeof LENGTHS;

export const ALGORITHMS: readonly Algorithm[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'];

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
  // Loaded only when asked for: few clients use them, and a start has two seconds.
  const { Crc32cNode, Crc64Nvme } = await import('@aws-sdk/checksums/crc');
  const hash = algorithm === 'crc32c' ? new Crc32cNode() : new Crc64Nvme();
  return {
    update: (bytes) => void hash.update(bytes),
    digest: async () => Buffer.from(await hash.digest()).toString('base64'),
  };
}

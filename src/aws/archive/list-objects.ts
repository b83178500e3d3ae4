import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** An object of the archive. */
export interface ArchiveObject {
  readonly key: string;
  readonly size: number;
  readonly writtenAt: number;
}

/** Lists the objects under a prefix that were written at `from` or later, in the order of their keys. */
export async function* listArchiveObjects(
  client: S3Client,
  { bucket, prefix, from }: { bucket: string; prefix: string; from: number },
): AsyncGenerator<ArchiveObject> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key = '', Size: size = 0, LastModified } of Contents) {
      const writtenAt = LastModified?.getTime() ?? 0;
      if (writtenAt >= from) yield { key, size, writtenAt };
    }
  }
}

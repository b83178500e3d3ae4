import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createByteReader } from './byte-reader.ts';
import { compressionOf, decompress, HEAD_BYTES } from './decompress.ts';
import { splitLines } from './split-lines.ts';

/**
 * Reads an object's lines in batches, unpacked where it is compressed: memory does not grow with the object's size.
 * A line that is not UTF-8 is undefined. Throws for an object that is damaged or cut short.
 */
export async function* readLineBatches(
  client: S3Client,
  { bucket, key }: { bucket: string; key: string },
): AsyncGenerator<Array<string | undefined>> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new Error(`S3 answered without a body for ${key}.`);
  try {
    const reader = createByteReader(Body);
    const compression = compressionOf(key, await reader.peek(HEAD_BYTES));
    yield* splitLines(decompress(reader.rest(), compression));
  } finally {
    Body.destroy();
  }
}

/** The same, one line a time, and an empty one for a line that is not UTF-8. */
export async function* readObjectLines(
  client: S3Client,
  object: { bucket: string; key: string },
): AsyncGenerator<string> {
  for await (const lines of readLineBatches(client, object)) {
    for (const line of lines) yield line ?? '';
  }
}

import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
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
    const { head, pieces } = await withHead(Body);
    yield* splitLines(decompress(pieces, compressionOf(key, head)));
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

/** At least as many bytes as tell the compressions apart, or the whole object, and all pieces from the first on. */
export async function withHead(body: AsyncIterable<Buffer>): Promise<{ head: Buffer; pieces: AsyncIterable<Buffer> }> {
  const iterator = body[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return { head, pieces: following(head, iterator) };
}

async function* following(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

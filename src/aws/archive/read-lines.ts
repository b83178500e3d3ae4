import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** The first bytes of what Firehose writes, by compression format. */
const formats = [
  { name: 'GZIP', magic: '1f8b' },
  { name: 'ZIP', magic: '504b0304' },
  { name: 'Snappy', magic: 'ff060000734e6150' },
];

/**
 * Reads an object's lines, gunzipped where it is compressed: one a time, whatever the object's size.
 * Throws for an object of another compression format, and for one that is cut short.
 */
export async function* readObjectLines(
  client: S3Client,
  { bucket, key }: { bucket: string; key: string },
): AsyncGenerator<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new Error(`S3 answered without a body for ${key}.`);
  const chunks: AsyncIterator<Buffer> = Body[Symbol.asyncIterator]();
  const head = await readHead(chunks);
  const format = formats.find(({ magic }) => head.subarray(0, magic.length / 2).toString('hex') === magic)?.name;
  if (format === 'ZIP' || format === 'Snappy')
    throw new Error(`the object ${key} is ${format}, which cannot be read yet`);

  const whole = Readable.from(following(head, chunks));
  const text = new PassThrough();
  const piped = format === 'GZIP' ? pipeline(whole, createGunzip(), text) : pipeline(whole, text);
  piped.catch((error: unknown) => text.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
    await piped;
  } finally {
    text.destroy();
  }
}

/** At least as many bytes as tell the formats apart, or the whole object. */
async function readHead(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < 8) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* following(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

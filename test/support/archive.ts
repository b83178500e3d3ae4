/** A bucket of the embedded objects, written as Firehose writes an archive, behind the SDK's own client. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Archive } from '../../src/aws/archive/describe-archive.ts';
import { envelopeLine } from '../../src/domain/framing/envelope.ts';
import { listen } from '../../src/local/endpoint/server.ts';
import { compress } from '../../src/local/firehose/delivery/compression.ts';
import {
  type CompressionFormat,
  dataPrefix,
  extensionOf,
  objectKey,
} from '../../src/local/firehose/naming/object-key.ts';
import { createObjects } from '../../src/local/objects/index.ts';
import { createTestContext } from './local-context.ts';

export interface ArchiveBucket {
  readonly s3: S3Client;
  readonly url: string;
  readonly archive: Archive;
  put(key: string, body: Uint8Array | string): Promise<void>;
  /** Writes an object whose oldest record arrived at that time, and returns its key. */
  deliver(at: string, text: string, format?: CompressionFormat): Promise<string>;
  close(): Promise<void>;
}

export async function createArchiveBucket(changes: Partial<Archive> = {}): Promise<ArchiveBucket> {
  const context = createTestContext();
  const objects = createObjects(context);
  const endpoint = await listen({
    port: 0,
    handle: (request) => objects.service.handle(request),
    database: context.database,
    warn: context.warn,
  });
  const s3 = new S3Client({
    endpoint: endpoint.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const archive: Archive = {
    bucket: 'archive',
    prefix: 'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/',
    errorPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    timeZone: 'UTC',
    bufferMs: 60_000,
    ...changes,
  };
  await s3.send(new CreateBucketCommand({ Bucket: archive.bucket }));
  const put = async (Key: string, Body: Uint8Array | string) => {
    await s3.send(new PutObjectCommand({ Bucket: archive.bucket, Key, Body }));
  };
  return {
    s3,
    url: endpoint.url,
    archive,
    put,
    async deliver(at, text, format = 'GZIP') {
      const { timeZone, prefix } = archive;
      const oldestArrival = Date.parse(at);
      const naming = { streamName: 'backup', version: 1, oldestArrival, timeZone, extension: extensionOf(format) };
      const key = objectKey(dataPrefix(prefix, oldestArrival, timeZone), naming);
      await put(key, await packed(text, format));
      return key;
    },
    async close() {
      s3.destroy();
      await endpoint.close();
      objects.close();
      context.dispose();
    },
  };
}

/** A text in a compression format, as the local Firehose packs it. */
export async function packed(text: string | Buffer, format: CompressionFormat): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of compress([Buffer.from(text)], format, 'entry')) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** An archive line as the forwarder writes it. */
export function archiveLine(publishedAt: string, body: string, id = `id-${publishedAt}`): string {
  const source = 'arn:aws:sns:us-east-1:000000000000:topic';
  return `${envelopeLine({ id, publishedAt, source, subject: undefined, attributes: {}, body })}\n`;
}

/** Bytes as they may arrive: cut behind so many each, the last length, which is not 0, again and again. */
export async function* inPieces(content: Uint8Array, ...lengths: number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (let nth = 0; from < content.length; nth += 1) {
    const piece = content.subarray(from, from + (lengths[Math.min(nth, lengths.length - 1)] ?? content.length));
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    from += piece.length;
  }
}

/** Everything that an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

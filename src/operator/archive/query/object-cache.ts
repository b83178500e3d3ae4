import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createByteReader } from '../../../aws/archive/byte-reader.ts';
import { compressionOf, decompress, HEAD_BYTES } from '../../../aws/archive/decompress.ts';
import type { ArchivedObject } from '../../../aws/archive/list-archive.ts';

/** Objects in a folder of this machine, plain or as gzip, which is what DuckDB reads. */
export interface ObjectCache {
  /** The object's file, fetched unless it is there. */
  fetch(object: ArchivedObject): Promise<string>;
}

/** Opens the cache of a bucket's objects; a copy is found again as long as the object is the same. */
export async function openObjectCache({
  s3,
  bucket,
  folder,
}: {
  s3: S3Client;
  bucket: string;
  folder: string;
}): Promise<ObjectCache> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = new Set(await readdir(folder));
  return {
    async fetch(object) {
      const id = objectId(object);
      const known = EXTENSIONS.find((extension) => names.has(`${id}${extension}`));
      if (known !== undefined) return join(folder, `${id}${known}`);
      const partial = join(folder, `${randomUUID()}.partial`);
      try {
        const extension = await download(s3, { Bucket: bucket, Key: object.key }, partial);
        const file = join(folder, `${id}${extension}`);
        await rename(partial, file);
        return file;
      } finally {
        await rm(partial, { force: true });
      }
    },
  };
}

/** A short name of an object, another one when its content changes. */
export function objectId({ key, etag }: Pick<ArchivedObject, 'key' | 'etag'>): string {
  return createHash('sha256').update(`${key}\n${etag}`).digest('hex').slice(0, 24);
}

/** Removes the files of a folder that were written longest ago, until the others have no more than so many bytes. */
export async function pruneFolder(folder: string, maxBytes: number): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return { file: join(folder, name), size, mtimeMs };
    }),
  );
  let bytes = 0;
  for (const { file, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    bytes += size;
    if (bytes > maxBytes) await rm(file, { force: true });
  }
}

const EXTENSIONS = ['.gz', '.txt'];

async function download(s3: S3Client, source: { Bucket: string; Key: string }, file: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand(source));
  if (!(Body instanceof Readable)) throw new Error(`S3 answered without a body for ${source.Key}.`);
  try {
    const reader = createByteReader(Body);
    const compression = compressionOf(source.Key, await reader.peek(HEAD_BYTES));
    const target = createWriteStream(file, { mode: 0o600 });
    if (compression === 'GZIP' || compression === 'UNCOMPRESSED') await pipeline(reader.rest(), target);
    else await pipeline(decompress(reader.rest(), compression), createGzip({ level: 1 }), target);
    return compression === 'UNCOMPRESSED' ? '.txt' : '.gz';
  } finally {
    Body.destroy();
  }
}

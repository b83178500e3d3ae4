/**
 * Object bodies as files: stands in for the disks behind Amazon S3.
 * It neither encrypts nor keeps old versions, and syncs no file: what is renamed survives kill -9, not a power cut.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { damaged } from '../damaged.ts';
import { FILE_MODE, makePrivateFolder } from '../private-files.ts';
import { type BodyContent, bodyName } from './body-name.ts';

/** What S3 says of a body: where it lies, how long it is, and its MD5 in hex. */
export interface BodyFile {
  readonly file: string;
  readonly size: number;
  readonly md5: string;
}

export type BodySource = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface BodyFiles {
  /** Writes a body whole before its name exists; when the source throws, nothing is left. */
  write(source: BodySource): Promise<BodyFile>;
  /** The bytes from `start` up to and including `end`, in memory when few. The file may be removed meanwhile. */
  read(file: string, start: number, end: number): Promise<Uint8Array | AsyncIterable<Uint8Array>>;
  /** Removes a file once `after` has resolved; a file already gone is no error. */
  remove(file: string, after: Promise<void>): void;
  /** Resolves when every removal asked for is done. */
  settled(): Promise<void>;
}

const IN_MEMORY_BYTES = 1024 * 1024;
const READ_BYTES = 256 * 1024;

/**
 * Keeps bodies below `folder`, and removes what an interrupted run left: half-written files and those not in `known`. Throws a
 * UsageError where one of these is missing, before anything is removed.
 */
export function openBodyFiles(folder: string, known: ReadonlySet<string>): BodyFiles {
  const incoming = join(folder, 'incoming');
  const bodies = join(folder, 'bodies');
  makePrivateFolder(bodies);
  const found = readdirSync(bodies);
  const missing = known.difference(new Set(found)).values().next().value;
  if (missing !== undefined) throw damaged(join(bodies, missing), 'is missing, which holds an object');
  for (const file of found) if (!known.has(file)) rmSync(join(bodies, file), { force: true });
  rmSync(incoming, { recursive: true, force: true });
  makePrivateFolder(incoming);

  const removals = new Set<Promise<void>>();
  return {
    async write(source) {
      const arriving = join(incoming, randomUUID());
      try {
        const { md5, ...content } = await writeAll(arriving, source);
        const file = bodyName(content);
        await rename(arriving, join(bodies, file));
        return { file, size: content.size, md5 };
      } catch (error) {
        await rm(arriving, { force: true });
        throw error;
      }
    },
    async read(file, start, end) {
      const path = join(bodies, file);
      const length = end - start + 1;
      if (length <= 0) return new Uint8Array();
      const handle = await open(path);
      if (length > IN_MEMORY_BYTES) return readSlices(handle, start, end);
      try {
        if (start === 0 && (await handle.stat()).size === length) return await readFile(handle);
        const buffer = Buffer.alloc(length);
        await handle.read(buffer, 0, length, start);
        return buffer;
      } finally {
        await handle.close();
      }
    },
    remove(file, after) {
      const removal = after
        .then(() => rm(join(bodies, file), { force: true }))
        .catch(() => {})
        .finally(() => removals.delete(removal));
      removals.add(removal);
    },
    async settled() {
      await Promise.all(removals);
    },
  };
}

/** A body piece by piece, one where it is in memory. */
export function piecesOf(source: BodySource): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  return isBytes(source) ? [source] : source;
}

/** True for a Buffer of whichever realm made it (Jest has its own). */
export function isBytes(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value);
}

async function writeAll(path: string, source: BodySource): Promise<BodyContent & { md5: string }> {
  const hash = createHash('md5');
  const handle = await open(path, 'wx', FILE_MODE);
  let size = 0;
  let sum = 0;
  try {
    for await (const chunk of piecesOf(source)) {
      if (chunk.byteLength === 0) continue;
      hash.update(chunk);
      sum = crc32(chunk, sum);
      size += chunk.byteLength;
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  return { size, crc32: sum, md5: hash.digest('hex') };
}

async function* readSlices(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  try {
    for (let at = start; at <= end; ) {
      const wanted = Math.min(READ_BYTES, end - at + 1);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

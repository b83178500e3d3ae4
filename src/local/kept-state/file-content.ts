/** Files of a data folder, read while no database has them open: closing one would give up the locks that SQLite has on it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const READ_BYTES = 4 * 1024 * 1024;

/** How long a file is, and the CRC-32 of all of it. */
export function fileContent(path: string): { size: number; crc32: number } {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, fstatSync(descriptor).size + 1));
    let size = 0;
    let sum = 0;
    for (let read = 0; ; size += read) {
      read = readSync(descriptor, buffer, 0, buffer.length, size);
      if (read === 0) return { size, crc32: sum };
      sum = crc32(buffer.subarray(0, read), sum);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The first bytes of a file, fewer where it is shorter. */
export function fileHeader(path: string, length: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}

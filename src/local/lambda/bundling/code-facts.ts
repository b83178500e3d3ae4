/**
 * What the Lambda API tells of a function's code. On AWS it is of the zip that was uploaded; here, where none is made, of the
 * files that were built.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundle } from './bundler.ts';

export interface CodeFacts {
  /** In bytes. */
  readonly size: number;
  /** SHA-256 in base64: the same for the same files. */
  readonly sha256: string;
}

/** The size and hash of a function's built files. */
export async function codeFacts({ folder, files }: Pick<Bundle, 'folder' | 'files'>): Promise<CodeFacts> {
  const hash = createHash('sha256');
  let size = 0;
  for (const file of [...files].sort()) {
    const content = await readFile(join(folder, file));
    size += content.length;
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return { size, sha256: hash.digest('base64') };
}

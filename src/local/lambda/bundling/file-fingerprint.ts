/** Tells whether a source file of a bundle is still what it was. Stands in for no AWS service; knows nothing of symbolic links. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

export interface Fingerprint {
  readonly path: string;
  readonly hash: string;
  /** Size and times: while they hold, the content need not be read again. */
  readonly stamp: string;
}

/** The fingerprint of a file, or undefined where there is none. */
export function fingerprint(path: string): Fingerprint | undefined {
  const stamp = stampOf(path);
  return stamp === undefined ? undefined : { path, stamp, hash: hashOf(path) };
}

/** True while the file has the content it had; its times alone may change (npm ci, another branch and back). */
export function isUnchanged(file: Fingerprint): boolean {
  const stamp = stampOf(file.path);
  return stamp !== undefined && (stamp === file.stamp || hashOf(file.path) === file.hash);
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  // npm gives every file the same mtime, so the change time counts too.
  return stats?.isFile() ? `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}` : undefined;
}

function hashOf(path: string): string {
  return createHash('sha1').update(readFileSync(path)).digest('base64');
}

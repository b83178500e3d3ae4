/**
 * Files that nobody but their owner may read: what a local stack holds is what its user's events hold.
 * Modes mean nothing on Windows, where a folder of one's own profile is private by itself.
 */
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, messageOf } from '../domain/errors.ts';
import { UsageError } from './errors.ts';

const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** Makes a folder, and those above it that are not there, each for its owner alone. Throws what the system says. */
export function makePrivateFolder(path: string): void {
  if (isFolder(path)) return;
  // Not `recursive`: in a folder that takes none, as /proc, Node.js would try for ever.
  if (dirname(path) !== path) makePrivateFolder(dirname(path));
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    // Another process may have been faster.
    if (codeOf(error) !== 'EEXIST' || !isFolder(path)) throw error;
  }
}

/**
 * Makes an empty file that its owner alone may read, unless there is one: that is not opened, since closing it again would give up
 * the locks that SQLite has on it in this process (https://sqlite.org/howtocorrupt.html, 2.2).
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/**
 * Takes from everybody else what an earlier version, or another program, left open: a folder, and all that is in the entries of it
 * that are ours. Links are not followed. Throws a UsageError where that is not possible, since the folder is somebody else's.
 */
export function closeToOthers(folder: string, entries: Iterable<string>): void {
  try {
    chmodSync(folder, FOLDER_MODE);
    for (const entry of entries) closeEntry(join(folder, entry));
  } catch (error) {
    throw new UsageError(
      `The data folder ${folder} cannot be closed to others (${messageOf(error)}): name a folder of your own.`,
    );
  }
}

function closeEntry(path: string): void {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined || entry.isSymbolicLink()) return;
  const mode = entry.isDirectory() ? FOLDER_MODE : FILE_MODE;
  if ((entry.mode & 0o777) !== mode) chmodSync(path, mode);
  if (entry.isDirectory()) for (const name of readdirSync(path)) closeEntry(join(path, name));
}

function isFolder(path: string): boolean {
  try {
    return readdirSync(path) !== undefined;
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}

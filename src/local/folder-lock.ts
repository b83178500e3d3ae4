/**
 * The lock of a state folder: one stack at a time, whichever process or container it runs in, and none that is gone.
 * It does not guard against two machines that share a folder whose file system does not lock between them.
 */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../domain/errors.ts';
import { lockExclusively } from '../machine/exclusive-lock.ts';
import { UsageError } from './errors.ts';
import { FILE_MODE, makePrivateFile } from './private-files.ts';
import { processMark, runningProcess } from './process-mark.ts';

/** The lock itself. It stays where it is, empty. */
const MUTEX = 'process.mutex';
/** Says who has the lock, and goes with it. */
const NOTE = 'process.lock';
export const LOCK_FILES: readonly string[] = [MUTEX, NOTE];

/**
 * Locks a folder until the returned function is called or this process ends. Throws a UsageError that names the file, and who has
 * it where he has said so.
 */
export function lockFolder(folder: string): () => void {
  const mutex = join(folder, MUTEX);
  const note = join(folder, NOTE);
  const earlier = earlierOwner(folder);
  if (earlier !== undefined) throw inUse(folder, `process ${earlier}, an earlier version`, note);
  const unlock = orUnusable(mutex, () => {
    makePrivateFile(mutex);
    return lockExclusively(mutex);
  });
  if (unlock === undefined) throw inUse(folder, holderOf(note), mutex);
  try {
    orUnusable(note, () => {
      rmSync(note, { force: true });
      writeFileSync(note, processMark(), { flag: 'wx', mode: FILE_MODE });
    });
  } catch (error) {
    unlock();
    throw error;
  }
  return () => {
    rmSync(note, { force: true });
    unlock();
  };
}

/** True for a folder that was locked by a process that ended without giving it back. */
export function isAbandoned(folder: string): boolean {
  // Without a note nobody had it, or somebody is about to: who has the lock writes the note at once.
  if (!existsSync(join(folder, NOTE)) || earlierOwner(folder) !== undefined) return false;
  const unlock = lockExclusively(join(folder, MUTEX));
  unlock?.();
  return unlock !== undefined;
}

/** The running process of a version that had no lock beside the note. */
function earlierOwner(folder: string): number | undefined {
  return existsSync(join(folder, MUTEX)) ? undefined : runningProcess(readNote(join(folder, NOTE)));
}

function holderOf(note: string): string {
  const [pid] = readNote(note).split(' ');
  if (!pid) return 'another process';
  const since = statSync(note, { throwIfNoEntry: false })?.mtime.toISOString() ?? 'now';
  return `${pid === String(process.pid) ? 'this very process' : `process ${pid}`} since ${since}`;
}

function readNote(note: string): string {
  try {
    return readFileSync(note, 'utf8');
  } catch {
    return '';
  }
}

function inUse(folder: string, holder: string, file: string): UsageError {
  return new UsageError(
    `The data folder ${folder} is in use by ${holder}, which holds ${file}: stop it, or name another folder.`,
  );
}

function orUnusable<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const remedy = existsSync(file) ? 'delete it, nothing is kept in it' : 'name a folder in which files can be made';
    throw new UsageError(`${file} cannot be used as the lock of its folder (${messageOf(error)}): ${remedy}.`, {
      cause: error,
    });
  }
}

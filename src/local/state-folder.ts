/**
 * The folder that holds the state of one local stack: `state.sqlite`, `objects/`, `tables/` and the lock of the one process that uses it.
 * It stands in for no AWS service and does not guard against two machines sharing the folder.
 */

import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../domain/errors.ts';
import { UsageError } from './errors.ts';
import { closeToOthers, FILE_MODE, makePrivateFolder } from './private-files.ts';
import { processMark, runningProcess } from './process-mark.ts';

export interface StateFolder {
  readonly path: string;
  /** Gives the folder back; a temporary one is removed. */
  release(): void;
}

const LOCK = 'process.lock';
const TEMPORARY = 'event-fork-pipelines-';
const OURS = new Set([LOCK, 'state.sqlite', 'state.sqlite-wal', 'state.sqlite-shm', 'objects', 'tables']);

/**
 * Takes a folder for this process alone, or a temporary one, and closes it to other users. Throws a UsageError when another
 * process has it, when it holds foreign files, or cannot be closed. Removes the temporary folders of processes that are gone.
 */
export function takeStateFolder(options: { dataDir?: string | undefined; reset?: boolean }): StateFolder {
  removeAbandoned();
  return options.dataDir === undefined ? temporaryFolder() : keptFolder(options.dataDir, options.reset ?? false);
}

function temporaryFolder(): StateFolder {
  const path = mkdtempSync(join(tmpdir(), TEMPORARY));
  writeFileSync(join(path, LOCK), processMark(), { mode: FILE_MODE });
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    path,
    release() {
      process.off('exit', remove);
      remove();
    },
  };
}

function keptFolder(path: string, reset: boolean): StateFolder {
  const names = openFolder(path);
  const foreign = names.find((name) => !OURS.has(name));
  if (foreign !== undefined) {
    throw new UsageError(`The data folder ${path} holds ${foreign}, which is not ours: name an empty folder.`);
  }
  lock(join(path, LOCK), path);
  if (reset) {
    for (const name of OURS) if (name !== LOCK) rmSync(join(path, name), { recursive: true, force: true });
  }
  closeToOthers(path, OURS);
  return { path, release: () => rmSync(join(path, LOCK), { force: true }) };
}

function openFolder(path: string): string[] {
  try {
    makePrivateFolder(path);
    return readdirSync(path);
  } catch (error) {
    throw new UsageError(`The data folder ${path} cannot be used (${messageOf(error)}): name another folder.`);
  }
}

function temporaryNames(): string[] {
  try {
    return readdirSync(tmpdir()).filter((name) => name.startsWith(TEMPORARY));
  } catch {
    // No folder for what is temporary, and so nothing that was left there.
    return [];
  }
}

/** What `kill -9` left behind. A folder without our mark is nobody's that we know of. */
function removeAbandoned(): void {
  for (const name of temporaryNames()) {
    const path = join(tmpdir(), name);
    try {
      if (!lstatSync(path).isDirectory() || runningProcess(readFileSync(join(path, LOCK), 'utf8')) !== undefined)
        continue;
      if (readdirSync(path).every((entry) => OURS.has(entry))) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another user's, or another start was faster.
    }
  }
}

/** The lock names its process, so that one left behind by kill -9 is known for what it is. */
function lock(file: string, folder: string): void {
  const owner = existsSync(file) ? runningProcess(readFileSync(file, 'utf8')) : undefined;
  if (owner === process.pid) throw new UsageError(`The data folder ${folder} is in use by this very process.`);
  if (owner !== undefined) {
    throw new UsageError(`The data folder ${folder} is in use by process ${owner}: stop it, or name another folder.`);
  }
  rmSync(file, { force: true });
  writeFileSync(file, processMark(), { flag: 'wx', mode: FILE_MODE });
}

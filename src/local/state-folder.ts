/**
 * The folder that holds the state of one local stack: `state.sqlite`, `objects/`, what an earlier version left, and its lock.
 * It stands in for no AWS service and does not guard against two machines sharing the folder.
 */

import { lstatSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../domain/errors.ts';
import { damaged } from './damaged.ts';
import { UsageError } from './errors.ts';
import { isAbandoned, LOCK_FILES, lockFolder } from './folder-lock.ts';
import { DATABASE, FORMER_TABLES, PARTS, SEAL } from './kept-state/state-files.ts';
import { closeToOthers, makePrivateFolder } from './private-files.ts';

export interface StateFolder {
  readonly path: string;
  /** Gives the folder back; a temporary one is removed. */
  release(): void;
}

const TEMPORARY = 'event-fork-pipelines-';
const STATE = [SEAL, DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, ...PARTS, FORMER_TABLES];
const OURS = new Set([...LOCK_FILES, ...STATE]);

/**
 * Takes a folder for one stack alone, or a temporary one, and closes it to other users. Throws a UsageError when another
 * one has it, when it holds foreign files, or cannot be closed. Removes the temporary folders of processes that are gone.
 */
export function takeStateFolder(options: { dataDir?: string | undefined; reset?: boolean }): StateFolder {
  removeAbandoned();
  return options.dataDir === undefined ? temporaryFolder() : keptFolder(options.dataDir, options.reset ?? false);
}

function temporaryFolder(): StateFolder {
  const path = mkdtempSync(join(tmpdir(), TEMPORARY));
  const unlock = lockFolder(path);
  const remove = () => {
    unlock();
    rmSync(path, { recursive: true, force: true });
  };
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
  refuseHalf(path, names, reset);
  const unlock = lockFolder(path);
  try {
    if (reset) for (const name of STATE) rmSync(join(path, name), { recursive: true, force: true });
    closeToOthers(path, OURS);
  } catch (error) {
    unlock();
    throw error;
  }
  return { path, release: unlock };
}

/** The parts beside the database are nothing without it, and may be anybody's where nothing else says that the folder is ours. */
function refuseHalf(path: string, names: readonly string[], reset: boolean): void {
  const parts = names.filter((name) => PARTS.includes(name));
  const file = parts.map((name) => join(path, name)).find((part) => !statSync(part).isDirectory());
  if (file !== undefined && !reset) throw damaged(file, 'is no folder');
  if (parts.length === 0 || names.includes(DATABASE)) return;
  if (names.includes(SEAL)) {
    if (!reset) throw damaged(join(path, DATABASE), 'is missing');
    return;
  }
  throw new UsageError(
    `The data folder ${path} holds ${parts[0]}, but no ${DATABASE}: put that back from a copy of the folder, or name an empty folder.`,
  );
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

/** What `kill -9` left behind. A folder without our lock is nobody's that we know of. */
function removeAbandoned(): void {
  for (const name of temporaryNames()) {
    const path = join(tmpdir(), name);
    try {
      if (!lstatSync(path).isDirectory() || readdirSync(path).some((entry) => !OURS.has(entry))) continue;
      if (isAbandoned(path)) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another user's, or another start was faster.
    }
  }
}

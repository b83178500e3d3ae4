/**
 * The folder that holds the state of one local stack: `state.sqlite`, `objects/`, `tables/` and the lock of the one process that uses it.
 * It stands in for no AWS service and does not guard against two machines sharing the folder.
 */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../domain/errors.ts';
import { UsageError } from './errors.ts';

export interface StateFolder {
  readonly path: string;
  /** Gives the folder back; a temporary one is removed. */
  release(): void;
}

const LOCK = 'process.lock';
const OURS = new Set([LOCK, 'state.sqlite', 'state.sqlite-wal', 'state.sqlite-shm', 'objects', 'tables']);

/** Takes a folder for this process alone, or a temporary one. Throws a UsageError when another process has it or it holds foreign files. */
export function takeStateFolder(options: { dataDir?: string | undefined; reset?: boolean }): StateFolder {
  if (options.dataDir === undefined) {
    const path = mkdtempSync(join(tmpdir(), 'event-fork-pipelines-'));
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
  const path = options.dataDir;
  mkdirSync(path, { recursive: true });
  const foreign = readdirSync(path).find((name) => !OURS.has(name));
  if (foreign !== undefined) {
    throw new UsageError(`The data folder ${path} holds ${foreign}, which is not ours: name an empty folder.`);
  }
  lock(join(path, LOCK), path);
  if (options.reset) {
    for (const name of OURS) if (name !== LOCK) rmSync(join(path, name), { recursive: true, force: true });
  }
  return { path, release: () => rmSync(join(path, LOCK), { force: true }) };
}

/** The lock names its process, so that one left behind by kill -9 is known for what it is. */
function lock(file: string, folder: string): void {
  const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  if (owner !== undefined && owner !== process.pid && isRunning(owner)) {
    throw new UsageError(`The data folder ${folder} is in use by process ${owner}: stop it, or name another folder.`);
  }
  if (owner === process.pid) throw new UsageError(`The data folder ${folder} is in use by this very process.`);
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ReplayRunningError } from '../../errors.ts';

/**
 * Keeps every other process from the replay of this id until the returned function is called, or this process ends in
 * whatever way. Throws ReplayRunningError where another one has it.
 *
 * It is the operating system that locks, through SQLite (`BEGIN IMMEDIATE` sets a lock that one connection can have, and that
 * goes with its process: https://sqlite.org/lockingv3.html): so a killed process leaves nothing that would have to be taken
 * over, and no process id is asked whether it lives. The file stays, empty: where it could be removed, one process could
 * lock the removed file and another one a new one. The note beside it only says who has it.
 */
export function lockReplay(id: string, base: string): () => void {
  const path = `${base}.mutex`;
  const note = `${base}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  const mutex = new DatabaseSync(path, { timeout: 0 });
  try {
    // A journal of its own would be left by a killed process, and want to be rolled back.
    mutex.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
  } catch (cause) {
    mutex.close();
    if (!isBusy(cause)) throw cause;
    throw new ReplayRunningError(id, { path, holder: readHolder(note), cause });
  }
  writeFileSync(note, String(process.pid));
  return () => {
    rmSync(note, { force: true });
    mutex.close();
  };
}

/** SQLITE_BUSY (https://sqlite.org/rescode.html#busy). */
function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === 5;
}

/** The process that has the lock; undefined in the moment before it has said so. */
function readHolder(note: string): number | undefined {
  try {
    const holder = Number(readFileSync(note, 'utf8'));
    return holder > 0 ? holder : undefined;
  } catch {
    return undefined;
  }
}

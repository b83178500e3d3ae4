import { DatabaseSync } from 'node:sqlite';
import { isObject } from '../domain/is-object.ts';

/**
 * Keeps everybody else from a file, other connections of this process too, until the returned function is called or this process
 * ends in whatever way. Undefined where somebody else has it; throws where the file cannot be locked at all.
 *
 * It is the operating system that locks, through SQLite (`BEGIN IMMEDIATE` sets a lock that one connection can have, and that
 * goes with its process: https://sqlite.org/lockingv3.html): so a killed process leaves nothing that would have to be taken
 * over, and no process id is asked whether it lives. The file stays, empty: where it could be removed, one process could
 * lock the removed file and another one a new one. It is not to be opened in any other way: a process that closes a file gives
 * up every lock it has on it (https://sqlite.org/howtocorrupt.html, 2.2).
 */
export function lockExclusively(path: string): (() => void) | undefined {
  const mutex = new DatabaseSync(path, { timeout: 0 });
  try {
    // A journal of its own would be left by a killed process, and want to be rolled back.
    mutex.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
  } catch (error) {
    mutex.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return () => mutex.close();
}

/** SQLITE_BUSY (https://sqlite.org/rescode.html#busy). */
function isBusy(error: unknown): boolean {
  return isObject(error) && error['errcode'] === 5;
}

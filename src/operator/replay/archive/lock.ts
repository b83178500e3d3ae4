import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lockExclusively } from '../../../machine/exclusive-lock.ts';
import { ReplayRunningError } from '../../errors.ts';

/**
 * Keeps every other process from the replay of this id until the returned function is called, or this process ends in
 * whatever way. Throws ReplayRunningError where another one has it. The note beside the lock only says who.
 */
export function lockReplay(id: string, base: string): () => void {
  const path = `${base}.mutex`;
  const note = `${base}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  const unlock = lockExclusively(path);
  if (unlock === undefined) throw new ReplayRunningError(id, { path, holder: readHolder(note) });
  writeFileSync(note, String(process.pid));
  return () => {
    rmSync(note, { force: true });
    unlock();
  };
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

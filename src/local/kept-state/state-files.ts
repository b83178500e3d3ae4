import { join } from 'node:path';

/** The files that make up the database of a folder. */
export interface StateFiles {
  readonly state: string;
  readonly log: string;
  readonly index: string;
  readonly seal: string;
  /** What lies beside it, once there is a database. */
  readonly parts: readonly string[];
}

export const DATABASE = 'state.sqlite';
export const SEAL = 'folder.seal';
/** `tables` is of version 1, which kept its tables there. */
export const PARTS: readonly string[] = ['objects', 'tables'];
/** Where those are kept aside once they are taken over. */
export const FORMER_TABLES = 'tables.before-2';

/** Where they lie. */
export function stateFiles(folder: string): StateFiles {
  return {
    state: join(folder, DATABASE),
    log: join(folder, `${DATABASE}-wal`),
    index: join(folder, `${DATABASE}-shm`),
    seal: join(folder, SEAL),
    parts: PARTS.map((part) => join(folder, part)),
  };
}

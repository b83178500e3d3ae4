/**
 * The database of a folder that is kept: opened only as it was left, and left in order. What is damaged, missing, of another folder
 * or of a later version is refused by its file, before anything is written. Of a stack that was killed the pages are checked for
 * their form, not for what stands in them: that is known only of a folder that was left in order.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { messageOf } from '../../domain/errors.ts';
import { type LocalDatabase, openDatabase, text } from '../database.ts';
import { UsageError } from '../errors.ts';
import { checkBodies } from './check-bodies.ts';
import { APPLICATION, checkState, LAYOUT } from './check-state.ts';
import { fileContent } from './file-content.ts';
import { readSeal, writeSeal } from './folder-seal.ts';
import { type StateFiles, stateFiles } from './state-files.ts';

/** Opens the database of a folder that is kept. Throws a UsageError that names the file, what is wrong and what to do. */
export function openKeptDatabase(path: string): LocalDatabase {
  const files = stateFiles(path);
  const seal = readSeal(files.seal);
  const isThere = checkState(files, seal);
  checkBodies(path, seal !== undefined && seal !== 'unchecked' && seal.state === 'closed' ? Date.parse(seal.at) : 0);
  const folder = seal === undefined || seal === 'unchecked' ? {} : { folder: seal.folder };
  try {
    writeSeal(files.seal, { state: isThere ? 'changing' : 'new', ...folder });
    const database = openDatabase(path);
    const name = nameOf(database);
    writeSeal(files.seal, { state: 'open', folder: name });
    return { ...database, close: () => closeInOrder(files, name, database) };
  } catch (error) {
    throw new UsageError(`${files.state} cannot be opened (${messageOf(error)}): make room, or name another folder.`, {
      cause: error,
    });
  }
}

/** The name of the folder, which its database and its seal share; given once. */
function nameOf(database: LocalDatabase): string {
  database.define(
    'CREATE TABLE IF NOT EXISTS settings_folder (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL)',
  );
  const known = database.get('SELECT name FROM settings_folder');
  if (known !== undefined) return text(known, 'name');
  const name = randomUUID();
  database.run('INSERT INTO settings_folder VALUES (1, ?)', name);
  database.define(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${LAYOUT};`);
  // The header is read before the log is.
  database.forget();
  return name;
}

/** Throws where the folder cannot be left in order, as when somebody took it away while the stack ran. */
function closeInOrder(files: StateFiles, folder: string, database: LocalDatabase): void {
  try {
    closeAndSeal(files, folder, database);
  } catch (error) {
    const gone = existsSync(files.state) ? '' : `, and ${files.state} is gone, with all that it held`;
    throw new Error(`${files.seal} cannot be written (${messageOf(error)})${gone}.`, { cause: error });
  }
}

/** SQLite removes the log once all of it is in the database (https://sqlite.org/wal.html); where it cannot, the folder stays open. */
function closeAndSeal(files: StateFiles, folder: string, database: LocalDatabase): void {
  try {
    writeSeal(files.seal, { state: 'changing', folder });
  } finally {
    database.close();
  }
  if (existsSync(files.log)) writeSeal(files.seal, { state: 'open', folder });
  else writeSeal(files.seal, { state: 'closed', folder, at: new Date().toISOString(), ...fileContent(files.state) });
}

/** Whether the database of a folder is as it was left. Nothing is written. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../domain/errors.ts';
import { damaged } from '../damaged.ts';
import { UsageError } from '../errors.ts';
import { fileContent, fileHeader } from './file-content.ts';
import { GO_ON, type Seal } from './folder-seal.ts';
import type { StateFiles } from './state-files.ts';
import { type LoggedPages, NO_PAGES, readIndex, readLog } from './write-ahead-log.ts';

/** "EFkp", in the header of the file (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION = 0x45466b70;
/** Raised when a version could misread what another one wrote. */
export const LAYOUT = 2;

/** https://sqlite.org/fileformat.html, "The database header". */
const HEADER = {
  length: 100,
  magic: 'SQLite format 3\0',
  pageSizeAt: 16,
  pageCountAt: 28,
  layoutAt: 60,
  applicationAt: 68,
};
/** Tables of every version, since versions before this one did not name their database. */
const KNOWN_TABLES = ['settings_clock', 'deployment_stacks'];

/** Throws a UsageError for a database that is not as its seal says, or not ours. True where there is one. */
export function checkState(files: StateFiles, seal: Seal | 'unchecked' | undefined): boolean {
  const isBegun = seal !== undefined && (seal === 'unchecked' || seal.state !== 'new');
  if (isEmpty(files, isBegun)) return false;
  const named = checkHeader(files.state) === APPLICATION;
  if (named && seal === undefined) throw damaged(files.seal, 'is missing', GO_ON(files.seal));
  if (seal !== undefined && seal !== 'unchecked' && seal.state === 'closed') checkClosed(files, seal);
  else {
    if (seal !== 'unchecked') checkLength(files.state, checkLog(files, seal));
    checkPages(files.state, { named, folder: seal === 'unchecked' ? undefined : seal?.folder });
  }
  return true;
}

/** True where there is no database yet, and need not be one. */
function isEmpty({ state, log, parts }: StateFiles, isBegun: boolean): boolean {
  const found = statSync(state, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw damaged(state, 'is no file');
  if (found !== undefined && found.size > 0) return false;
  if (isBegun || [log, ...parts].some((file) => existsSync(file)))
    throw damaged(state, found === undefined ? 'is missing' : 'is empty');
  return true;
}

/** The number of the program that a database names as its own. */
function checkHeader(state: string): number {
  const header = orDamaged(state, 'cannot be read', () => fileHeader(state, HEADER.length));
  if (header.length < HEADER.length || header.toString('latin1', 0, HEADER.magic.length) !== HEADER.magic) {
    throw damaged(state, 'is no SQLite database');
  }
  const application = header.readUInt32BE(HEADER.applicationAt);
  const layout = header.readUInt32BE(HEADER.layoutAt);
  if (application !== APPLICATION && application !== 0) throw ofAnotherProgram(state);
  if (layout > LAYOUT) {
    throw new UsageError(
      `${state} was written by a later version (layout ${layout}, and this one reads ${LAYOUT}): start that version, or name another folder.`,
    );
  }
  return application;
}

function checkClosed({ state, log }: StateFiles, seal: Extract<Seal, { state: 'closed' }>): void {
  const content = orDamaged(state, 'cannot be read', () => fileContent(state));
  if (content.size !== seal.size) {
    throw damaged(state, `has ${content.size} bytes, not the ${seal.size} it was left with on ${seal.at}`);
  }
  if (content.crc32 !== seal.crc32) throw damaged(state, `does not hold what it was left with on ${seal.at}`);
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    throw new UsageError(`${log} does not belong to state.sqlite, which was left without one: move it away.`);
  }
}

function checkLog({ log, index, seal: file }: StateFiles, seal: Seal | undefined): LoggedPages {
  const read = <T>(path: string, parse: (content: Buffer) => T): T => {
    const content = orDamaged(path, 'cannot be read', () => readFileSync(path));
    try {
      return parse(content);
    } catch (error) {
      throw damaged(path, messageOf(error), GO_ON(file));
    }
  };
  if (seal?.state !== 'open') return existsSync(log) ? read(log, (content) => readLog(content, undefined)) : NO_PAGES;
  const missing = [log, index].find((path) => !existsSync(path));
  if (missing !== undefined) throw damaged(missing, 'is missing, though the stack was killed', GO_ON(file));
  const counted = read(index, readIndex);
  return read(log, (content) => readLog(content, counted));
}

/** A page that is short, or beyond the end, SQLite reads as zeros: it has to be in the log. */
function checkLength(state: string, { pages, pageCount }: LoggedPages): void {
  const header = fileHeader(state, HEADER.length);
  const pageSize = header.readUInt16BE(HEADER.pageSizeAt) === 1 ? 65_536 : header.readUInt16BE(HEADER.pageSizeAt);
  const { size } = statSync(state);
  const expected = pageCount ?? header.readUInt32BE(HEADER.pageCountAt);
  for (let page = Math.floor(size / pageSize) + 1; page <= expected; page++) {
    if (!pages.has(page)) throw damaged(state, `ends behind ${size} bytes, and misses page ${page} of ${expected}`);
  }
}

/** Reads through every page, as they are with what the log holds. */
function checkPages(state: string, { named, folder }: { named: boolean; folder: string | undefined }): void {
  orDamaged(state, 'is damaged', () => {
    // Closed again, a connection that only reads leaves the log as it is, so that a file that is put back still has it.
    const sqlite = new DatabaseSync(state, { readOnly: true });
    try {
      const [said] = sqlite.prepare('PRAGMA quick_check(1)').all();
      const verdict = String(said?.['quick_check']).replaceAll(/\s+/g, ' ');
      if (verdict !== 'ok') throw damaged(state, `is damaged (${verdict})`);
      const tables = sqlite
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .all()
        .map(({ name }) => name);
      if (!named && tables.length > 0 && !KNOWN_TABLES.some((known) => tables.includes(known))) {
        throw ofAnotherProgram(state);
      }
      const own = tables.includes('settings_folder')
        ? sqlite.prepare('SELECT name FROM settings_folder').get()
        : undefined;
      if (folder !== undefined && own !== undefined && own['name'] !== folder)
        throw damaged(state, 'is of another folder');
    } finally {
      sqlite.close();
    }
  });
}

function ofAnotherProgram(state: string): UsageError {
  return new UsageError(`${state} is a database of another program: name an empty folder.`);
}

function orDamaged<T>(file: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? error : damaged(file, `${what} (${messageOf(error)})`);
  }
}

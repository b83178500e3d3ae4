/**
 * The one SQLite database of the local stack (`node:sqlite`), in which every engine keeps its state.
 * WAL with synchronous=NORMAL: what is committed survives kill -9, not a power cut.
 */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { makePrivateFile, makePrivateFolder } from './private-files.ts';

/** How long what was deleted may stay in the write-ahead log, in machine time. */
const FORGET_MS = 5_000;

export type Row = Record<string, SQLOutputValue>;

/** The shared database. Reads see every write at once; only `committed()` makes a write safe to acknowledge. */
export interface LocalDatabase {
  /** Creates the tables of an engine (`CREATE TABLE IF NOT EXISTS …`). */
  define(schema: string): void;
  /** A statement, prepared once for each text. */
  prepare(sql: string): StatementSync;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** Runs one statement inside the open group and returns how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** Does all of `change` or, when it throws, none of it. Groups may nest. */
  write<T>(change: () => T): T;
  /** Resolves once everything written so far is on disk. The endpoint awaits it before every answer. */
  committed(): Promise<void>;
  /**
   * Takes off the disk what was deleted, now. By itself that is done within five seconds of a change: until then the
   * write-ahead log still has it.
   */
  forget(): void;
  close(): void;
}

/**
 * Opens (or creates) `state.sqlite` in a folder. Writes of one turn of the event loop share one transaction.
 * `throwaway` leaves out every fsync: what is acknowledged still survives kill -9, but nothing survives a power cut.
 * What is deleted is overwritten with zeros (https://sqlite.org/pragma.html#pragma_secure_delete).
 */
export function openDatabase(folder: string, { throwaway = false }: { throwaway?: boolean } = {}): LocalDatabase {
  makePrivateFolder(folder);
  const file = join(folder, 'state.sqlite');
  // SQLite gives the files beside it the mode of this one.
  makePrivateFile(file);
  const sqlite = new DatabaseSync(file);
  sqlite.exec(
    `PRAGMA journal_mode=WAL; PRAGMA synchronous=${throwaway ? 'OFF' : 'NORMAL'}; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;`,
  );
  const statements = new Map<string, StatementSync>();
  let group: { done: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } | undefined;
  let depth = 0;

  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = sqlite.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  let forgetting: NodeJS.Timeout | undefined;
  const forget = () => {
    clearTimeout(forgetting);
    forgetting = undefined;
    commit();
    sqlite.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  };
  const commit = () => {
    const finished = group;
    if (!finished) return;
    group = undefined;
    try {
      sqlite.exec('COMMIT');
      forgetting ??= setTimeout(forget, FORGET_MS).unref();
      finished.resolve();
    } catch (error) {
      finished.reject(error);
    }
  };
  const open = () => {
    if (group) return;
    sqlite.exec('BEGIN');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    group = { done: promise, resolve, reject };
    setImmediate(commit);
  };

  return {
    define: (schema) => {
      commit();
      sqlite.exec(schema);
    },
    prepare,
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    run: (sql, ...values) => {
      open();
      return Number(prepare(sql).run(...values).changes);
    },
    write(change) {
      open();
      const savepoint = `nested${depth++}`;
      sqlite.exec(`SAVEPOINT ${savepoint}`);
      try {
        return change();
      } catch (error) {
        sqlite.exec(`ROLLBACK TO ${savepoint}`);
        throw error;
      } finally {
        sqlite.exec(`RELEASE ${savepoint}`);
        depth--;
      }
    },
    committed: () => group?.done ?? Promise.resolve(),
    forget,
    close() {
      commit();
      clearTimeout(forgetting);
      statements.clear();
      sqlite.close();
    },
  };
}

/** A text column; an error names the column when it holds anything else. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds ${typeof value}, not text`);
  return value;
}

/** A text column that may be NULL. */
export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null || row[column] === undefined ? undefined : text(row, column);
}

/** A whole-number column. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds ${typeof value}, not a number`);
  return value;
}

/** A whole-number column that may be NULL. */
export function optionalInteger(row: Row, column: string): number | undefined {
  return row[column] === null || row[column] === undefined ? undefined : integer(row, column);
}

/** A BLOB column. */
export function bytes(row: Row, column: string): Buffer {
  const value = row[column];
  if (!(value instanceof Uint8Array) && !ArrayBuffer.isView(value)) {
    throw new TypeError(`column ${column} holds ${typeof value}, not bytes`);
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

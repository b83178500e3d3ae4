/**
 * The one SQLite database of the local stack (`node:sqlite`), in which every engine keeps its state.
 * WAL with synchronous=NORMAL: what is committed survives kill -9, not a power cut.
 */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { openGroup, type Trouble } from './database-group.ts';
import { makePrivateFile, makePrivateFolder } from './private-files.ts';

/** How long what was deleted may stay in the write-ahead log, in machine time. */
const FORGET_MS = 5_000;

export type Row = Record<string, SQLOutputValue>;

/** The shared database. Reads see every write at once; only what is on disk is safe to acknowledge. */
export interface LocalDatabase {
  /** Creates the tables of an engine (`CREATE TABLE IF NOT EXISTS …`). */
  define(schema: string): void;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** The rows one by one, for who may not want them all. */
  iterate(sql: string, ...values: SQLInputValue[]): Iterable<Row>;
  /** Runs one statement inside the open group and returns how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** The same, and returns the number of the row that it added. */
  insert(sql: string, ...values: SQLInputValue[]): number;
  /** Does all of `change` or, when it throws, none of it. Groups may nest. */
  write<T>(change: () => T): T;
  /** Resolves once everything written so far is on disk, after any trouble. */
  committed(): Promise<void>;
  /** The same, but false as soon as it is known that the disk does not take it now. Awaited before every answer. */
  acknowledged(): Promise<boolean>;
  /** What keeps the database from writing; undefined while it writes. */
  trouble(): Trouble | undefined;
  /** Runs whenever trouble begins. Returns what ends that. */
  onTrouble(listen: (trouble: Trouble) => void): () => void;
  /**
   * Takes off the disk what was deleted, now. By itself that is done within five seconds of a change: until then the
   * write-ahead log still has it.
   */
  forget(): void;
  /** Before the end: whoever waits for what the disk does not take waits no longer, but fails. */
  giveUp(): void;
  close(): void;
}

/**
 * Opens (or creates) `state.sqlite` in a folder. Writes of one turn of the event loop share one transaction.
 * `throwaway` leaves out every fsync: what is acknowledged still survives kill -9, but nothing survives a power cut.
 * What is deleted is overwritten with zeros (https://sqlite.org/pragma.html#pragma_secure_delete).
 *
 * Where the disk does not take a transaction, as a full one does not, nothing is undone: engines have gone on from what they wrote.
 * Its statements are repeated in a new transaction, which reads see, and which is committed as soon as the disk takes it.
 */
export function openDatabase(folder: string, { throwaway = false }: { throwaway?: boolean } = {}): LocalDatabase {
  makePrivateFolder(folder);
  const file = join(folder, 'state.sqlite');
  // SQLite gives the files beside it the mode of this one.
  makePrivateFile(file);
  const sqlite = new DatabaseSync(file);
  // Without spilling, a statement needs no disk: only the commit can fail for want of room.
  sqlite.exec(
    `PRAGMA journal_mode=WAL; PRAGMA synchronous=${throwaway ? 'OFF' : 'NORMAL'}; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-16000; PRAGMA cache_spill=OFF; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;`,
  );
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = sqlite.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const group = openGroup(sqlite, prepare);
  let forgetting: NodeJS.Timeout | undefined;
  const forgetSoon = () => {
    forgetting ??= setTimeout(forget, FORGET_MS).unref();
  };
  const forget = () => {
    clearTimeout(forgetting);
    forgetting = undefined;
    group.commit();
    try {
      if (group.trouble() === undefined) sqlite.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      else forgetSoon();
    } catch {
      // The disk takes no page of it: what is committed is in the log, and stays there.
      forgetSoon();
    }
  };
  group.onCommit(forgetSoon);

  return {
    define: (schema) => {
      group.commit();
      sqlite.exec(schema);
    },
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    iterate: (sql, ...values) => prepare(sql).iterate(...values),
    run: (sql, ...values) => Number(group.run(sql, values).changes),
    insert: (sql, ...values) => Number(group.run(sql, values).lastInsertRowid),
    write: group.write,
    committed: group.committed,
    acknowledged: group.acknowledged,
    trouble: group.trouble,
    onTrouble: group.onTrouble,
    forget,
    giveUp: group.giveUp,
    close() {
      group.close();
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

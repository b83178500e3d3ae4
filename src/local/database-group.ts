/**
 * The open transaction of the one database, which the writes of a turn of the event loop share. A transaction that the disk does not
 * take is neither undone nor forgotten: it is kept, seen by reads, and tried again until the disk takes it.
 */
import type { DatabaseSync, SQLInputValue, StatementResultingChanges, StatementSync } from 'node:sqlite';
import { messageOf } from '../domain/errors.ts';
import { isObject } from '../domain/is-object.ts';
import { AwsError } from './errors.ts';

/** The disk takes nothing at the moment. */
export interface Trouble {
  /** What the system says. */
  readonly reason: string;
  /** Resolves once everything is on disk again. */
  readonly over: Promise<void>;
}

/** The first and the last pause between two tries to commit, in machine time. */
const RETRY_MS = { first: 50, max: 2000 };

interface OpenGroup {
  readonly done: Promise<void>;
  readonly finish: () => void;
  readonly fail: (reason: Error) => void;
  /** True once on disk, false once a try has failed. */
  readonly outcome: Promise<boolean>;
  readonly settle: (written: boolean) => void;
}

interface Statement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Writes in groups over one connection, on which nobody else writes. */
export function openGroup(sqlite: DatabaseSync, prepare: (sql: string) => StatementSync) {
  let group: OpenGroup | undefined;
  /** What the group has done so far, to be repeated where SQLite rolls it back. */
  let done: Statement[] = [];
  let depth = 0;
  /** Counts the transactions of SQLite that carry groups: savepoints live in one of them. */
  let transaction = 0;
  let trouble: (Trouble & { readonly end: () => void }) | undefined;
  let retrying: NodeJS.Timeout | undefined;
  const listeners = new Set<(trouble: Trouble) => void>();
  let onCommit = () => {};

  const begin = () => {
    sqlite.exec('BEGIN');
    transaction++;
  };
  /** Repeats the group in a new transaction. Throws where not even that is possible: then reads lack it, until the next try. */
  const repeat = () => {
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    begin();
    try {
      for (const { sql, values } of done) prepare(sql).run(...values);
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
      throw error;
    }
  };
  const enterTrouble = (error: unknown) => {
    group?.settle(false);
    if (trouble === undefined) {
      const { promise: over, resolve: end } = Promise.withResolvers<void>();
      trouble = { reason: messageOf(error), over, end };
      tryAgain(RETRY_MS.first);
      for (const listen of listeners) listen(trouble);
    }
    try {
      repeat();
    } catch {
      // Tried again below.
    }
  };
  const tryAgain = (pauseMs: number) => {
    retrying = setTimeout(() => {
      commit();
      if (trouble !== undefined) tryAgain(Math.min(pauseMs * 2, RETRY_MS.max));
    }, pauseMs).unref();
  };
  const commit = () => {
    const finished = group;
    if (!finished) return;
    try {
      if (!sqlite.isTransaction) repeat();
      sqlite.exec('COMMIT');
    } catch (error) {
      enterTrouble(error);
      return;
    }
    group = undefined;
    done = [];
    finished.settle(true);
    finished.finish();
    trouble?.end();
    trouble = undefined;
    onCommit();
  };
  const open = () => {
    if (group) {
      if (!sqlite.isTransaction) throw unavailable(trouble?.reason ?? 'nothing is written');
      return;
    }
    begin();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    const { promise: outcome, resolve: settle } = Promise.withResolvers<boolean>();
    group = { done: promise, finish: resolve, fail: reject, outcome, settle };
    setImmediate(commit);
  };
  /** Undoes what came after a statement of the group. */
  const undo = (kept: number) => {
    done.length = Math.min(kept, done.length);
    try {
      repeat();
    } catch (error) {
      enterTrouble(error);
    }
  };

  return {
    run(sql: string, values: readonly SQLInputValue[]): StatementResultingChanges {
      open();
      try {
        const changes = prepare(sql).run(...values);
        done.push({ sql, values });
        return changes;
      } catch (error) {
        // SQLite undoes the whole transaction for some errors (https://sqlite.org/lang_transaction.html).
        if (!sqlite.isTransaction) undo(done.length);
        throw isWantOfRoom(error) ? unavailable(messageOf(error), error) : error;
      }
    },
    write<T>(change: () => T): T {
      open();
      const savepoint = `nested${depth++}`;
      const [kept, began] = [done.length, transaction];
      sqlite.exec(`SAVEPOINT ${savepoint}`);
      const isThere = () => transaction === began && sqlite.isTransaction;
      try {
        const result = change();
        if (isThere()) sqlite.exec(`RELEASE ${savepoint}`);
        return result;
      } catch (error) {
        if (isThere()) {
          sqlite.exec(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
          done.length = kept;
        } else undo(kept);
        throw error;
      } finally {
        depth--;
      }
    },
    commit,
    committed: () => group?.done ?? Promise.resolve(),
    acknowledged: () => group?.outcome ?? Promise.resolve(true),
    trouble: (): Trouble | undefined => trouble,
    onTrouble(listen: (trouble: Trouble) => void) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    onCommit(run: () => void) {
      onCommit = run;
    },
    giveUp() {
      commit();
      if (trouble !== undefined) group?.fail(unavailable(trouble.reason));
    },
    close() {
      commit();
      clearTimeout(retrying);
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    },
  };
}

/** Errors of SQLite for which the statement itself is not to blame: NOMEM, READONLY, IOERR, FULL (https://sqlite.org/rescode.html). */
function isWantOfRoom(error: unknown): boolean {
  const code = isObject(error) ? Number(error['errcode']) & 0xff : 0;
  return [7, 8, 10, 13].includes(code);
}

function unavailable(reason: string, cause?: unknown): AwsError {
  return new AwsError('ServiceUnavailable', `The local stack cannot write its state at the moment: ${reason}.`, {
    status: 503,
    cause,
  });
}

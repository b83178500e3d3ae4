/**
 * Stands in for Lambda's queue of asynchronous invocations: two retries, one and two minutes later.
 * Destinations and dead-letter queues of functions are left out; an event that fails three times is gone.
 */
import { messageOf } from '../../../domain/errors.ts';
import type { LocalContext } from '../../context.ts';
import { integer, text } from '../../database.ts';
import type { FunctionControl } from './function-control.ts';

export interface AsyncInvocations {
  /** Accepts an event; it survives a restart. */
  add(functionName: string, payload: string): void;
  /** Takes up what an earlier run left. */
  resume(): void;
  /** Runs what is due now and waits for it; true if anything ran. */
  settle(): Promise<boolean>;
  close(): Promise<void>;
}

/** Waits before the second and the third attempt (Lambda guide, "How Lambda handles errors and retries with asynchronous invocation"). */
const RETRY_MS = [60_000, 120_000];

/** The asynchronous invocations of one stack, those of an earlier run included. */
export function createAsyncInvocations({
  context,
  functions,
}: {
  context: LocalContext;
  functions: Pick<FunctionControl, 'invoke'>;
}): AsyncInvocations {
  const { clock, database } = context;
  database.define(`
    CREATE TABLE IF NOT EXISTS lambda_async (
      id INTEGER PRIMARY KEY AUTOINCREMENT, function_name TEXT NOT NULL, payload TEXT NOT NULL,
      attempt INTEGER NOT NULL, due_at INTEGER NOT NULL);`);
  const running = new Map<number, Promise<void>>();
  let isClosed = false;

  const attempt = async (id: number, functionName: string, payload: string, attempts: number): Promise<void> => {
    let isDone = false;
    try {
      const { functionError } = await functions.invoke(functionName, payload);
      isDone = functionError === undefined;
    } catch (error) {
      context.warn(`${functionName} was not invoked asynchronously: ${messageOf(error)}`);
    }
    if (isClosed) return;
    const wait = RETRY_MS[attempts];
    if (isDone || wait === undefined) {
      database.run('DELETE FROM lambda_async WHERE id = ?', id);
      return;
    }
    database.run('UPDATE lambda_async SET attempt = ?, due_at = ? WHERE id = ?', attempts + 1, clock.now() + wait, id);
    clock.after(wait, runDue);
  };
  const runDue = () => {
    if (isClosed) return;
    for (const row of database.all('SELECT * FROM lambda_async WHERE due_at <= ? ORDER BY id', clock.now())) {
      const id = integer(row, 'id');
      if (running.has(id)) continue;
      const run = attempt(id, text(row, 'function_name'), text(row, 'payload'), integer(row, 'attempt')).finally(() =>
        running.delete(id),
      );
      running.set(id, run);
    }
  };

  return {
    resume() {
      for (const row of database.all('SELECT due_at FROM lambda_async')) clock.at(integer(row, 'due_at'), runDue);
    },
    add(functionName, payload) {
      database.run(
        'INSERT INTO lambda_async (function_name, payload, attempt, due_at) VALUES (?, ?, 0, ?)',
        functionName,
        payload,
        clock.now(),
      );
      runDue();
    },
    async settle() {
      runDue();
      const hasWork = running.size > 0;
      while (running.size > 0) await Promise.all(running.values());
      return hasWork;
    },
    async close() {
      isClosed = true;
      await Promise.all(running.values());
    },
  };
}

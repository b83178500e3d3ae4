/**
 * Stands in for the network between a caller and DynamoDB: a table engine behind messages to a worker thread.
 * A thread that dies fails the calls under way with InternalServerError; the next call opens the folder again.
 */
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { AwsError } from '../errors.ts';
import type { EngineAnswer, EngineOptions, TableEngine } from './dynalite-engine.ts';
import { postTogether } from './post-together.ts';
import { answersSchema, type callsSchema } from './table-calls.ts';

interface Pending {
  resolve(answer: EngineAnswer): void;
  reject(reason: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  readonly post: (call: v.InferOutput<typeof callsSchema>[number]) => void;
  readonly opened: Promise<void>;
  readonly pending: Map<number, Pending>;
}

/** Opens the tables of a folder in their own thread; rejects when the folder cannot be opened. */
export async function startTableThread(options: EngineOptions, warn: (line: string) => void): Promise<TableEngine> {
  let nextId = 1;
  let closing = false;
  let thread: Thread | undefined = startThread(options, (reason) => {
    thread = undefined;
    if (!closing) warn(`The tables' thread ended: ${reason}. It starts again with the next call.`);
  });
  const send = async (operation: string, input: string): Promise<EngineAnswer> => {
    thread ??= startThread(options, (reason) => {
      thread = undefined;
      if (!closing) warn(`The tables' thread ended: ${reason}. It starts again with the next call.`);
    });
    const { post, pending, opened } = thread;
    await opened;
    const id = nextId++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      post({ id, operation, input });
    });
  };
  await thread.opened;

  return {
    async call(operation, input) {
      const answer = await send(operation, input);
      if (answer.status === 500) throw new AwsError('InternalServerError', answer.body, { status: 500 });
      return answer;
    },
    async close() {
      closing = true;
      if (!thread) return;
      const { worker } = thread;
      await send('close', '');
      await worker.terminate();
    },
  };
}

function startThread(options: EngineOptions, ended: (reason: string) => void): Thread {
  const worker = new Worker(new URL('./table-worker.ts', import.meta.url), { workerData: options, env: {} });
  const pending = new Map<number, Pending>();
  const opening = Promise.withResolvers<void>();
  opening.promise.catch(() => {});
  let reason = 'it exited';
  worker.on('message', (message: unknown) => {
    for (const { id, status, body } of v.parse(answersSchema, message)) {
      if (id === 0) opening.resolve();
      pending.get(id)?.resolve({ status, body });
      pending.delete(id);
    }
  });
  worker.on('error', (error: unknown) => {
    reason = String(error);
  });
  worker.on('exit', () => {
    const error = new AwsError('InternalServerError', `The tables' thread ended: ${reason}`, { status: 500 });
    opening.reject(error);
    for (const call of pending.values()) call.reject(error);
    pending.clear();
    ended(reason);
  });
  const post = postTogether((calls) => worker.postMessage(calls));
  return { worker, post, pending, opened: opening.promise };
}

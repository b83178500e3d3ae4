/**
 * SQS StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask: the redrive of a dead-letter queue on the local clock.
 * The limit of 36 hours for a task is not applied.
 */
import type { Timer } from '../clock.ts';
import { integer, optionalText as optionalColumn, optionalInteger, type Row, text } from '../database.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { type Input, optionalText } from '../operation-input.ts';
import type { QueueEngine } from './engine.ts';
import { invalidParameter, queueServiceError, resourceNotFound } from './errors.ts';
import { optionalWhole, requiredText } from './input.ts';
import { moveMessages } from './move-messages.ts';

const FASTEST = 500;
const MAX_TASKS = 100;
/** Without a rate the service chooses one; here as many in one turn of the event loop as does not hold others up. */
const CHUNK = 200;

/** The three operations; tasks that were running when the process ended go on. */
export function moveTaskOperations(engine: QueueEngine): { operations: Operations; close(): void } {
  const { registry, store, context } = engine;
  const { database, clock } = context;
  const timers = new Map<string, Timer>();

  const taskOf = (handle: string) => database.get('SELECT * FROM queues_move_tasks WHERE handle = ?', handle);
  const finish = (handle: string, status: string, failure?: string) => {
    timers.delete(handle);
    database.run(
      'UPDATE queues_move_tasks SET status = ?, failure = ? WHERE handle = ?',
      status,
      failure ?? null,
      handle,
    );
  };
  const step = (handle: string) => {
    const task = taskOf(handle);
    if (!task || text(task, 'status') !== 'RUNNING') return;
    const source = registry.findArn(text(task, 'source'));
    if (!source) return finish(handle, 'FAILED', 'AWS.SimpleQueueService.NonExistentQueue');
    store.expire(source);
    const rate = optionalInteger(task, 'rate');
    const allowed = rate === undefined ? CHUNK : allowance(task, rate, clock.now());
    let moved = 0;
    try {
      moveMessages(engine, source, optionalColumn(task, 'destination'), Math.min(allowed, CHUNK), () => moved++);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return finish(handle, 'FAILED', error.queryCode ?? error.code);
    } finally {
      database.run('UPDATE queues_move_tasks SET moved = moved + ? WHERE handle = ?', moved, handle);
    }
    if (store.depth(source).visible === 0) return finish(handle, 'COMPLETED');
    const wait = rate === undefined || allowed > CHUNK ? 0 : nextSecond(task, clock.now());
    timers.set(
      handle,
      clock.after(wait, () => step(handle)),
    );
  };
  const begin = (handle: string) =>
    timers.set(
      handle,
      clock.after(0, () => step(handle)),
    );
  for (const row of database.all(`SELECT handle FROM queues_move_tasks WHERE status = 'RUNNING'`)) {
    begin(text(row, 'handle'));
  }

  const operations: Operations = {
    StartMessageMoveTask(input) {
      const sourceArn = requiredText(input, 'SourceArn');
      const destinationArn = optionalText(input, 'DestinationArn');
      const rate = optionalWhole(input, 'MaxNumberOfMessagesPerSecond', { min: 1, max: FASTEST });
      const source = registry.findArn(sourceArn);
      if (!source) throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
      if (!registry.list().some((queue) => queue !== source && queue.settings.redrive?.targetArn === sourceArn)) {
        throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
      }
      if (destinationArn !== undefined && !registry.findArn(destinationArn)) {
        throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
      }
      const running = database.all(`SELECT source FROM queues_move_tasks WHERE status = 'RUNNING'`);
      if (running.some((row) => text(row, 'source') === sourceArn)) {
        throw invalidParameter(
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      }
      if (running.length >= MAX_TASKS) throw queueServiceError('RequestThrottled', 'Too many active move tasks.', 403);
      const handle = Buffer.from(JSON.stringify({ taskId: engine.newId(), sourceArn })).toString('base64');
      store.expire(source);
      database.run(
        'INSERT INTO queues_move_tasks (handle, source, destination, rate, status, to_move, started_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        handle,
        sourceArn,
        destinationArn ?? null,
        rate ?? null,
        'RUNNING',
        store.depth(source).visible,
        clock.now(),
      );
      begin(handle);
      return { TaskHandle: handle };
    },
    ListMessageMoveTasks(input) {
      const source = requiredText(input, 'SourceArn');
      if (!registry.findArn(source)) {
        throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
      }
      const max = optionalWhole(input, 'MaxResults', { min: 1, max: 10 }) ?? 1;
      const rows = database.all(
        'SELECT * FROM queues_move_tasks WHERE source = ? ORDER BY started_at DESC, rowid DESC LIMIT ?',
        source,
        max,
      );
      return { Results: rows.map(taskOutput) };
    },
    CancelMessageMoveTask(input: Input) {
      const handle = requiredText(input, 'TaskHandle');
      if (!isTaskHandle(handle)) throw invalidParameter('Value for parameter TaskHandle is invalid.');
      const task = taskOf(handle);
      if (!task) throw resourceNotFound('Task does not exist.');
      if (text(task, 'status') !== 'RUNNING') {
        throw queueServiceError('UnsupportedOperation', 'Only a task with the status RUNNING can be cancelled.');
      }
      timers.get(handle)?.cancel();
      finish(handle, 'CANCELLED');
      return { ApproximateNumberOfMessagesMoved: integer(task, 'moved') };
    },
  };
  return {
    operations,
    close() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
    },
  };
}

/** How many a task may have moved by now: its rate for each second begun. */
function allowance(task: Row, rate: number, now: number): number {
  const seconds = Math.floor((now - integer(task, 'started_at')) / 1000) + 1;
  return Math.max(0, rate * seconds - integer(task, 'moved'));
}

function nextSecond(task: Row, now: number): number {
  return 1000 - ((now - integer(task, 'started_at')) % 1000);
}

function isTaskHandle(handle: string): boolean {
  return Buffer.from(handle, 'base64').toString('utf8').startsWith('{"taskId":');
}

function taskOutput(task: Row): object {
  const status = text(task, 'status');
  const destination = optionalColumn(task, 'destination');
  const rate = optionalInteger(task, 'rate');
  const failure = optionalColumn(task, 'failure');
  return {
    ...(status === 'RUNNING' ? { TaskHandle: text(task, 'handle') } : {}),
    Status: status,
    SourceArn: text(task, 'source'),
    ...(destination === undefined ? {} : { DestinationArn: destination }),
    ...(rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: rate }),
    ApproximateNumberOfMessagesMoved: integer(task, 'moved'),
    ApproximateNumberOfMessagesToMove: integer(task, 'to_move'),
    ...(failure === undefined ? {} : { FailureReason: failure }),
    StartedTimestamp: integer(task, 'started_at'),
  };
}

/**
 * Stands in for Lambda's pollers of one queue: gathers batches, invokes, deletes what succeeded.
 * Works on notice instead of polling; scaling up over minutes and provisioned pollers are left out.
 */
import { backOffMs } from '../../../domain/back-off.ts';
import type { Timer } from '../../clock.ts';
import type { LocalContext } from '../../context.ts';
import type { FunctionControl } from '../functions/function-control.ts';
import { createBatchRun } from './batch-run.ts';
import type { EventFilter } from './event-filter.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import { type BatchRecord, createOpenBatch, type OpenBatch } from './open-batch.ts';
import { type QueueSource, queueName, release } from './queue-source.ts';
import { sqsRecord } from './sqs-record.ts';

export interface MappingPoller {
  /** Takes the mapping as it is now and polls, or stops polling, accordingly. */
  apply(mapping: EventSourceMapping, filter: EventFilter | undefined): void;
  /** Stops polling and gives an open window's messages back; batches in flight go on. */
  stop(): void;
  /** Resolves when no batch is in flight. */
  idle(): Promise<void>;
  /** Runs everything that is visible, without waiting for windows or back-off; true if anything ran. */
  settle(until: number): Promise<boolean>;
}

/** Batches at once where the mapping sets no maximum (Lambda idles down to 2 of its own accord). */
const DEFAULT_CONCURRENCY = 2;
/** Small messages are received in larger portions than SQS's 10, which only saves work. */
const SMALL_RECORD = 4096;
/** From the third error in a row pollers slow down; local milliseconds. */
const PATIENCE = 2;
const BACK_OFF = { first: 100, max: 10_000 };

/** A poller that does nothing until `apply`. */
export function createMappingPoller(options: {
  context: LocalContext;
  queues: QueueSource;
  functions: Pick<FunctionControl, 'invoke'>;
}): MappingPoller {
  const { context, queues, functions } = options;
  const { clock, faults } = context;
  const inFlight = new Set<Promise<void>>();
  let mapping: EventSourceMapping | undefined;
  let filter: EventFilter | undefined;
  let unwatch: (() => void) | undefined;
  let open: OpenBatch | undefined;
  /** What did not fit in the batch before. */
  let carried: BatchRecord[] = [];
  let windowTimer: Timer | undefined;
  let isWindowOver = false;
  let isHurried = false;
  let errorsInARow = 0;
  let pausedUntil = 0;
  let dispatched = 0;
  /** Under faults a receive may take its time; nothing else is received meanwhile. */
  let asking: Promise<void> | undefined;
  /** The last receive found nothing to begin, so that there is no use in asking again before something happens. */
  let foundNothing = false;
  const sleepers = new Set<() => void>();

  /** Local time, cut short while everything is being brought to rest. */
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      if (isHurried) {
        setTimeout(resolve, Math.min(ms, 20));
        return;
      }
      const wake = () => {
        timer.cancel();
        sleepers.delete(wake);
        resolve();
      };
      const timer = clock.after(ms, wake);
      sleepers.add(wake);
    });
  const runBatch = createBatchRun({ context, queues, functions, sleep, isActive: () => mapping !== undefined });

  const receive = (batch: OpenBatch, { queueArn, batchSize }: EventSourceMapping): boolean => {
    const room = batchSize - batch.records().length;
    const portion = batch.records().length > 0 && batch.meanBytes() <= SMALL_RECORD ? 100 : 10;
    const messages = queues.receive(queueArn, Math.min(room, portion));
    const unwanted = filter ? messages.filter(({ body }) => !filter?.(body)) : [];
    // A message that no filter lets through is deleted, not returned (Lambda guide, event filtering).
    if (unwanted.length > 0)
      queues.remove(
        queueArn,
        unwanted.map(({ receiptHandle }) => receiptHandle),
      );
    for (const message of messages) {
      if (unwanted.includes(message)) continue;
      const record = { message, json: sqsRecord(message, { queueArn, region: context.region }) };
      if (carried.length > 0 || !batch.add(record)) carried.push(record);
    }
    return messages.length > 0;
  };
  const fill = (current: EventSourceMapping): OpenBatch => {
    const batch = open ?? createOpenBatch(current.batchSize);
    open = batch;
    while (carried[0] && batch.add(carried[0])) carried.shift();
    while (!batch.isFull() && receive(batch, current)) {
      // Received until the batch is full or the queue shows nothing more.
    }
    return batch;
  };
  const dispatch = (batch: OpenBatch, current: EventSourceMapping) => {
    open = undefined;
    isWindowOver = false;
    windowTimer?.cancel();
    windowTimer = undefined;
    dispatched++;
    const run = runBatch(batch, current).then((outcome) => {
      errorsInARow = outcome === 'error' ? errorsInARow + 1 : 0;
      if (errorsInARow > PATIENCE) {
        const ms = backOffMs(errorsInARow - PATIENCE, BACK_OFF);
        pausedUntil = clock.now() + ms;
        clock.after(ms, pump);
      }
      inFlight.delete(run);
      pump();
    });
    inFlight.add(run);
  };
  const pump = () => {
    const current = mapping;
    if (!current || asking || (clock.now() < pausedUntil && !isHurried)) return;
    const limit = current.maximumConcurrency ?? DEFAULT_CONCURRENCY;
    if (inFlight.size >= limit || !queues.exists(current.queueArn)) return;
    const trouble = context.database.trouble();
    if (trouble) {
      // The functions could not do their work either: their messages would end among the dead letters.
      void trouble.over.then(pump);
      return;
    }
    foundNothing = false;
    const gate = faults.pass('sqs', 'ReceiveMessage', queueName(current.queueArn));
    if (gate) {
      asking = gate
        .then(
          () => true,
          () => sleep(1000).then(() => false),
        )
        .then((passed) => {
          asking = undefined;
          if (passed) work(current, limit);
          else pump();
        });
    } else work(current, limit);
  };
  const work = (current: EventSourceMapping, limit: number) => {
    while (mapping === current && inFlight.size < limit) {
      const batch = fill(current);
      if (batch.records().length === 0) {
        foundNothing = true;
        return;
      }
      if (!batch.isFull() && current.windowSeconds > 0 && !isWindowOver && !isHurried) {
        windowTimer ??= clock.after(current.windowSeconds * 1000, () => {
          isWindowOver = true;
          pump();
        });
        return;
      }
      dispatch(batch, current);
    }
  };
  const stop = () => {
    const stopped = mapping;
    mapping = undefined;
    unwatch?.();
    unwatch = undefined;
    windowTimer?.cancel();
    windowTimer = undefined;
    isWindowOver = false;
    const held = [...(open?.records() ?? []), ...carried].map(({ message }) => message.receiptHandle);
    open = undefined;
    carried = [];
    if (stopped && held.length > 0) release(queues, stopped.queueArn, held);
    for (const wake of [...sleepers]) wake();
  };

  return {
    apply(next, nextFilter) {
      stop();
      filter = nextFilter;
      if (!next.enabled || !queues.exists(next.queueArn)) return;
      mapping = next;
      unwatch = queues.watch(next.queueArn, pump);
      pump();
    },
    stop,
    async idle() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
    async settle(until) {
      const before = dispatched;
      // What is in flight may still send to a queue whose own mapping has settled by then.
      const wasBusy = inFlight.size > 0;
      isHurried = true;
      for (const wake of [...sleepers]) wake();
      try {
        pump();
        while (inFlight.size > 0 || asking) {
          const left = until - performance.now();
          if (left <= 0) break;
          await soonest([...inFlight, ...(asking ? [asking] : [])], left);
          if (!foundNothing) pump();
        }
      } finally {
        isHurried = false;
      }
      return wasBusy || dispatched > before;
    },
  };
}

/** Resolves with the first of the promises, or after `ms` of real time. */
async function soonest(promises: Promise<void>[], ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([...promises, late]);
  clearTimeout(timer);
}

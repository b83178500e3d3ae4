/**
 * One stage of a stream: an open buffer that closes by size or by interval, and the closed ones, which leave in order.
 * Stands in for the buffering of Amazon Data Firehose; it never makes its buffers larger to catch up, as AWS may.
 */
import { backOffMs } from '../../../domain/back-off.ts';
import { messageOf } from '../../../domain/errors.ts';
import type { Timer } from '../../clock.ts';
import type { LocalContext } from '../../context.ts';
import type { Batch, BufferedRecord, BufferStore, LaneName, OpenBuffer } from '../buffer-store.ts';
import type { BufferLimits } from '../stream-plan.ts';

/** `done`: nothing of the batch is left in this lane. Otherwise when to try it again. */
export type Attempt = 'done' | { readonly retryAt: number };

export interface LaneOptions {
  readonly context: LocalContext;
  readonly store: BufferStore;
  readonly stream: { readonly id: number; readonly name: string };
  readonly lane: LaneName;
  /** The hints in force; undefined for a lane that the stream has no use for, whose records leave at once. */
  limits(): BufferLimits | undefined;
  /** True when a further record of `size` bytes would make the batch too large to handle. */
  isFull(open: OpenBuffer, size: number): boolean;
  /** What is fixed when a buffer closes. */
  seal(oldest: number): { key: string | undefined; format: string | undefined };
  /** Tries to get a batch out, and removes what got out. May throw, which is a reason to try again. */
  attempt(batch: Batch): Promise<Attempt>;
}

export interface Lane {
  /** Buffers a record within `database.write`, and returns its number. It never delivers within the call. */
  add(record: Omit<BufferedRecord, 'id' | 'origin'> & { origin?: number }): number;
  /** Closes the open buffer and tries everything now, a failing batch a few times; resolves when no more can be done. */
  drain(): Promise<void>;
  /** Looks at the limits again. */
  rearm(): void;
  /** Resolves once no attempt is under way. */
  idle(): Promise<void>;
  /** Starts nothing more; an attempt that is under way may come to its end. */
  pause(): void;
  /** Like `pause`, for a stream that is deleted: an attempt that is under way changes nothing any more. */
  stop(): void;
  readonly stopped: boolean;
}

/** Firehose stores records for 24 hours at most; what it could not deliver by then is lost (Firehose guide, "Handle data delivery failures"). */
const MAX_STORED_MS = 24 * 3_600_000;

/** While forced, a batch that fails is tried so many times before it is left to the clock. */
const FORCED_ATTEMPTS = 5;

/** How long to wait after so many failed attempts: 1 s, 2 s, 4 s … 60 s. */
export function retryPauseMs(attempts: number): number {
  return backOffMs(Math.max(1, attempts), { first: 1000, max: 60_000 });
}

/** Takes up a lane where its rows say it stands. */
export function openLane(options: LaneOptions): Lane {
  const { context, store, stream, lane } = options;
  const { clock, database } = context;
  const batches = store.batches(stream.id, lane);
  let open = store.openBuffer(stream.id, lane, batches.at(-1)?.last ?? 0);
  let closing: Timer | undefined;
  let retrying: Timer | undefined;
  let notBefore = 0;
  let busy = false;
  let running: Promise<void> = Promise.resolve();
  let paused = false;
  let stopped = false;

  const closeOpen = () => {
    closing?.cancel();
    closing = undefined;
    if (!open) return;
    const { last, oldest } = open;
    batches.push(store.saveBatch(stream.id, lane, { last, oldest, ...options.seal(oldest) }));
    open = undefined;
  };
  const start = (forced = false) => {
    if (busy || paused || batches.length === 0) return;
    busy = true;
    running = work(forced).finally(() => {
      busy = false;
    });
  };
  const closeAndStart = () => {
    if (paused) return;
    closeOpen();
    start();
  };
  const arm = () => {
    closing?.cancel();
    closing = undefined;
    if (open && !paused) closing = clock.at(open.since + (options.limits()?.intervalMs ?? 0), closeAndStart);
  };
  const drop = (batch: Batch, reason: string) => {
    const records = database.write(() => {
      store.removeBatch(batch);
      return store.removeUpTo(stream.id, lane, batch.last);
    });
    context.warn(
      `stream ${stream.name}: ${records} records of ${lane} could not be delivered for 24 hours and are dropped, as Firehose does: ${reason}`,
    );
  };
  const tryBatch = async (batch: Batch): Promise<Attempt> => {
    try {
      // Nothing leaves whose put could still fail to be written.
      await database.committed();
      batch.attempts++;
      batch.firstAttempt ??= clock.now();
      store.updateBatch(batch);
      return await options.attempt(batch);
    } catch (error) {
      if (clock.now() - batch.oldest >= MAX_STORED_MS && !stopped) {
        drop(batch, messageOf(error));
        return 'done';
      }
      const waitMs = retryPauseMs(batch.attempts);
      if (batch.attempts === 1 && !stopped)
        context.warn(`stream ${stream.name}: ${lane} could not be delivered and is kept: ${messageOf(error)}`);
      return { retryAt: clock.now() + waitMs };
    }
  };
  const work = async (forced: boolean) => {
    let failures = 0;
    for (let batch = batches[0]; batch && !paused; batch = batches[0]) {
      const patient = !forced || failures >= FORCED_ATTEMPTS;
      if (patient && clock.now() < notBefore) {
        retrying?.cancel();
        retrying = clock.at(notBefore, () => start());
        return;
      }
      const outcome = await tryBatch(batch);
      if (outcome === 'done') {
        batches.shift();
        notBefore = 0;
        failures = 0;
      } else {
        notBefore = outcome.retryAt;
        failures++;
      }
    }
  };

  const pause = () => {
    paused = true;
    closing?.cancel();
    retrying?.cancel();
  };

  arm();
  // Within `createFirehose` the rest of the stack does not stand yet.
  if (batches.length > 0) clock.after(0, () => start());
  return {
    add(record) {
      const now = clock.now();
      const size = record.data.length;
      if (open && options.isFull(open, size)) closeOpen();
      const id = store.append(stream.id, lane, record, now);
      open = {
        records: (open?.records ?? 0) + 1,
        bytes: (open?.bytes ?? 0) + size,
        since: open?.since ?? now,
        oldest: Math.min(open?.oldest ?? record.arrived, record.arrived),
        last: id,
      };
      if (open.bytes >= (options.limits()?.bytes ?? 0)) closeOpen();
      else if (!closing) arm();
      start();
      return id;
    },
    async drain() {
      closeOpen();
      while (busy) await running;
      start(true);
      await running;
    },
    rearm: arm,
    async idle() {
      while (busy) await running;
    },
    pause,
    stop() {
      stopped = true;
      pause();
    },
    get stopped() {
      return stopped;
    },
  };
}

/**
 * Tells waiting receivers that a queue has something visible: by a send, a return, or the passing of local time.
 * It stands in for SQS long polling; it wakes everyone who waits, and whoever receives first gets the messages.
 */
import type { Clock, Timer } from '../clock.ts';
import type { Queue } from './registry.ts';

export interface Arrivals {
  /** Something is visible now: calls the listeners, once per turn of the event loop. */
  arrived(queue: Queue): void;
  /** Something becomes visible at this time, unless it is deleted before. */
  expect(queue: Queue, at: number): void;
  watch(queue: Queue, listener: () => void): () => void;
  /** Resolves when something arrives, `until` has come, or the signal aborts. */
  wait(queue: Queue, until: number, signal?: AbortSignal): Promise<void>;
  /** Wakes and forgets whoever waits for a queue that is gone. */
  forget(queue: Queue): void;
  /** False once closed: nobody is to wait, or to receive, any more. */
  isOpen(): boolean;
  close(): void;
}

interface Watched {
  queue: Queue;
  readonly listeners: Set<() => void>;
  timer: Timer | undefined;
  timerAt: number;
}

/** `nextVisible` is the earliest time after now at which a message of the queue becomes visible. */
export function createArrivals(clock: Clock, nextVisible: (queue: Queue) => number | undefined): Arrivals {
  /** By ARN: a queue that is deleted and made again is still watched. */
  const watched = new Map<string, Watched>();
  const waiting = new Set<() => void>();
  const pending = new Set<Watched>();
  let closed = false;

  const flush = () => {
    const ready = [...pending];
    pending.clear();
    if (closed) return;
    for (const { listeners } of ready) for (const listener of [...listeners]) listener();
  };
  const announce = (entry: Watched) => {
    if (pending.size === 0) setImmediate(flush);
    pending.add(entry);
  };
  const expectIn = (entry: Watched, at: number) => {
    if (entry.timer && entry.timerAt <= at) return;
    entry.timer?.cancel();
    entry.timerAt = at;
    entry.timer = clock.at(at, () => {
      entry.timer = undefined;
      if (closed || entry.listeners.size === 0) return;
      announce(entry);
      expectNext(entry);
    });
  };
  const expectNext = (entry: Watched) => {
    const next = nextVisible(entry.queue);
    if (next !== undefined) expectIn(entry, next);
  };
  const watch: Arrivals['watch'] = (queue, listener) => {
    const entry: Watched = watched.get(queue.arn) ?? { queue, listeners: new Set(), timer: undefined, timerAt: 0 };
    watched.set(queue.arn, entry);
    entry.listeners.add(listener);
    if (entry.listeners.size === 1) expectNext(entry);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size > 0) return;
      entry.timer?.cancel();
      entry.timer = undefined;
      if (watched.get(queue.arn) === entry) watched.delete(queue.arn);
    };
  };

  return {
    arrived(queue) {
      const entry = watched.get(queue.arn);
      if (!entry) return;
      entry.queue = queue;
      announce(entry);
    },
    expect(queue, at) {
      const entry = watched.get(queue.arn);
      if (!entry) return;
      entry.queue = queue;
      expectIn(entry, at);
    },
    watch,
    wait: (queue, until, signal) =>
      new Promise((resolve) => {
        const done = () => {
          stop();
          waiting.delete(done);
          timer.cancel();
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const stop = watch(queue, done);
        const timer = clock.at(until, done);
        waiting.add(done);
        signal?.addEventListener('abort', done);
      }),
    forget(queue) {
      const entry = watched.get(queue.arn);
      if (entry) announce(entry);
    },
    isOpen: () => !closed,
    close() {
      closed = true;
      for (const { timer } of watched.values()) timer?.cancel();
      watched.clear();
      for (const done of [...waiting]) done();
    },
  };
}

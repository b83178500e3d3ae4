/**
 * The isolates of one function: started on demand, one invocation each at a time, put away when idle.
 * Where Lambda would throttle, further invocations wait for their turn here.
 */
import type { InvocationOutcome, Isolate, IsolateInvocation } from './isolate.ts';

interface Waiting {
  go(): void;
  timer?: NodeJS.Timeout | undefined;
}

/**
 * How long an invocation waits for a busy isolate before another one is started, in real milliseconds: a start takes
 * longer, and each isolate holds some 20 MB.
 */
const GROW_AFTER_MS = 40;

export interface IsolatePool {
  /** Runs an invocation on a warm isolate, a new one, or the next that comes free. */
  run(invocation: IsolateInvocation): Promise<InvocationOutcome>;
  /** Lets what runs finish and starts every later invocation in a new isolate. */
  renew(): void;
  /** How many isolates live now. */
  size(): number;
  /** Stops every isolate; what still runs in one fails. */
  close(): Promise<void>;
}

/** At most `concurrency()` isolates made by `start`; one that was idle for `idleMs` of real time is stopped. */
export function createIsolatePool(options: {
  concurrency: () => number;
  start: () => Isolate;
  idleMs: number;
  growAfterMs?: number;
}): IsolatePool {
  const idle: { isolate: Isolate; timer: NodeJS.Timeout }[] = [];
  const waiting: Waiting[] = [];
  const running = new Set<Isolate>();
  const stopping = new Set<Promise<void>>();
  let busy = 0;
  let generation = 0;
  let closed = false;

  const put = (isolate: Isolate) => {
    const stopped = isolate.stop().finally(() => stopping.delete(stopped));
    stopping.add(stopped);
  };
  const take = (): Isolate => {
    const warm = idle.pop();
    if (!warm) return options.start();
    clearTimeout(warm.timer);
    return warm.isolate;
  };
  const rest = (isolate: Isolate) => {
    const timer = setTimeout(() => {
      const index = idle.findIndex((entry) => entry.isolate === isolate);
      if (index >= 0) idle.splice(index, 1);
      put(isolate);
    }, options.idleMs);
    timer.unref();
    idle.push({ isolate, timer });
  };
  const empty = () => {
    for (const { isolate, timer } of idle.splice(0)) {
      clearTimeout(timer);
      put(isolate);
    }
  };

  const place = (): Promise<void> | undefined => {
    const isRoom = busy < options.concurrency();
    if (isRoom && (busy === 0 || idle.length > 0)) {
      busy++;
      return undefined;
    }
    return new Promise((resolve) => {
      const entry: Waiting = { go: resolve };
      waiting.push(entry);
      if (!isRoom) return;
      entry.timer = setTimeout(() => {
        const index = waiting.indexOf(entry);
        if (index < 0 || busy >= options.concurrency()) return;
        waiting.splice(index, 1);
        busy++;
        resolve();
      }, options.growAfterMs ?? GROW_AFTER_MS);
    });
  };
  const next = (): boolean => {
    const entry = waiting.shift();
    clearTimeout(entry?.timer);
    entry?.go();
    return entry !== undefined;
  };

  return {
    async run(invocation) {
      await place();
      const born = generation;
      if (closed) throw new Error('The local stack is closing; no invocation is started any more.');
      const isolate = take();
      running.add(isolate);
      try {
        const outcome = await isolate.invoke(invocation);
        if (outcome.reusable && born === generation && !closed) rest(isolate);
        else if (!closed) put(isolate);
        return outcome;
      } finally {
        running.delete(isolate);
        // The place is handed on, not freed, so that nobody can slip in between.
        if (!next()) busy--;
      }
    },
    renew() {
      generation++;
      empty();
    },
    size: () => idle.length + busy,
    async close() {
      closed = true;
      empty();
      for (const isolate of running) put(isolate);
      while (next()) {
        // Whoever waits is told that the pool is closed.
      }
      await Promise.all(stopping);
    },
  };
}

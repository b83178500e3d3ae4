import { setTimeout as wait } from 'node:timers/promises';
import { backOffMs } from '../domain/back-off.ts';

/** The time that an invocation has left for its work, and pauses within it. */
export interface Deadline {
  remainingMs(): number;
  /** Waits before the attempt of this number, from 1; false, without waiting, where no time would be left after it. */
  pause(attempt: number): Promise<boolean>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Chance and time, for tests to take the place of. */
export interface Pacing {
  random?: () => number;
  sleep?: Deadline['sleep'];
}

/** What is kept back of an invocation's time for its answer. */
const RESERVE_MS = 1_000;
/** A call that takes longer has lost its connection: there may be time for another. */
const MAX_CALL_MS = 10_000;
const PAUSES = { first: 100, max: 5_000 };

/**
 * The deadline of an invocation, one second before Lambda would end it. Pauses are random up to a bound that doubles
 * from 100 ms to 5 s (AWS Architecture Blog, exponential backoff and jitter: full jitter).
 */
export function createDeadline({
  remainingMs,
  random = Math.random,
  sleep = async (ms, signal) => {
    await wait(ms, undefined, signal ? { signal } : {});
  },
}: { remainingMs: () => number } & Pacing): Deadline {
  const left = () => remainingMs() - RESERVE_MS;
  return {
    remainingMs: left,
    sleep,
    async pause(attempt) {
      const ms = Math.ceil(random() * backOffMs(attempt, PAUSES));
      if (ms >= left()) return false;
      await sleep(ms);
      return true;
    },
  };
}

/** Runs a call and rejects with a TimeoutError, aborting it, when it has not settled in 10 s, or another time, or by the deadline. */
export async function withinDeadline<Result>(
  deadline: Pick<Deadline, 'remainingMs' | 'sleep'>,
  run: (abortSignal: AbortSignal) => Promise<Result>,
  maxMs = MAX_CALL_MS,
): Promise<Result> {
  const call = new AbortController();
  const timer = new AbortController();
  const timeout = deadline.sleep(Math.max(0, Math.min(maxMs, deadline.remainingMs())), timer.signal).then(() => {
    const error = Object.assign(new Error('The call did not end in its time.'), { name: 'TimeoutError' });
    call.abort(error);
    throw error;
  });
  timeout.catch(() => {}); // once the call has settled nobody waits for the timer
  try {
    return await Promise.race([run(call.signal), timeout]);
  } finally {
    timer.abort();
  }
}

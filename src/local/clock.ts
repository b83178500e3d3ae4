/**
 * The one clock of the local stack: every interval, delay, visibility timeout and retention reads it.
 * It stands in for AWS's passing of time; it does not slow down the time that functions themselves see.
 */

/** A thing to be done later, which can be called off. */
export interface Timer {
  cancel(): void;
}

/** Local time in epoch milliseconds, and waiting by it. */
export interface Clock {
  now(): number;
  /** The local time at a moment of the machine's time: what a client on this machine wrote then, and does not know was moved since. */
  localTimeOf(machineTime: number): number;
  /** Runs once `now()` has reached `at`; never within the call itself. */
  at(at: number, run: () => void): Timer;
  /** Runs once `ms` of local time have passed. */
  after(ms: number, run: () => void): Timer;
  /** Moves local time on; whatever becomes due runs in the order of its time. */
  advance(ms: number): void;
  /** Lets nothing run until the returned function is called; time goes on, and what became due runs then. */
  hold(): () => void;
  /** How much local time has been moved on by hand in all, in milliseconds. */
  advanced(): number;
  /** How many times faster than the machine's it runs; 0 when it stands still until it is moved. */
  readonly speed: number;
  /** Calls off everything; nothing runs after it. */
  stop(): void;
}

interface Entry {
  at: number;
  order: number;
  run: () => void;
}

/** How many moves are remembered for `localTimeOf`; before the oldest of them, all are taken for one. */
const MAX_MOVES = 1000;

/** Node fires a timer of more than 2^31-1 ms at once, so a longer wait is cut into pieces. */
const MAX_WAIT_MS = 2_000_000_000;

/** A clock that runs `speed` times as fast as the machine's, starting `advancedMs` ahead of it; at 0 it moves by `advance` alone. */
export function createClock({
  speed = 1,
  advancedMs = 0,
  realNow = Date.now,
}: {
  speed?: number;
  advancedMs?: number;
  realNow?: () => number;
} = {}): Clock {
  const start = realNow();
  let ahead = advancedMs;
  const moves: { machineTime: number; ms: number }[] = [];
  // What was before the start was at the machine's own speed: that of an earlier run is not known.
  const runOf = (machineTime: number) => (machineTime - start) * (machineTime < start ? 1 : speed);
  const now = () => Math.floor(start + runOf(realNow()) + ahead);
  return createTimers(
    {
      now,
      localTimeOf(machineTime) {
        const since = moves.filter((move) => move.machineTime > machineTime);
        return Math.floor(start + runOf(machineTime) + since.reduce((sum, { ms }) => sum - ms, ahead));
      },
      advanced: () => ahead,
      speed,
    },
    (ms) => {
      ahead += ms;
      moves.push({ machineTime: realNow(), ms });
      if (moves.length > MAX_MOVES) moves.shift();
    },
    (delay, run) => {
      if (speed === 0 && delay > 0) return () => {};
      const timeout = setTimeout(run, speed === 0 ? 0 : Math.min(Math.ceil(delay / speed), MAX_WAIT_MS));
      timeout.unref();
      return () => clearTimeout(timeout);
    },
  );
}

/** A clock that stands still until it is advanced, and is its own machine's: for tests. */
export function createManualClock(start = Date.UTC(2026, 0, 15, 10, 30)): Clock {
  let time = start;
  return createTimers(
    { now: () => time, localTimeOf: (machineTime) => machineTime, advanced: () => time - start, speed: 1 },
    (ms) => {
      time += ms;
    },
    (delay, run) => {
      if (delay > 0) return () => {};
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    },
  );
}

function createTimers(
  reading: Pick<Clock, 'now' | 'localTimeOf' | 'advanced' | 'speed'>,
  move: (ms: number) => void,
  wake: (delay: number, run: () => void) => () => void,
): Clock {
  const { now } = reading;
  /** A binary heap by time, then by order of asking. */
  const heap: Entry[] = [];
  let order = 0;
  let stopped = false;
  let holds = 0;
  let cancelWake: (() => void) | undefined;

  const arm = () => {
    cancelWake?.();
    cancelWake = undefined;
    const next = heap[0];
    if (next && !stopped && holds === 0) cancelWake = wake(Math.max(0, next.at - now()), runDue);
  };
  const runDue = () => {
    const due: Entry[] = [];
    for (let next = heap[0]; next && next.at <= now(); next = heap[0]) due.push(popEntry(heap) ?? next);
    arm();
    for (const entry of due) {
      if (holds > 0) pushEntry(heap, entry);
      else if (!stopped) entry.run();
    }
  };
  const at: Clock['at'] = (time, run) => {
    const entry: Entry = { at: time, order: order++, run };
    pushEntry(heap, entry);
    if (heap[0] === entry) arm();
    return {
      cancel() {
        entry.run = () => {};
        if (heap[0] === entry) {
          popEntry(heap);
          arm();
        }
      },
    };
  };
  return {
    ...reading,
    at,
    after: (ms, run) => at(now() + ms, run),
    advance(ms) {
      move(ms);
      arm();
    },
    hold() {
      holds++;
      arm();
      let isHeld = true;
      return () => {
        if (isHeld) holds--;
        isHeld = false;
        arm();
      };
    },
    stop() {
      stopped = true;
      cancelWake?.();
      heap.length = 0;
    },
  };
}

function before(a: Entry, b: Entry): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}

function swap(heap: Entry[], i: number, j: number): void {
  const a = heap[i];
  const b = heap[j];
  if (a && b) {
    heap[i] = b;
    heap[j] = a;
  }
}

function isBefore(heap: Entry[], i: number, j: number): boolean {
  const a = heap[i];
  const b = heap[j];
  return a !== undefined && b !== undefined && before(a, b);
}

function pushEntry(heap: Entry[], entry: Entry): void {
  heap.push(entry);
  for (let i = heap.length - 1; i > 0; ) {
    const parent = (i - 1) >> 1;
    if (!isBefore(heap, i, parent)) break;
    swap(heap, i, parent);
    i = parent;
  }
}

function popEntry(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  heap[0] = last;
  for (let i = 0; ; ) {
    let least = i;
    if (isBefore(heap, 2 * i + 1, least)) least = 2 * i + 1;
    if (isBefore(heap, 2 * i + 2, least)) least = 2 * i + 2;
    if (least === i) return first;
    swap(heap, i, least);
    i = least;
  }
}

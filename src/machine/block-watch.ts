/**
 * Notices that this process's main thread is blocked, says in what, and ends the process when that does not end.
 * It only sees the thread as a whole: what waits for the disk or for others is not blocked.
 */
import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

interface WatchSettings {
  /** Two numbers: how often the main thread's timer went off, and 1 while a debugger may hold it. */
  readonly shared: SharedArrayBuffer;
  readonly tickMs: number;
  readonly tellAfterMs: number;
  readonly endAfterMs: number;
  readonly root: string;
  readonly remedy: string;
}

/**
 * Watches the thread that calls it. After `tellAfterMs` in which no timer went off, standard error gets what the thread
 * is in, as a stack of functions below `root`; after `endAfterMs` it gets `remedy`, and the process is killed. Time in which the
 * whole process stood still does not count, nor does a debugger's. Returns what ends the watch.
 */
export function watchForBlocks(settings: {
  tickMs: number;
  tellAfterMs: number;
  endAfterMs: number;
  root: string;
  remedy: string;
}): () => void {
  const shared = new SharedArrayBuffer(8);
  const beats = new Int32Array(shared);
  const workerData: WatchSettings = { ...settings, shared };
  // Its own text is run, since a thread that loads TypeScript takes 30 MB.
  const worker = new Worker(`(${watchLoop.toString()})()`, {
    eval: true,
    workerData,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
    name: 'block-watch',
  });
  worker.unref();
  worker.on('error', () => {});
  const timer = setInterval(() => {
    Atomics.store(beats, 1, debuggerUrl() === undefined ? 0 : 1);
    Atomics.add(beats, 0, 1);
  }, settings.tickMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    void worker.terminate();
  };
}

/** The whole of the watching thread: nothing outside of it is there when it runs. */
function watchLoop(): void {
  const { workerData } = process.getBuiltinModule('node:worker_threads');
  const { Session } = process.getBuiltinModule('node:inspector');
  const { writeSync } = process.getBuiltinModule('node:fs');
  const { shared, tickMs, tellAfterMs, endAfterMs, root, remedy }: WatchSettings = workerData;
  const beats = new Int32Array(shared);
  // The main thread, which writes for this one otherwise, is the one that is blocked.
  const say = (text: string) => writeSync(2, `${text}\n`);
  const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`;

  const tellWhere = (asked: number, blockedMs: number) => {
    const session = new Session();
    session.connectToMainThread();
    // A frame names its script by a number alone (https://chromedevtools.github.io/devtools-protocol/tot/Debugger, CallFrame).
    const urls = new Map<string, string>();
    session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
    session.once('Debugger.paused', ({ params }) => {
      session.disconnect();
      const urlOf = (frame: { location: { scriptId: string } }) => urls.get(frame.location.scriptId) ?? '';
      // It went on before it was held: what it does now is not what blocked it.
      if (Atomics.load(beats, 0) !== asked) return;
      // Nor is a turn of the event loop by itself.
      if (params.callFrames.every((frame) => /^node:internal\/(?:timers|async_hooks|process\/)/.test(urlOf(frame))))
        return;
      isTold = true;
      const frames = params.callFrames
        .map((frame) => {
          const { functionName, location } = frame;
          const place = urlOf(frame)
            .replace(/^file:\/\//, '')
            .replace(`${root}/`, '');
          return `  ${functionName || '(unnamed)'} (${place}:${location.lineNumber + 1})`;
        })
        .filter((frame) => !frame.includes('node_modules/'));
      say([`The main thread has been busy for ${seconds(blockedMs)}, and answers nobody, in:`, ...frames].join('\n'));
    });
    session.post('Debugger.enable', () => session.post('Debugger.pause'));
  };

  let last = -1;
  let blockedMs = 0;
  let isAsked = false;
  let isTold = false;
  setInterval(() => {
    const beat = Atomics.load(beats, 0);
    if (beat !== last || Atomics.load(beats, 1) === 1) {
      if (isTold) say(`The main thread goes on; it was busy for ${seconds(blockedMs)}.`);
      else if (isAsked) say(`The main thread goes on; it was busy for ${seconds(blockedMs)}, nobody knows with what.`);
      last = beat;
      blockedMs = 0;
      isAsked = false;
      isTold = false;
      return;
    }
    blockedMs += tickMs;
    if (blockedMs >= tellAfterMs && !isAsked) {
      isAsked = true;
      tellWhere(last, blockedMs);
    }
    if (blockedMs < endAfterMs) return;
    say(`The main thread has been busy for ${seconds(blockedMs)}, so the process ends itself. ${remedy}`);
    process.kill(process.pid, 'SIGKILL');
  }, tickMs);
}

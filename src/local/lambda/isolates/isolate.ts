/**
 * Stands in for one execution environment of Lambda: a process with its own environment, folder, heap limit and log.
 * The memory setting bounds the JavaScript heap; Buffers are not counted, and /tmp is the machine's.
 */

import { startProcess } from './isolate-process.ts';
import type { FunctionFailure, InvocationMessage, IsolateMessage, IsolateSetup } from './isolate-protocol.ts';
import type { ProcessGuard } from './process-guard.ts';

/** How an invocation ended. */
export interface InvocationOutcome {
  readonly payload: string;
  readonly failed: boolean;
  readonly failure?: FunctionFailure | undefined;
  readonly durationMs: number;
  /** Only for the invocation that started the isolate. */
  readonly initMs?: number | undefined;
  readonly memoryBytes: number;
  /** The last 4 KB of its log, when asked for. */
  readonly tail?: string | undefined;
  /** False when the isolate is gone: the next invocation needs a fresh one. */
  readonly reusable: boolean;
}

export type IsolateInvocation = Omit<InvocationMessage, 'deadline'> & { timeoutMs: number; tail?: boolean | undefined };

export interface Isolate {
  /** Runs one invocation; never rejects. One at a time. */
  invoke(invocation: IsolateInvocation): Promise<InvocationOutcome>;
  stop(): Promise<void>;
}

/** Lambda gives the initialisation ten seconds, then repeats it inside the function's own timeout. */
const INIT_MS = 10_000;
/** How much of its log an invocation hands back (Invoke API, LogType Tail: 4 KB). */
const TAIL_LENGTH = 4096;

interface Settled {
  payload?: string;
  failure?: FunctionFailure | undefined;
}

/** Starts an isolate. It loads the function's code at once; what goes wrong in that fails the first invocation. */
export function createIsolate(options: {
  /** The built runtime client, absolute. */
  runtimeFile: string;
  setup: IsolateSetup;
  environment: Readonly<Record<string, string>>;
  guard: ProcessGuard;
  onLine: (text: string) => void;
}): Isolate {
  const { setup } = options;
  let tail: string | undefined;
  const log = (text: string) => {
    if (tail !== undefined) tail = `${tail}${text}\n`.slice(-TAIL_LENGTH);
    options.onLine(text);
  };

  let initMs: number | undefined;
  let isReady = false;
  let memoryBytes = 0;
  let ended: FunctionFailure | undefined;
  let onReady = () => {};
  let finish: ((result: Settled) => void) | undefined;

  /** What was printed past the runtime client came first, and is read in the same turn. */
  const settle = (result: Settled) => {
    const over = finish;
    finish = undefined;
    setImmediate(() => over?.(result));
  };
  const hear = (message: IsolateMessage) => {
    if (message.kind === 'line') log(message.text);
    else if (message.kind === 'ready') {
      initMs = message.initMs;
      isReady = true;
      onReady();
    } else if (message.kind === 'broken' || message.kind === 'crashed') ended ??= message.failure;
    else {
      memoryBytes = Math.max(memoryBytes, message.memoryBytes);
      settle(message.kind === 'failed' ? { failure: message.failure } : { payload: message.payload });
    }
  };
  const child = startProcess({ ...options, onLine: log, onMessage: hear });
  child.send({ setup });
  const gone = child.gone.then((errorMessage) => {
    ended ??= { errorType: 'Runtime.ExitError', errorMessage };
    finish?.({ failure: ended });
  });
  const end = (failure: FunctionFailure) => {
    ended ??= failure;
    child.kill();
  };

  const logEnd = (end: { requestId: string; durationMs: number; failure: FunctionFailure | undefined }) => {
    const billed = Math.ceil(end.durationMs);
    const used = Math.ceil(memoryBytes / 1_048_576);
    if (end.failure && !end.failure.trace)
      log(`${new Date().toISOString()} ${end.requestId} ${end.failure.errorMessage}`);
    log(`END RequestId: ${end.requestId}`);
    log(
      `REPORT RequestId: ${end.requestId}\tDuration: ${end.durationMs.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: ${setup.memorySize} MB\tMax Memory Used: ${used} MB\t${initMs === undefined ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`}`,
    );
  };

  return {
    async invoke({ timeoutMs, tail: wantsTail, ...invocation }) {
      tail = wantsTail ? '' : undefined;
      const settled = Promise.withResolvers<Settled>();
      finish = settled.resolve;
      let timer: NodeJS.Timeout | undefined;
      let began = performance.now();
      const arm = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          end({
            errorType: 'Sandbox.Timedout',
            errorMessage: `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
          });
        }, ms);
      };
      const begin = () => {
        began = performance.now();
        log(`START RequestId: ${invocation.requestId} Version: $LATEST`);
        arm(timeoutMs);
        child.send({ invocation: { ...invocation, deadline: Date.now() + timeoutMs } });
      };
      if (ended) void gone.then(() => settled.resolve({ failure: ended }));
      else if (isReady) begin();
      else {
        arm(INIT_MS + timeoutMs);
        onReady = begin;
      }
      const result = await settled.promise;
      clearTimeout(timer);
      finish = undefined;
      const durationMs = performance.now() - began;
      const answered = answer(result, invocation.requestId);
      logEnd({ requestId: invocation.requestId, durationMs, failure: answered.failure });
      const outcome = { ...answered, durationMs, initMs, memoryBytes, reusable: ended === undefined, tail };
      initMs = undefined;
      tail = undefined;
      return outcome;
    },
    async stop() {
      end({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime stopped' });
      await gone;
    },
  };
}

/** The outcome of a function whose code cannot even be loaded. */
export function failedStart(failure: FunctionFailure): InvocationOutcome {
  return { payload: JSON.stringify(failure), failed: true, failure, durationMs: 0, memoryBytes: 0, reusable: false };
}

/** Failures of the sandbox, unlike those of the code, name the request and have no stack. */
function answer({ payload, failure }: Settled, requestId: string) {
  if (!failure) return { payload: payload ?? 'null', failed: false };
  const told = failure.trace
    ? failure
    : { errorType: failure.errorType, errorMessage: `RequestId: ${requestId} Error: ${failure.errorMessage}` };
  return { payload: JSON.stringify(told), failed: true, failure: told };
}

/**
 * Stands in for one execution environment of Lambda: a worker thread with its own environment, heap limit and log.
 * The memory setting bounds the JavaScript heap; Buffers are not counted, and /tmp is the machine's.
 */

import { Worker } from 'node:worker_threads';
import { codeOf, messageOf } from '../../../domain/errors.ts';
import type { FunctionFailure, InvocationMessage, IsolateMessage, IsolateSetup } from './isolate-protocol.ts';

/** How an invocation ended. */
export interface InvocationOutcome {
  readonly payload: string;
  readonly failed: boolean;
  readonly failure?: FunctionFailure | undefined;
  readonly durationMs: number;
  /** Only for the invocation that started the isolate. */
  readonly initMs?: number | undefined;
  readonly heapBytes: number;
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
/** A batch of SDK calls fits in it: with 4 MB a quarter of a busy isolate's time went into collecting it. An idle one never grows to it. */
const YOUNG_GENERATION_MB = 24;
/** How much of its log an invocation hands back (Invoke API, LogType Tail: 4 KB). */
const TAIL_LENGTH = 4096;

interface Settled {
  payload?: string;
  failure?: FunctionFailure;
  heapBytes?: number;
  reusable: boolean;
}

/** Starts an isolate. It loads the function's code at once; what goes wrong in that fails the first invocation. */
export function createIsolate(options: {
  /** The built runtime client, absolute. */
  runtimeFile: string;
  setup: IsolateSetup;
  environment: Readonly<Record<string, string>>;
  onLine: (text: string) => void;
}): Isolate {
  const { runtimeFile, setup, environment } = options;
  let tail: string | undefined;
  const log = (text: string) => {
    if (tail !== undefined) tail = `${tail}${text}\n`.slice(-TAIL_LENGTH);
    options.onLine(text);
  };
  const worker = new Worker(runtimeFile, {
    workerData: setup,
    env: { ...environment },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: setup.memorySize,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    },
    name: setup.functionName,
  });
  // What the runtime does not capture itself: Node's own last words.
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => log(chunk.trimEnd()));
  }

  let initMs: number | undefined;
  let isReady = false;
  let ended: FunctionFailure | undefined;
  let onReady = () => {};
  let finish: ((result: Settled) => void) | undefined;
  const gone = Promise.withResolvers<void>();

  const end = (failure: FunctionFailure) => {
    ended ??= failure;
    finish?.({ failure: ended, reusable: false });
  };
  const hear = (message: IsolateMessage) => {
    if (message.kind === 'line') log(message.text);
    else if (message.kind === 'ready') {
      initMs = message.initMs;
      isReady = true;
      onReady();
    } else if (message.kind === 'broken' || message.kind === 'crashed') end(message.failure);
    else if (message.kind === 'failed')
      finish?.({ failure: message.failure, heapBytes: message.heapBytes, reusable: true });
    else finish?.({ payload: message.payload, heapBytes: message.heapBytes, reusable: true });
  };
  const logEnd = (end: {
    requestId: string;
    durationMs: number;
    heapBytes: number;
    initMs: number | undefined;
    failure: FunctionFailure | undefined;
  }) => {
    const billed = Math.ceil(end.durationMs);
    const used = Math.ceil(end.heapBytes / 1_048_576);
    if (end.failure && !end.failure.trace)
      log(`${new Date().toISOString()} ${end.requestId} ${end.failure.errorMessage}`);
    log(`END RequestId: ${end.requestId}`);
    log(
      `REPORT RequestId: ${end.requestId}\tDuration: ${end.durationMs.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: ${setup.memorySize} MB\tMax Memory Used: ${used} MB\t${end.initMs === undefined ? '' : `Init Duration: ${end.initMs.toFixed(2)} ms\t`}`,
    );
  };
  worker.on('message', hear);
  worker.on('error', (error: unknown) => end(fatalFailure(error)));
  worker.on('exit', (code) => {
    end({
      errorType: 'Runtime.ExitError',
      errorMessage: `Runtime exited ${code ? `with error: exit status ${code}` : 'without providing a reason'}`,
    });
    gone.resolve();
  });

  return {
    async invoke({ timeoutMs, tail: wantsTail, ...invocation }) {
      tail = wantsTail ? '' : undefined;
      const settled = Promise.withResolvers<Settled>();
      finish = settled.resolve;
      if (ended) settled.resolve({ failure: ended, reusable: false });
      let timer: NodeJS.Timeout | undefined;
      let began = performance.now();
      const arm = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          end({
            errorType: 'Sandbox.Timedout',
            errorMessage: `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
          });
          void worker.terminate();
        }, ms);
      };
      const begin = () => {
        began = performance.now();
        log(`START RequestId: ${invocation.requestId} Version: $LATEST`);
        arm(timeoutMs);
        worker.postMessage({ ...invocation, deadline: Date.now() + timeoutMs } satisfies InvocationMessage);
      };
      if (isReady) begin();
      else {
        arm(INIT_MS + timeoutMs);
        onReady = begin;
      }
      const result = await settled.promise;
      clearTimeout(timer);
      finish = undefined;
      const durationMs = performance.now() - began;
      const heapBytes = result.heapBytes ?? 0;
      const answered = answer(result, invocation.requestId);
      logEnd({ requestId: invocation.requestId, durationMs, heapBytes, initMs, failure: answered.failure });
      const outcome = { ...answered, durationMs, initMs, heapBytes, reusable: result.reusable, tail };
      initMs = undefined;
      tail = undefined;
      return outcome;
    },
    async stop() {
      ended ??= { errorType: 'Runtime.ExitError', errorMessage: 'Runtime stopped' };
      await worker.terminate();
      await gone.promise;
    },
  };
}

/** The outcome of a function whose code cannot even be loaded. */
export function failedStart(failure: FunctionFailure): InvocationOutcome {
  return { payload: JSON.stringify(failure), failed: true, failure, durationMs: 0, heapBytes: 0, reusable: false };
}

/** Failures of the sandbox, unlike those of the code, name the request and have no stack. */
function answer({ payload, failure }: Settled, requestId: string) {
  if (!failure) return { payload: payload ?? 'null', failed: false };
  const told = failure.trace
    ? failure
    : { errorType: failure.errorType, errorMessage: `RequestId: ${requestId} Error: ${failure.errorMessage}` };
  return { payload: JSON.stringify(told), failed: true, failure: told };
}

function fatalFailure(error: unknown): FunctionFailure {
  const code = codeOf(error);
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Runtime exited with error: signal: killed' };
  }
  return { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with error: ${messageOf(error)}` };
}

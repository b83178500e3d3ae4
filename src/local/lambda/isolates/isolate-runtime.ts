/**
 * Runs inside the worker thread: stands in for Lambda's Node.js runtime client.
 * Response streaming, layers and the freeze between invocations are left out.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { captureOutput } from './capture-output.ts';
import type { FunctionFailure, InvocationMessage, IsolateMessage, IsolateSetup } from './isolate-protocol.ts';
import { loadHandler } from './load-handler.ts';
import { createInvoker } from './run-invocation.ts';
import { failureOf, rejectionFailure, startFailure } from './runtime-failure.ts';

const setup: IsolateSetup = workerData;
let requestId = '';

function say(message: IsolateMessage): void {
  parentPort?.postMessage(message);
}

function crash(failure: FunctionFailure): void {
  say({ kind: 'crashed', failure });
  process.exit(1);
}

captureOutput({ console, streams: [process.stdout, process.stderr], requestId: () => requestId, say });
const kill = process.kill.bind(process);
// A function has a process of its own on Lambda, which a signal to itself ends; here the process is the stack's, with all it runs.
process.kill = (pid, signal) => {
  if (pid !== process.pid || signal === 0) return kill(pid, signal);
  crash({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: signal: killed' });
  return true;
};
process.on('uncaughtException', (error) => crash(failureOf(error)));
process.on('unhandledRejection', (reason) => crash(rejectionFailure(reason)));
const began = performance.now();
try {
  const invoke = createInvoker({ setup, handler: await loadHandler(setup), environment: process.env, say });
  parentPort?.on('message', (invocation: InvocationMessage) => {
    requestId = invocation.requestId;
    return invoke(invocation);
  });
  say({ kind: 'ready', initMs: performance.now() - began });
} catch (error) {
  const failure = startFailure(error);
  const at = new Date().toISOString();
  say({ kind: 'line', text: `${at}\tundefined\tERROR\tUncaught Exception \t${JSON.stringify(failure)}` });
  say({ kind: 'broken', failure });
  process.exit(1);
}

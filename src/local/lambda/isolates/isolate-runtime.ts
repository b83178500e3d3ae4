/**
 * Runs inside the isolate's process: stands in for Lambda's Node.js runtime client.
 * Response streaming, layers and the freeze between invocations are left out.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { captureOutput } from './capture-output.ts';
import type { FunctionFailure } from './isolate-protocol.ts';
import { loadHandler } from './load-handler.ts';
import { createInvoker } from './run-invocation.ts';
import { failureOf, rejectionFailure, startFailure } from './runtime-failure.ts';
import { openStackChannel } from './stack-channel.ts';

// Taken before the handler can replace them.
const { exit, kill, pid } = process;
/** Set by the stack for the sake of memory, and none of the function's own. */
delete process.env['MALLOC_ARENA_MAX'];
enableCompileCache(join(import.meta.dirname, '..', 'compiled'));

let requestId = '';
const { setup, listen, say } = openStackChannel({ onEnd: () => kill(pid, 'SIGKILL') });

function crash(failure: FunctionFailure): void {
  say({ kind: 'crashed', failure });
  exit(1);
}

captureOutput({ console, streams: [process.stdout, process.stderr], requestId: () => requestId, say });
process.on('uncaughtException', (error) => crash(failureOf(error)));
process.on('unhandledRejection', (reason) => crash(rejectionFailure(reason)));
const given = await setup;
try {
  const invoke = createInvoker({ setup: given, handler: await loadHandler(given), environment: process.env, say });
  listen((invocation) => {
    requestId = invocation.requestId;
    return invoke(invocation);
  });
  say({ kind: 'ready', initMs: performance.now() });
  // The stack ends its isolates by a signal, after which Node would write nothing.
  setImmediate(flushCompileCache);
} catch (error) {
  const failure = startFailure(error);
  const at = new Date().toISOString();
  say({ kind: 'line', text: `${at}\tundefined\tERROR\tUncaught Exception \t${JSON.stringify(failure)}` });
  say({ kind: 'broken', failure });
  exit(1);
}

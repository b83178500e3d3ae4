/**
 * Runs inside the isolate's process: stands in for Lambda's Node.js runtime client.
 * Response streaming, layers and the freeze between invocations are left out.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { captureOutput } from './capture-output.ts';
import { tellUncaught } from './former-runtime.ts';
import { isFormerRuntime, loadHandler } from './load-handler.ts';
import { createInvoker } from './run-invocation.ts';
import { failureOf } from './runtime-failure.ts';
import { openStackChannel } from './stack-channel.ts';

// Taken before the handler can replace them.
const { exit, kill, pid, ppid } = process;
/** Set by the stack for the sake of memory, and none of the function's own. */
delete process.env['MALLOC_ARENA_MAX'];
enableCompileCache(join(import.meta.dirname, '..', 'compiled'));

let requestId: string | undefined;
const { setup, listen, say } = openStackChannel({ onEnd: () => kill(pid, 'SIGKILL') });

// On Lambda no process of a function can reach what started it.
process.kill = (target, signal) => {
  if (target !== ppid) return kill(target, signal);
  throw Object.assign(new Error('kill EPERM'), { errno: -1, code: 'EPERM', syscall: 'kill' });
};

// Not awaited: a module that never finishes loading ends the process as it does there.
void setup.then(async (given) => {
  const isFormer = isFormerRuntime(given);
  const logError = captureOutput({
    console,
    streams: [process.stdout, process.stderr],
    environment: process.env,
    requestId: () => requestId ?? (isFormer ? 'undefined' : '-'),
    say,
  });
  if (isFormer) tellUncaught({ process, say, logError, exit });
  try {
    const handler = await loadHandler(given);
    const invoke = createInvoker({ setup: given, handler, environment: process.env, say, logError });
    listen((invocation) => {
      requestId = invocation.requestId;
      return invoke(invocation);
    });
    say({ kind: 'ready', initMs: performance.now() });
    // The stack ends its isolates by a signal, after which Node would write nothing.
    setImmediate(flushCompileCache);
  } catch (error) {
    logError(isFormer ? 'Uncaught Exception' : 'Init Error', error);
    say({ kind: 'broken', failure: failureOf(error) });
    // Node.js tells it once more, as there, and exits with 1.
    if (!isFormer) throw error;
    exit(1);
  }
});

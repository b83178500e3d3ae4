/**
 * Runs inside the worker thread: stands in for Lambda's Node.js runtime client.
 * Response streaming, layers and the freeze between invocations are left out.
 */

import { createRequire } from 'node:module';
import { format } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { codeOf } from '../../../domain/errors.ts';
import type { FunctionFailure, InvocationMessage, IsolateMessage, IsolateSetup } from './isolate-protocol.ts';

const setup: IsolateSetup = workerData;
const port = parentPort;
let requestId = '';

type Callback = (error: unknown, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

const callbacksRemoved = Number(/\d+/.exec(setup.runtime)?.[0] ?? 24) >= 24;

function say(message: IsolateMessage): void {
  port?.postMessage(message);
}

/** Console lines carry time, request id and level, as in a Lambda log of the text format; a line break stays inside. */
function captureOutput(): void {
  const levels = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' } as const;
  for (const [method, level] of Object.entries(levels)) {
    Reflect.set(console, method, (...values: unknown[]) => {
      const text = `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}`;
      say({ kind: 'line', text: text.replaceAll('\n', '\r') });
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    let rest = '';
    Reflect.set(stream, 'write', (chunk: unknown, encoding?: unknown, done?: unknown) => {
      const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(Object(chunk)).toString())).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) say({ kind: 'line', text });
      const finished = typeof encoding === 'function' ? encoding : done;
      if (typeof finished === 'function') queueMicrotask(() => finished());
      return true;
    });
  }
}

function toFailure(error: unknown): FunctionFailure {
  if (typeof error !== 'object' || error === null || !('message' in error)) {
    return { errorType: error === null ? 'null' : typeof error, errorMessage: String(error), trace: [] };
  }
  // Read one by one: name and message may be inherited, the stack hidden from a spread.
  const name = Reflect.get(error, 'name') ?? 'Error';
  const stack = Reflect.get(error, 'stack') ?? '';
  return { errorType: String(name), errorMessage: String(error.message), trace: String(stack).split('\n') };
}

function startFailure(error: unknown): FunctionFailure {
  const failure = toFailure(error);
  const code = codeOf(error);
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return { ...failure, errorType: 'Runtime.ImportModuleError', errorMessage: `Error: ${failure.errorMessage}` };
  }
  if (failure.errorType === 'SyntaxError') {
    return {
      ...failure,
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: `SyntaxError: ${failure.errorMessage}`,
    };
  }
  return failure;
}

async function loadModule(file: string): Promise<unknown> {
  if (file.endsWith('.mjs')) return import(file);
  try {
    return createRequire(file)(file);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERR_REQUIRE_ASYNC_MODULE') return import(file);
    throw error;
  }
}

async function loadHandler(): Promise<Handler> {
  let found = await loadModule(setup.file);
  for (const part of setup.exported.split('.')) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  }
  if (found === undefined) throw named404(`${setup.handler} is undefined or not exported`);
  if (typeof found !== 'function') throw named404(`${setup.handler} is not a function`);
  if (callbacksRemoved && found.length >= 3) {
    throw Object.assign(
      new Error(
        'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
      ),
      { name: 'Runtime.CallbackHandlerDeprecated' },
    );
  }
  const handler = found;
  return (event, context, callback) =>
    Reflect.apply(handler, undefined, callback ? [event, context, callback] : [event, context]);
}

function named404(message: string): Error {
  return Object.assign(new Error(message), { name: 'Runtime.HandlerNotFound' });
}

function contextOf(invocation: InvocationMessage): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: setup.functionName,
    memoryLimitInMB: String(setup.memorySize),
    logGroupName: setup.logGroup,
    logStreamName: setup.logStream,
    clientContext: invocation.clientContext === undefined ? undefined : JSON.parse(invocation.clientContext),
    identity: undefined,
    invokedFunctionArn: setup.functionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
  };
}

/** Before Node.js 24 a handler with a third parameter answers through it, unless it returns a promise. */
async function call(handler: Handler, event: unknown, context: object): Promise<unknown> {
  if (callbacksRemoved) return handler(event, context);
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
  const answersLater = returned === undefined && !callbacksRemoved;
  return answersLater ? promise : returned;
}

function toJson(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (error) {
    throw new Error('Unable to stringify response body', { cause: error });
  }
}

async function run(handler: Handler, invocation: InvocationMessage): Promise<void> {
  requestId = invocation.requestId;
  process.env['_X_AMZN_TRACE_ID'] = invocation.traceId;
  try {
    const payload = toJson(await call(handler, JSON.parse(invocation.payload), contextOf(invocation)));
    say({ kind: 'done', payload, heapBytes: getHeapStatistics().used_heap_size });
  } catch (error) {
    const failure = toFailure(error);
    say({
      kind: 'line',
      text: `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(failure)}`,
    });
    say({ kind: 'failed', failure, heapBytes: getHeapStatistics().used_heap_size });
  }
}

function crash(failure: FunctionFailure): void {
  say({ kind: 'crashed', failure });
  process.exit(1);
}

async function start(): Promise<void> {
  captureOutput();
  process.on('uncaughtException', (error) => crash(toFailure(error)));
  process.on('unhandledRejection', (reason) => {
    const { errorType, errorMessage, trace = [] } = toFailure(reason);
    const [name, message] = errorType === 'string' ? ['', errorMessage] : [`${errorType}: `, errorMessage];
    crash({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: name + message, trace });
  });
  const began = performance.now();
  try {
    const handler = await loadHandler();
    port?.on('message', (invocation: InvocationMessage) => run(handler, invocation));
    say({ kind: 'ready', initMs: performance.now() - began });
  } catch (error) {
    const failure = startFailure(error);
    say({
      kind: 'line',
      text: `${new Date().toISOString()}\tundefined\tERROR\tUncaught Exception \t${JSON.stringify(failure)}`,
    });
    say({ kind: 'broken', failure });
    process.exit(1);
  }
}

await start();

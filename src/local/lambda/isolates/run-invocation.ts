/**
 * One invocation inside an isolate: the event in, the answer or the error out (the invoke loop of Lambda's runtime client).
 * Cognito identities are never given.
 */
import type { LogError } from './capture-output.ts';
import type { InvocationMessage, IsolateMessage, IsolateSetup } from './isolate-protocol.ts';
import { type Handler, isFormerRuntime } from './load-handler.ts';
import { failureOf, runtimeError } from './runtime-failure.ts';

/** Runs invocations one at a time; each says `done`, or an error line and `failed`. Never rejects. */
export function createInvoker({
  setup,
  handler,
  environment,
  say,
  logError,
}: {
  setup: IsolateSetup;
  handler: Handler;
  /** Where the trace header stands for the SDK. */
  environment: Record<string, string | undefined>;
  say: (message: IsolateMessage) => void;
  logError: LogError;
}): (invocation: InvocationMessage) => Promise<void> {
  const fail = (error: unknown) => {
    logError('Invoke Error', error);
    say({ kind: 'failed', failure: failureOf(error), memoryBytes: process.memoryUsage.rss() });
  };
  const answer = (result: unknown) => {
    try {
      say({ kind: 'done', payload: toJson(result), memoryBytes: process.memoryUsage.rss() });
    } catch (error) {
      fail(error);
    }
  };
  return (invocation) => {
    environment['_X_AMZN_TRACE_ID'] = invocation.traceId;
    const context = contextOf(setup, invocation);
    // Called by the promise itself, so that no frame of this file stands in a stack trace of the function.
    // What is thrown beside its promise ends the process before the answer, as there: the client lets a turn pass.
    return Promise.resolve(invocation.payload)
      .then(JSON.parse)
      .then((event) => Promise.resolve().then(handler.bind(undefined, event, context)))
      .then(
        (result) => afterTurn(() => answer(result)),
        (error: unknown) => afterTurn(() => fail(error)),
      );
  };
}

function afterTurn(act: () => void): Promise<void> {
  return new Promise((done) => {
    setImmediate(() => {
      act();
      done();
    });
  });
}

function contextOf(setup: IsolateSetup, invocation: InvocationMessage): object {
  const former = isFormerRuntime(setup);
  return {
    ...(former && { callbackWaitsForEmptyEventLoop: true }),
    clientContext: invocation.clientContext === undefined ? undefined : JSON.parse(invocation.clientContext),
    identity: undefined,
    invokedFunctionArn: setup.functionArn,
    awsRequestId: invocation.requestId,
    ...(!former && { tenantId: undefined, xRayTraceId: invocation.traceId }),
    getRemainingTimeInMillis: () => invocation.deadline - Date.now(),
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    memoryLimitInMB: String(setup.memorySize),
    logGroupName: setup.logGroup,
    logStreamName: setup.logStream,
  };
}

/** The client's native part takes nothing but text (rapid-client.cc), so a result that JSON does not know is an error. */
function toJson(result: unknown): string {
  const text = stringify(result === undefined ? null : result);
  if (text === undefined) throw new TypeError('Wrong arguments');
  return text;
}

function stringify(result: unknown): string | undefined {
  try {
    return JSON.stringify(result);
  } catch {
    throw runtimeError('JSONStringifyError', 'Unable to stringify response body');
  }
}

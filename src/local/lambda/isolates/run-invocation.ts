/**
 * One invocation inside an isolate: the event in, the answer or the error out (the invoke loop of Lambda's runtime client).
 * Cognito identities are never given.
 */
import type { InvocationMessage, IsolateMessage, IsolateSetup } from './isolate-protocol.ts';
import type { Handler } from './load-handler.ts';
import { failureOf } from './runtime-failure.ts';

/** Runs invocations one at a time; each says `done`, or an error line and `failed`. Never rejects. */
export function createInvoker({
  setup,
  handler,
  environment,
  say,
}: {
  setup: IsolateSetup;
  handler: Handler;
  /** Where the trace header stands for the SDK. */
  environment: Record<string, string | undefined>;
  say: (message: IsolateMessage) => void;
}): (invocation: InvocationMessage) => Promise<void> {
  return async (invocation) => {
    environment['_X_AMZN_TRACE_ID'] = invocation.traceId;
    try {
      const payload = toJson(await handler(JSON.parse(invocation.payload), contextOf(setup, invocation)));
      say({ kind: 'done', payload, memoryBytes: process.memoryUsage.rss() });
    } catch (error) {
      const failure = failureOf(error);
      const at = new Date().toISOString();
      say({
        kind: 'line',
        text: `${at}\t${invocation.requestId}\tERROR\tInvoke Error \t${JSON.stringify(failure)}`,
      });
      say({ kind: 'failed', failure, memoryBytes: process.memoryUsage.rss() });
    }
  };
}

function contextOf(setup: IsolateSetup, invocation: InvocationMessage): object {
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

/** A result that JSON does not know, such as a function, is null. */
function toJson(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (error) {
    throw new Error('Unable to stringify response body', { cause: error });
  }
}

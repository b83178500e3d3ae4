/**
 * What Lambda's runtime client did before Node.js 24 with errors that nobody catches (aws-lambda-ric 3.3, index.mjs and Runtime.js).
 * From Node.js 24 on they are Node.js's own: printed as they are, and the process exits with 1.
 */
import type { LogError } from './capture-output.ts';
import type { IsolateMessage } from './isolate-protocol.ts';
import { failureOf, rejectionError, runtimeError } from './runtime-failure.ts';

const NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

/** Tells each error that nobody caught, in the log and as the outcome of the invocation, and ends the process. */
export function tellUncaught({
  process,
  say,
  logError,
  exit,
}: {
  process: Pick<NodeJS.Process, 'on'>;
  say: (message: IsolateMessage) => void;
  logError: LogError;
  exit: (code: number) => void;
}): void {
  const crash = (error: unknown, code: number) => {
    say({ kind: 'crashed', failure: failureOf(error) });
    exit(code);
  };
  process.on('uncaughtException', (error) => {
    logError('Uncaught Exception', error);
    crash(error, 129);
  });
  process.on('unhandledRejection', (reason, promise) => {
    const error = rejectionError(reason, promise);
    logError('Unhandled Promise Rejection', error);
    crash(error, 128);
  });
  // Nothing is left to wait for, and the invocation is not over.
  process.on('beforeExit', () => crash(runtimeError('NodeJsExit', NEVER_SETTLED), 0));
}

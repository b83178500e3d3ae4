/**
 * Errors of a function as the runtime client reports them (aws-lambda-nodejs-runtime-interface-client, Errors.js).
 * Stands in for no service; knows nothing of X-Ray's form of a cause.
 */
import { codeOf } from '../../../domain/errors.ts';
import type { FunctionFailure } from './isolate-protocol.ts';

/** What was thrown, with type, message and stack in lines. */
export function failureOf(error: unknown): FunctionFailure {
  if (typeof error !== 'object' || error === null || !('message' in error)) {
    return { errorType: error === null ? 'null' : typeof error, errorMessage: String(error), trace: [] };
  }
  // Read one by one: name and message may be inherited, the stack hidden from a spread.
  const name = Reflect.get(error, 'name') ?? 'Error';
  const stack = Reflect.get(error, 'stack') ?? '';
  return { errorType: String(name), errorMessage: String(error.message), trace: String(stack).split('\n') };
}

/** What went wrong while the function's module was loaded. */
export function startFailure(error: unknown): FunctionFailure {
  const failure = failureOf(error);
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

/** A promise that nobody waits for was rejected. */
export function rejectionFailure(reason: unknown): FunctionFailure {
  const { errorType, errorMessage, trace = [] } = failureOf(reason);
  return {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: errorType === 'string' ? errorMessage : `${errorType}: ${errorMessage}`,
    trace,
  };
}

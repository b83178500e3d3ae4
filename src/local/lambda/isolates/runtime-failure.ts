/**
 * Errors of a function as the runtime client reports them (aws-lambda-ric 4.0.2, utils/errors and utils/error).
 * Stands in for no service; knows nothing of X-Ray's form of a cause, and leaves its own frames out.
 */
import { codeOf } from '../../../domain/errors.ts';
import type { FunctionFailure } from './isolate-protocol.ts';

/** A failure that the runtime names itself; as there, the stack was taken before it had its name. */
export function runtimeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name: `Runtime.${name}` });
}

/** Node.js shows the name of the class where it tells of a start that failed. */
class ImportModuleError extends Error {
  override readonly name = 'Runtime.ImportModuleError';
}

/** What was thrown, with type, message and stack in lines: what the caller is told. */
export function failureOf(error: unknown): FunctionFailure {
  try {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    // Name and message are whatever the function made of them; what is no text fails here.
    return {
      errorType: `${error.name.replaceAll('\x7F', '%7F')}`,
      errorMessage: error.message.replaceAll('\x7F', '%7F'),
      trace: stackLines(error.stack?.replaceAll('\x7F', '%7F') ?? ''),
    };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

/** An error is itself, anything else the message of one. */
export function intoError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What was thrown as the log shows it: with every enumerable property of it and of the errors that they hold. */
export function errorDocument(thrown: unknown): string {
  const error = intoError(thrown);
  try {
    return JSON.stringify(error, (_key, value: unknown) => (value instanceof Error ? withProperties(value) : value));
  } catch {
    return JSON.stringify(failureOf(error));
  }
}

function withProperties(error: Error): object {
  return {
    errorType: error.name,
    errorMessage: error.message,
    code: Reflect.get(error, 'code'),
    ...error,
    ...(typeof error.stack === 'string' && { stack: stackLines(error.stack) }),
  };
}

function stackLines(stack: string): string[] {
  return stack === '' ? [] : stack.split('\n').filter((line) => !line.includes(import.meta.filename));
}

/** What went wrong while the function's module was loaded: a module that is missing and code that is none have names of their own. */
export function startError(error: unknown): unknown {
  if (error instanceof SyntaxError)
    return Object.assign(runtimeError('UserCodeSyntaxError', String(error)), { stack: error.stack });
  if (error instanceof Error && codeOf(error) === 'MODULE_NOT_FOUND') return new ImportModuleError(String(error));
  return error;
}

/** A promise that nobody waits for was rejected (the client before Node.js 24, Errors.js). */
export function rejectionError(reason: unknown, promise: unknown): Error {
  const error = new Error(String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  return Object.assign(error, { reason, promise });
}

/**
 * Lines of a function's log as Lambda's Node.js runtime client writes them (aws-lambda-ric 4.0.2, logging/formatter).
 * Tenants are left out.
 */
import { format } from 'node:util';

export const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export type Level = (typeof LEVELS)[number];

/** What one call of the console says: a message, and what is formatted into it or behind it. */
export interface LogEntry {
  readonly at: string;
  readonly requestId: string;
  readonly level: Level;
  readonly values: readonly [unknown, ...unknown[]];
}

/** Time, request, level and message, with tabs between; a line break stays inside. */
export function textLine({ at, requestId, level, values }: LogEntry): string {
  return [at, requestId, level, format(...values)].join('\t').replaceAll('\n', '\r');
}

/** One JSON document; a single value is kept as it is, and the first error of several is told in fields of its own. */
export function jsonLine({ at, requestId, level, values }: LogEntry): string {
  const head = { timestamp: at, level, requestId };
  if (values.length === 1) {
    try {
      return JSON.stringify({ ...head, message: values[0] }, errorFields);
    } catch {
      return JSON.stringify({ ...head, message: format(values[0]) });
    }
  }
  const error = values.slice(1).find((value) => value instanceof Error);
  return JSON.stringify({
    ...head,
    message: format(...values),
    ...(error && {
      errorType: error.constructor.name,
      errorMessage: error.message,
      stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
    }),
  });
}

function errorFields(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { message, stack } = value;
  return {
    errorType: value.constructor.name,
    errorMessage: message,
    stackTrace: typeof stack === 'string' ? stack.split('\n') : stack,
    ...value,
  };
}

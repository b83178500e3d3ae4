/**
 * Takes what a function prints and says it line by line, as its log shows it (Lambda guide, "Log and monitor Node.js Lambda functions").
 * What is written past Node.js's own streams is read by the stack from the process's output.
 */
import type { IsolateMessage } from './isolate-protocol.ts';
import { jsonLine, LEVELS, type Level, textLine } from './log-lines.ts';
import { errorDocument, intoError } from './runtime-failure.ts';

const METHODS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
} as const;
/** An event of CloudWatch Logs is at most so long (256 KB before 2025); what is longer is cut into such. */
const MAX_LINE_LENGTH = 256 * 1024;

/** Says that something failed: the title, and the error with what it carries. */
export type LogError = (title: string, error: unknown) => void;

/**
 * Console lines carry time, request and level, in the text format or as JSON, from the least level on that the
 * environment names. Returns what the runtime itself tells errors with.
 */
export function captureOutput({
  console,
  streams,
  environment,
  requestId,
  say,
}: {
  console: object;
  streams: readonly object[];
  environment: Readonly<Record<string, string | undefined>>;
  requestId: () => string;
  say: (message: IsolateMessage) => void;
}): LogError {
  const isJson = environment['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON';
  const least = LEVELS.map(String).indexOf(environment['AWS_LAMBDA_LOG_LEVEL']?.toUpperCase() ?? '');
  const line = isJson ? jsonLine : textLine;
  const sayText = (text: string) => {
    say({ kind: 'line', text: text.slice(0, MAX_LINE_LENGTH) });
    for (let at = MAX_LINE_LENGTH; at < text.length; at += MAX_LINE_LENGTH)
      say({ kind: 'line', text: text.slice(at, at + MAX_LINE_LENGTH) });
  };
  const write = (level: Level, values: readonly [unknown, ...unknown[]]) => {
    if (LEVELS.indexOf(level) < least) return;
    sayText(line({ at: new Date().toISOString(), requestId: requestId(), level, values }));
  };
  for (const [method, level] of Object.entries(METHODS)) {
    Reflect.set(console, method, (message: unknown, ...rest: unknown[]) => write(level, [message, ...rest]));
  }
  for (const stream of streams) captureStream(stream, sayText);
  return (title, error) => {
    if (isJson) write('ERROR', [intoError(error)]);
    else write('ERROR', [title, `\t${errorDocument(error)}`]);
  };
}

function captureStream(stream: object, sayText: (text: string) => void): void {
  let rest = '';
  Reflect.set(stream, 'write', (chunk: unknown, encoding?: unknown, done?: unknown) => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(Object(chunk)).toString())).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) sayText(text);
    if (rest.length >= MAX_LINE_LENGTH) {
      sayText(rest);
      rest = '';
    }
    const finished = typeof encoding === 'function' ? encoding : done;
    if (typeof finished === 'function') queueMicrotask(() => finished());
    return true;
  });
}

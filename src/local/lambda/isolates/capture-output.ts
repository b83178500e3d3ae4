/**
 * Takes what a function prints and says it line by line, as its log shows it (Lambda guide, "Log and monitor Node.js Lambda functions").
 * JSON logging is left out.
 */
import { format } from 'node:util';
import type { IsolateMessage } from './isolate-protocol.ts';

const LEVELS = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' } as const;

/** Console lines carry time, request id and level, as in a Lambda log of the text format; a line break stays inside. */
export function captureOutput({
  console,
  streams,
  requestId,
  say,
}: {
  console: object;
  streams: readonly object[];
  requestId: () => string;
  say: (message: IsolateMessage) => void;
}): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    Reflect.set(console, method, (...values: unknown[]) => {
      const text = `${new Date().toISOString()}\t${requestId()}\t${level}\t${format(...values)}`;
      say({ kind: 'line', text: text.replaceAll('\n', '\r') });
    });
  }
  for (const stream of streams) {
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

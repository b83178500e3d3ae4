/**
 * A process that runs one function: started in a group of its own, spoken to by two pipes, ended with everything it started.
 * Its standard output and standard error are the function's log.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';
import { messageOf } from '../../../domain/errors.ts';
import { exitReason } from './exit-reason.ts';
import { type IsolateMessage, type IsolateSetup, isolateMessageSchema, type StackMessage } from './isolate-protocol.ts';
import { createFrameReader, frameOf } from './message-frames.ts';
import type { ProcessGuard } from './process-guard.ts';

/** How long what a dead process had printed is still waited for: a process that it started may hold its output for ever. */
const LAST_WORDS_MS = 200;
/** A longer line is cut into such pieces (CloudWatch Logs quotas: 256 KB an event), so that no line has to be held whole. */
const MAX_LINE_LENGTH = 256 * 1024;

export interface IsolateProcess {
  send(message: StackMessage): void;
  /** Ends the process, and every process of its group. */
  kill(): void;
  /** Why it is gone, in Lambda's words; every line that it printed has been said by then. Never rejects. */
  readonly gone: Promise<string>;
}

/** Starts the runtime client of a function in the folder of its bundle, with `environment` and nothing of the machine's. */
export function startProcess(options: {
  runtimeFile: string;
  setup: IsolateSetup;
  environment: Readonly<Record<string, string>>;
  guard: ProcessGuard;
  onMessage: (message: IsolateMessage) => void;
  onLine: (text: string) => void;
}): IsolateProcess {
  const { setup, guard, onLine } = options;
  const child = spawn(process.execPath, [...memoryFlags(setup.memorySize), options.runtimeFile], {
    cwd: dirname(setup.file),
    // Threads of one isolate seldom allocate at once: with an arena for each of them it takes some MB more.
    env: { MALLOC_ARENA_MAX: '1', ...options.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const gone = Promise.withResolvers<string>();
  const { pid } = child;
  const [, , , input, output] = child.stdio;
  if (pid === undefined || !(input instanceof Socket) || !(output instanceof Socket)) {
    child.once('error', (error) => gone.resolve(`Runtime could not be started: ${messageOf(error)}`));
    return { send() {}, kill() {}, gone: gone.promise };
  }
  guard.watch(pid);

  /** Its number may be given to others from then on. */
  let isOver = false;
  const kill = () => {
    if (isOver) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left in the group.
    }
  };
  const printed = [child.stdout, child.stderr].map((stream) => readLines(stream, onLine));
  const read = createFrameReader<unknown>((message) => options.onMessage(v.parse(isolateMessageSchema, message)));
  output.on('data', (chunk: Buffer) => {
    try {
      read(chunk);
    } catch {
      // The handler wrote to the runtime client's own pipe; what comes after that cannot be understood.
      output.destroy();
      kill();
    }
  });
  // Its end of a pipe is closed by the handler, or with the process, which then has to be given the time to end by itself.
  let overdue: NodeJS.Timeout | undefined;
  const expectEnd = () => {
    if (!isOver) overdue ??= setTimeout(kill, LAST_WORDS_MS);
  };
  for (const stream of [input, output]) stream.on('error', expectEnd).on('close', expectEnd);

  child.on('error', kill);
  child.once('exit', (code, signal) => {
    kill();
    isOver = true;
    clearTimeout(overdue);
    const leave = () => {
      clearTimeout(timer);
      for (const flush of printed) flush();
      for (const stream of child.stdio) stream?.destroy();
      guard.release(pid);
      gone.resolve(exitReason(code, signal));
    };
    const timer = setTimeout(leave, LAST_WORDS_MS);
    child.once('close', leave);
  });
  return {
    send(message) {
      input.write(frameOf(message));
    },
    kill,
    gone: gone.promise,
  };
}

/** The young generation is kept small, since one of megabytes is filled by every busy isolate before it is ever collected. */
const SEMI_SPACE_MB = 4;

/** What lives on may have nine tenths of the memory (bootstrap of Lambda's Node.js images). */
function memoryFlags(memorySize: number): string[] {
  return [`--max-semi-space-size=${SEMI_SPACE_MB}`, `--max-old-space-size=${Math.floor(memorySize * 0.9)}`];
}

/** Says each line of a stream; what has no line break yet is said when the returned function is called. */
function readLines(stream: ChildProcess['stdout'], onLine: (text: string) => void): () => void {
  const decoder = new StringDecoder();
  let rest = '';
  stream
    ?.on('error', () => {})
    .on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      if (rest.length < MAX_LINE_LENGTH) return;
      onLine(rest);
      rest = '';
    });
  return () => {
    if (rest !== '') onLine(rest);
    rest = '';
  };
}

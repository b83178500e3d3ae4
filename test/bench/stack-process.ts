/** The local stack as a user starts it: `npm start` in a process of its own, timed from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const ROOT = resolve(import.meta.dirname, '..', '..');

export interface StackProcess {
  readonly awsUrl: string;
  readonly apiUrl: string;
  readonly outputs: Record<string, string>;
  /** Milliseconds from typing `npm start` to the Ready line. */
  readonly readyMs: number;
  /** Resident memory of the stack's process, in MB. */
  rssMb(): number;
  metrics(): Promise<Metrics>;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export interface Metrics {
  functions: Record<string, { invocations: number; errors: number; billedMs: number; memoryMB: number }>;
  streams: Record<
    string,
    { putCalls: number; records: number; bytes: number; billedBytes: number; objects: number; failed: number }
  >;
  queues: Record<
    string,
    { sent: number; received: number; deleted: number; deadLettered: number; held: number; inFlight: number }
  >;
}

/** Starts it on free ports and resolves at its Ready line. */
export async function startStackProcess(flags: string[] = []): Promise<StackProcess> {
  const begun = performance.now();
  const child = spawn(
    'npm',
    ['start', '--silent', '--', '--port', '0', '--api-port', '0', '--console-port', '0', ...flags],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ready = await readyLine(child);
  const readyMs = performance.now() - begun;
  const awsUrl = /aws=(\S+)/.exec(ready)?.[1] ?? '';
  const pid = await stackPid(child);
  const getJson = async (path: string, method = 'GET') => (await fetch(`${awsUrl}${path}`, { method })).json();
  return {
    awsUrl,
    apiUrl: /api=(\S+)/.exec(ready)?.[1] ?? '',
    outputs: (await getJson('/_local/outputs')) as Record<string, string>,
    readyMs,
    rssMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    metrics: async () => (await getJson('/_local/metrics')) as Metrics,
    flush: async () => {
      await getJson('/_local/flush', 'POST');
    },
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => done());
        process.kill(pid, 'SIGTERM');
      }),
  };
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`npm start ended with ${code}`)));
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('Ready') && found(line));
  });
}

/** npm stays in front of the process that it runs, so the stack is the last of its descendants. */
async function stackPid(child: ChildProcess): Promise<number> {
  let pid = child.pid ?? 0;
  for (;;) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    if (children.length === 0) return pid;
    pid = Number(children[0]);
  }
}

/** Runs one of the benchmark's own scripts to its end and returns the JSON document that it prints. */
export function runScript<T>(name: string, args: string[]): Promise<T> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, name), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.once('exit', (code) =>
      code === 0 ? done(JSON.parse(text) as T) : failed(new Error(`${name} ended with ${code}`)),
    );
  });
}

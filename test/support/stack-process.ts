/** `npm start`'s own process, started by a test and seen only from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..', '..');

export interface RunningProcess {
  readonly child: ChildProcess;
  /** The URLs of the Ready line, by name. */
  readonly urls: Record<'api' | 'aws' | 'console' | 'search', string>;
  outputs(): Promise<Record<string, string>>;
  /** Everything that stderr has said so far, line by line. */
  readonly stderr: readonly string[];
  /** Sends a signal and resolves to the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface ProcessOptions {
  env?: Record<string, string>;
  nodeFlags?: readonly string[];
}

function launch(flags: readonly string[], { env = {}, nodeFlags = [] }: ProcessOptions) {
  const child = spawn(process.execPath, [...nodeFlags, resolve(ROOT, 'src/start.ts'), ...flags], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line));
  const exited = new Promise<number | NodeJS.Signals>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal ?? 0));
  });
  return { child, stderr, exited, lines: createInterface({ input: child.stdout }) };
}

/** Flags that pick free ports for everything. */
export const FREE_PORTS = ['--port', '0', '--api-port', '0', '--console-port', '0'];

/** Starts it and resolves at the Ready line; rejects when it ends before. */
export async function startProcess(
  flags: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<RunningProcess> {
  const { child, stderr, exited, lines } = launch([...FREE_PORTS, ...flags], options);
  const ready = await Promise.race([
    new Promise<string>((found) => lines.on('line', (line) => line.startsWith('Ready ') && found(line))),
    exited.then((code) => Promise.reject(new Error(`ended with ${code}: ${stderr.join('\n')}`))),
  ]);
  const urls = Object.fromEntries([...ready.matchAll(/(\w+)=(\S+)/g)].map(([, name, url]) => [name, url]));
  return {
    child,
    urls: urls as RunningProcess['urls'],
    outputs: async () => (await fetch(`${urls['aws']}/_local/outputs`)).json() as Promise<Record<string, string>>,
    stderr,
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

/** Starts it and waits for nothing. */
export function spawnStart(options: ProcessOptions): { child: ChildProcess; exited: Promise<number | NodeJS.Signals> } {
  return launch(FREE_PORTS, options);
}

/** Runs it to its end, for starts that are refused. */
export async function runProcess(
  flags: readonly string[],
  options: ProcessOptions = {},
): Promise<{ code: number | NodeJS.Signals; stderr: string }> {
  const { stderr, exited } = launch(flags, options);
  const code = await exited;
  return { code, stderr: stderr.join('\n') };
}

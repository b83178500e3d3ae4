/** A copy of the repository in which one room carries all its mutants at once, each behind a switch. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { codeOf } from '../../src/domain/errors.ts';
import { SWITCH_HEADER } from './switch.ts';

export interface Mutant {
  id: number;
  file: string;
  line: number;
  column: number;
  mutator: string;
  original: string;
  replacement: string;
  /** Why no input tells it apart, where a comment in the source marks it; empty where the comment does not say. */
  equivalent?: string;
}

/** What Stryker says for a comment without a reason. */
const NO_REASON = 'Ignored using a comment';
const quiet = { isDebugEnabled: () => false, debug() {}, info() {}, warn: (message: string) => console.warn(message) };
const HEADER = /function stryNS_9fa48\(\) \{[\s\S]*?\nfunction stryMutAct_9fa48\(id\) \{[\s\S]*?\n\}\n/;

/** Copies every file of the working tree to `folder`, with `sources` (below `src`) instrumented, and lists their mutants. */
export async function makeSandbox(repository: string, folder: string, sources: string[]): Promise<Mutant[]> {
  rmSync(folder, { recursive: true, force: true });
  for (const path of listFiles(repository)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(repository, path), join(folder, path));
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));

  const texts = new Map(sources.map((path) => [path, readFileSync(join(repository, path), 'utf8')]));
  const instrumenter = new Instrumenter(quiet);
  const { files, mutants } = await instrumenter.instrument(
    [...texts].map(([name, content]) => ({ name, content, mutate: true })),
    { ignorers: [], excludedMutations: [], plugins: null },
  );
  for (const { name, content } of files) writeFileSync(join(folder, name), withSwitches(content));

  return mutants.map(({ id, fileName, location: { start, end }, mutatorName, replacement, statusReason }) => ({
    id: Number(id),
    file: fileName,
    line: start.line + 1,
    column: start.column + 1,
    mutator: mutatorName,
    original: cutText(texts.get(fileName) ?? '', start, end),
    replacement,
    ...(statusReason === undefined ? {} : { equivalent: statusReason === NO_REASON ? '' : statusReason.trim() }),
  }));
}

/** Removes from `folder` the sandboxes of runs that were killed: those whose process is no more. */
export function removeLeftSandboxes(folder: string): void {
  for (const name of globSync('sandbox-*', { cwd: folder })) {
    const pid = Number(name.slice('sandbox-'.length));
    if (pid > 0 && !isRunning(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process is one.
    return codeOf(error) === 'EPERM';
  }
}

function listFiles(repository: string): string[] {
  const git = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const deleted = new Set(runGit(repository, ['ls-files', '--deleted', '-z']));
  return runGit(repository, git).filter((path) => !deleted.has(path));
}

const runGit = (repository: string, words: string[]): string[] =>
  execFileSync('git', words, { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter((path) => path !== '');

/** The instrumented text with our header and with numbers where Stryker writes ids as strings. */
function withSwitches(content: string): string {
  const numbered = content.replace(/\bstry(MutAct|Cov)_9fa48\(("\d+"(?:, "\d+")*)\)/g, (call) =>
    call.replaceAll('"', ''),
  );
  const body = numbered.replace(HEADER, '');
  if (body === numbered && body.includes('stryMutAct_9fa48'))
    throw new Error('The instrumenter writes another header.');
  return SWITCH_HEADER + body;
}

interface Position {
  line: number;
  column: number;
}

function cutText(text: string, start: Position, end: Position): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, end.column);
  lines[0] = (lines[0] ?? '').slice(start.column);
  return lines.join('\n');
}

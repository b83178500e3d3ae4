/** Which process something belongs to, so that it can be told when that one is gone. */
import { readFileSync } from 'node:fs';
import { codeOf } from '../domain/errors.ts';

/** What a process leaves in a file of its own: its id, and when it was started, since ids are given again. */
export function processMark(pid = process.pid): string {
  const started = startOf(pid);
  return started === undefined ? String(pid) : `${pid} ${started}`;
}

/** The process that left a mark, where it still runs; undefined for one that is gone, and for what is no mark. */
export function runningProcess(mark: string): number | undefined {
  const [, id, started] = /^(\d+)(?: (\d+))?\s*$/.exec(mark) ?? [];
  const pid = Number(id);
  if (!(pid > 0) || !isRunning(pid)) return undefined;
  const since = startOf(pid);
  return started === undefined || since === undefined || since === started ? pid : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Clock ticks from the start of the machine (proc_pid_stat(5), field 22); undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program, in parentheses, may hold spaces and parentheses itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

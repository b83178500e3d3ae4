/**
 * Ends the functions of a stack that died: a shell that waits for the stack's end of a pipe to close.
 * A function in an endless loop cannot see that its stack is gone, and a killed stack can end nobody.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Reads `+ PID` and `- PID`; at the end of its input it kills the process groups that are left. */
const SCRIPT = `trap '' HUP INT TERM
groups=' '
while read -r change pid; do
  case $change in
    +) groups="$groups$pid " ;;
    -) groups="\${groups%% $pid *} \${groups#* $pid }" ;;
  esac
done
for pid in $groups; do kill -KILL "-$pid"; done 2>/dev/null`;

export interface ProcessGuard {
  /** Takes charge of the process group that `pid` leads. */
  watch(pid: number): void;
  /** To be called once the group is gone: its number may be given to others. */
  release(pid: number): void;
  /** Ends the guard, and with it every group that is still watched. */
  close(): void;
}

/** One for a stack; its process starts with the first group and keeps nobody from exiting. */
export function createProcessGuard(): ProcessGuard {
  const groups = new Set<number>();
  let shell: ChildProcess | undefined;
  const tell = (text: string) => shell?.stdin?.write(text);

  const start = () => {
    // A session of its own: what ends the stack's process group must not end the guard first.
    const started = spawn('/bin/sh', ['-c', SCRIPT], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    const forget = () => {
      if (shell === started) shell = undefined;
    };
    started.on('error', forget).on('exit', forget);
    started.stdin.on('error', forget);
    started.unref();
    shell = started;
    for (const pid of groups) tell(`+ ${pid}\n`);
  };

  return {
    watch(pid) {
      groups.add(pid);
      if (shell) tell(`+ ${pid}\n`);
      else start();
    },
    release(pid) {
      groups.delete(pid);
      tell(`- ${pid}\n`);
    },
    close() {
      shell?.stdin?.end();
    },
  };
}

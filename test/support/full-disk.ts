/** A disk that takes nothing more, as far as one process sees it: files grow no further than a limit (setrlimit(2), RLIMIT_FSIZE). */
import { execFileSync } from 'node:child_process';
import { runInThisContext } from 'node:vm';

const limit = (pid: number, bytes: number | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { stdio: 'ignore' });

/** True where the machine can do that: prlimit is part of util-linux. */
export const canFillDisk: boolean = (() => {
  try {
    limit(process.pid, 'unlimited');
    return true;
  } catch {
    return false;
  }
})();

/** No file of this process grows beyond so many bytes, until the returned function is called. */
export function fillDisk(bytes = 0): () => void {
  // The signal would end the process where nobody hears it, and Jest's own `process` hears none.
  const real: NodeJS.Process = runInThisContext('process');
  real.on('SIGXFSZ', ignore);
  limit(process.pid, bytes);
  return () => {
    limit(process.pid, 'unlimited');
    real.off('SIGXFSZ', ignore);
  };
}

function ignore(): void {}

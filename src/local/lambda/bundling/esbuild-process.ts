/**
 * Runs esbuild's own command, as AWS SAM's builder does, so that a child process lives only while something is bundled.
 * Prints nothing itself: what esbuild says goes into the error.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { DeploymentError } from '../../errors.ts';

/** Bundles in `folder`; throws DeploymentError with esbuild's first complaint and where it is. */
export async function runEsbuild(job: { name: string; folder: string; arguments: readonly string[] }): Promise<void> {
  const command = createRequire(import.meta.url).resolve('esbuild/bin/esbuild');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  execFile(
    command,
    [...job.arguments, '--log-level=error', '--color=false'],
    { cwd: job.folder, maxBuffer: 16 * 1024 * 1024 },
    (error, _stdout, stderr) => {
      if (!error) return resolve();
      reject(
        new DeploymentError(`Function ${job.name} could not be bundled: ${complaint(stderr) || error.message}`, {
          cause: error,
        }),
      );
    },
  );
  return promise;
}

/** `src/a.ts:3:10: Could not resolve "x"` out of esbuild's drawing of it. */
function complaint(stderr: string): string {
  const [, message] = /\[ERROR\] (.+)/.exec(stderr) ?? [];
  const [, place] = /^ {4}(\S.*:\d+:\d+):$/m.exec(stderr) ?? [];
  return [place, message ?? stderr.trim()].filter(Boolean).join(': ');
}

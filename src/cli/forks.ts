/** The program behind bin/forks: the operator's command line. */
import { setTimeout } from 'node:timers/promises';
import { createTerminal } from './line/terminal.ts';
import { runForks } from './run-forks.ts';

const clock = {
  now: () => Date.now(),
  wait: async (ms: number, signal?: AbortSignal) => {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  },
};

process.exitCode = await runForks(process.argv.slice(2), {
  terminal: createTerminal(process),
  clock,
  env: process.env,
});

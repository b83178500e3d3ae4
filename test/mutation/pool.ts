/** Runner processes, a few at a time; one that dies or hangs is replaced. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Asked } from './messages.ts';

export interface Pool {
  /** Asks every job of a runner, `at` at a time; `undefined` is answered for a runner that died over it. */
  askAll<Job, Answer extends object>(
    jobs: Job[],
    at: number,
    ask: (job: Job) => Asked,
    take: (job: Job, answer: Answer | undefined) => { replace: boolean },
  ): Promise<void>;
  close(): void;
}

const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-old-space-size=2048'];

/** A pool of runners over one sandbox. */
export function createPool(sandbox: string, mutants: number): Pool {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();

  async function start(): Promise<ChildProcess> {
    const runner = fork(fileURLToPath(new URL('./runner.ts', import.meta.url)), [sandbox, String(mutants)], {
      execArgv: NODE_FLAGS,
      // What tested code prints is no part of the report.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let printed = '';
    runner.stderr?.on('data', (data) => {
      printed = (printed + data).slice(-4_000);
    });
    all.add(runner);
    runner.once('exit', () => all.delete(runner));
    if ((await answerOf(runner)) === undefined) throw new Error(`A runner of tests did not start: ${printed}`);
    return runner;
  }

  async function ask(asked: Asked): Promise<{ answer: unknown; runner: ChildProcess }> {
    const runner = idle.pop() ?? (await start());
    runner.send(asked);
    return { answer: await answerOf(runner), runner };
  }

  return {
    async askAll(jobs, at, toAsked, take) {
      const queue = [...jobs];
      const work = async (): Promise<void> => {
        for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
          const { answer, runner } = await ask(toAsked(job));
          const { replace } = take(job, answer as never);
          if (answer === undefined || replace) runner.kill('SIGKILL');
          else idle.push(runner);
        }
      };
      await Promise.all(Array.from({ length: at }, work));
    },
    close() {
      for (const runner of all) runner.kill('SIGKILL');
    },
  };
}

const answerOf = (runner: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      runner.off('exit', onExit);
      resolve(message);
    };
    const onExit = (): void => {
      runner.off('message', onMessage);
      resolve(undefined);
    };
    runner.once('message', onMessage);
    runner.once('exit', onExit);
  });

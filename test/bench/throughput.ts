/** Events per second through four forks, beside SDK clients that drive four queues of the best npm engine, in turn on one machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runScript, type StackProcess, startStackProcess } from './stack-process.ts';

/** Events per second that the baseline moves through four queues. */
export async function baselineRate(count: number): Promise<number> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'baseline-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const { ms } = await runScript<{ ms: number }>('baseline-load.ts', [line.toString().trim(), String(count)]);
  server.kill();
  return (count / ms) * 1000;
}

export interface ForkRates {
  /** All four forks, the orders table included. */
  four: number;
  /** The three others: backup, search and replay. */
  three: number;
}

/** Events per second until the forks have them: queues drained, orders stored, streams fed. */
export async function forkRates(count: number): Promise<ForkRates> {
  const stack = await startStackProcess();
  try {
    await publish(stack, 0, 100);
    await stack.flush();
    const warm = await deleted(stack);
    const begun = performance.now();
    const published = publish(stack, 100, count);
    let three = 0;
    let four = 0;
    const flushed = published.then(() => stack.flush());
    while (four === 0) {
      const now = await deleted(stack);
      const elapsed = performance.now() - begun;
      const done = now.map((value, i) => value - (warm[i] ?? 0) >= count);
      if (three === 0 && done[1] && done[2] && done[3]) three = elapsed;
      if (done.every(Boolean)) four = elapsed;
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await flushed;
    return { four: (count / four) * 1000, three: (count / three) * 1000 };
  } finally {
    await stack.stop();
  }
}

/** Publishes `count` events from a second process. */
export function publish(stack: StackProcess, first: number, count: number): Promise<{ ms: number }> {
  return runScript('publish-load.ts', [
    stack.awsUrl,
    stack.outputs['CheckoutTopicArn'] ?? '',
    String(first),
    String(count),
  ]);
}

/** What the forks have finished with, in this order: orders, backup, search (deleted), replay (held). */
async function deleted(stack: StackProcess): Promise<number[]> {
  const { queues } = await stack.metrics();
  const find = (word: RegExp) => Object.entries(queues).find(([name]) => word.test(name) && !/dead/i.test(name))?.[1];
  return [
    find(/orders|checkout-/i)?.deleted,
    find(/backup/i)?.deleted,
    find(/search/i)?.deleted,
    find(/replay/i)?.sent,
  ].map((n) => n ?? 0);
}

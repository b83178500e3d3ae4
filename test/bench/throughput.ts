/**
 * Events per second through the forks, beside SDK clients that drive four queues of the best npm engine, in turn on one machine.
 * Both are warmed by three thousand events, so that neither is measured while its code is still being compiled.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { runScript, type StackProcess, startStackProcess } from './stack-process.ts';

const WARM_UP = 3000;

/** Events per second that the baseline moves through four queues. */
export async function baselineRate(count: number): Promise<number> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'baseline-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const args = [line.toString().trim(), String(WARM_UP), String(count)];
  const { ms } = await runScript<{ ms: number }>('baseline-load.ts', args);
  server.kill();
  return (count / ms) * 1000;
}

/** Which forks have to be through with an event: all four, the orders table included, or the three others with the orders fork switched off. */
export type Forks = 'four' | 'three';

/** Events per second until the forks have them: queues drained, orders stored, streams fed, the replay buffer filled. */
export async function forkRate(count: number, forks: Forks): Promise<number> {
  const stack = await startStackProcess();
  try {
    if (forks === 'three') await switchOrdersForkOff(stack);
    await publish(stack, 0, WARM_UP);
    await stack.flush();
    const warm = await finished(stack, forks);
    const begun = performance.now();
    const flushed = publish(stack, WARM_UP, count).then(() => stack.flush());
    for (;;) {
      const now = await finished(stack, forks);
      if (now.every((value, i) => value - (warm[i] ?? 0) >= count)) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const ms = performance.now() - begun;
    await flushed;
    return (count / ms) * 1000;
  } finally {
    await stack.stop();
  }
}

/** Publishes `count` events from a second process. */
export function publish(stack: StackProcess, first: number, count: number): Promise<{ ms: number }> {
  const topic = stack.outputs['CheckoutTopicArn'] ?? '';
  return runScript('publish-load.ts', [stack.awsUrl, topic, String(first), String(count)]);
}

async function switchOrdersForkOff(stack: StackProcess): Promise<void> {
  const lambda = new LambdaClient({
    endpoint: stack.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const FunctionName = stack.outputs['StoreOrderFunctionName'];
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  for (const { UUID } of EventSourceMappings)
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
}

/** How many events each fork has finished with: deleted from its queue, or, in the replay buffer, held. */
async function finished(stack: StackProcess, forks: Forks): Promise<number[]> {
  const { queues } = await stack.metrics();
  const of = (suffix: string) => Object.entries(queues).find(([name]) => name.includes(`-${suffix}-`))?.[1];
  const three = [of('BackupQueue')?.deleted, of('SearchQueue')?.deleted, of('ReplayQueue')?.sent];
  return (forks === 'four' ? [of('OrdersQueue')?.deleted, ...three] : three).map((value) => value ?? 0);
}

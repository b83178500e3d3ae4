/** Functions that end themselves in many ways, all on one local stack. */
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { startLocalStack } from '../../src/local/index.ts';
import { ROOT } from './shop.ts';

export interface Crash {
  readonly way: string;
  readonly error: boolean;
  /** What came, shortened. */
  readonly told: string;
}

/** What each way came to, and how another function and the stack answered after all of them. */
export interface CrashReport {
  readonly crashes: readonly Crash[];
  /** The slowest answer of the other function while all this went on, in milliseconds. */
  readonly slowestMs: number;
  readonly warnings: readonly string[];
}

/** Takes every way that `pick` names, four at a time; throws when the stack or another function no longer serves. */
export async function crashInWays(pick: (ways: readonly string[]) => readonly string[]): Promise<CrashReport> {
  const warnings: string[] = [];
  const stack = await startLocalStack({
    templateFile: join(ROOT, 'test/fixtures/crashing/template.yaml'),
    warn: (line) => warnings.push(line),
  });
  try {
    const lambda = new LambdaClient({
      endpoint: stack.awsUrl,
      region: stack.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    const invoke = async (output: string, event: object) => {
      const Payload = JSON.stringify(event);
      const answer = await lambda.send(new InvokeCommand({ FunctionName: stack.outputs[output], Payload }));
      return { error: answer.FunctionError !== undefined, text: Buffer.from(answer.Payload ?? []).toString() };
    };
    const crashes: Crash[] = [];
    const left = [...pick(JSON.parse((await invoke('Crashing', {})).text))];
    let slowestMs = 0;
    let isOver = false;
    const crashOn = async () => {
      for (let way = left.shift(); way !== undefined; way = left.shift()) {
        const { error, text } = await invoke('Crashing', { way });
        crashes.push({ way, error, told: text.replace(/RequestId: \S+/, 'RequestId: …').slice(0, 200) });
      }
    };
    const ask = async () => {
      while (!isOver) {
        const began = performance.now();
        const { error, text } = await invoke('Steady', { n: crashes.length });
        if (error || !text.startsWith('{"event":{"n":')) throw new Error(`The other function answers ${text}.`);
        slowestMs = Math.max(slowestMs, performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const others = ask();
    await Promise.all([crashOn(), crashOn(), crashOn(), crashOn()]);
    isOver = true;
    await others;
    const last = await invoke('Crashing', { way: 'answers as it should' });
    if (last.text !== '"fine"') throw new Error(`The function itself answers ${last.text}.`);
    return { crashes, slowestMs, warnings };
  } finally {
    await stack.stop();
  }
}

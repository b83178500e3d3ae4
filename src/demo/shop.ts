/** A shop of the demo's own: `npm start` in a child process on free ports, reached over HTTP and the AWS APIs alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

const outputsSchema = v.record(v.string(), v.string());

export interface Shop {
  /** An output of the root template; an error names one that is missing. */
  output(name: string): string;
  readonly awsUrl: string;
  /** Settings for any AWS SDK client. */
  readonly aws: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  /** Brings everything that was accepted to rest. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a shop and resolves once it prints its Ready line; rejects with what it said when it does not. */
export async function openShop(): Promise<Shop> {
  const start = join(import.meta.dirname, '..', 'start.ts');
  const child = spawn(process.execPath, [start, '--port', '0', '--api-port', '0', '--console-port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const awsUrl = await readyUrl(child);
  const outputs = v.parse(outputsSchema, await (await fetch(`${awsUrl}/_local/outputs`)).json());
  return {
    awsUrl,
    aws: { endpoint: awsUrl, region: 'us-east-1', credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' } },
    output(name) {
      const value = outputs[name];
      if (value === undefined) throw new Error(`the template has no output ${name}`);
      return value;
    },
    async flush() {
      const response = await fetch(`${awsUrl}/_local/flush`, { method: 'POST' });
      if (!response.ok) throw new Error(`flush answered ${response.status}: ${await response.text()}`);
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error('the shop has no output to read');
    createInterface({ input: stderr }).on('line', (line) => said.push(line));
    createInterface({ input: stdout }).on('line', (line) => {
      const url = /^Ready .*\baws=(\S+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the shop stopped with ${code}: ${said.join('\n')}`)));
  });
}

/**
 * Lambda's own runtime interface emulator (from the AWS SAM CLI) with Lambda's own Node.js runtime client (`aws-lambda-ric`).
 * Only the client's native part, which sends answers, is replaced: it would have to be compiled with cmake and autotools.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './java.ts';

const SAM_VERSION = '1.170.0';
const CLIENT_VERSION = '4.0.2';

export interface Emulator {
  readonly emulator: string;
  readonly client: string;
}

/** How a handler ended: what its caller got, and every line that it left, the platform's own aside. */
export interface Ended {
  readonly payload: string;
  readonly lines: readonly string[];
}

/** Posts an answer before it returns, as the native client does. */
const NATIVE = `const { spawnSync } = require('node:child_process');
const { execPath, env: { AWS_LAMBDA_RUNTIME_API: api } } = process;
const POST = "let body = ''; process.stdin.setEncoding('utf8').on('data', (text) => (body += text)).on('end', () => fetch(process.argv[1], { method: 'POST', body, headers: JSON.parse(process.argv[2]) }))";
const post = (path, input, headers) =>
  spawnSync(execPath, ['-e', POST, 'http://' + api + '/2018-06-01/runtime/invocation/' + path, JSON.stringify(headers)], { input, env: {} });
exports.done = (id, body) => {
  if (typeof body !== 'string') throw new TypeError('Wrong arguments');
  post(id + '/response', body, {});
};
exports.error = (id, body) => post(id + '/error', body, { 'lambda-runtime-function-error-type': encodeURIComponent(String(JSON.parse(body).errorType)) });
`;

/** Fetches both once into `~/.cache`; or says why they cannot be had. */
export function findEmulator(): Emulator | string {
  const architecture = { x64: 'x86_64', arm64: 'arm64' }[process.arch as string];
  if (process.platform !== 'linux' || architecture === undefined) return 'the emulator runs on Linux alone';
  const folder = join(homedir(), '.cache', 'event-fork-pipelines', 'lambda-runtime');
  const found = { emulator: join(folder, 'aws-lambda-rie'), client: join(folder, 'index.mjs') };
  const work = mkdtempSync(join(tmpdir(), 'lambda-runtime-'));
  const run = (file: string, parameters: string[]) => execFileSync(file, parameters, { cwd: work, stdio: 'ignore' });
  try {
    mkdirSync(folder, { recursive: true });
    if (!existsSync(found.emulator)) {
      run('python3', ['-m', 'pip', 'download', '--no-deps', '--retries', '1', `aws-sam-cli==${SAM_VERSION}`]);
      run('python3', ['-m', 'zipfile', '-e', `aws_sam_cli-${SAM_VERSION}-py3-none-any.whl`, '.']);
      copyFileSync(join(work, `samcli/local/rapid/aws-lambda-rie-${architecture}`), found.emulator);
      chmodSync(found.emulator, 0o755);
    }
    if (!existsSync(found.client)) {
      run('npm', ['pack', '--silent', `aws-lambda-ric@${CLIENT_VERSION}`]);
      run('tar', ['-xf', `aws-lambda-ric-${CLIENT_VERSION}.tgz`]);
      copyFileSync(join(work, 'package/index.mjs'), found.client);
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(join(folder, 'native.cjs'), NATIVE);
    writeFileSync(
      join(folder, 'rapid-client.node.cjs'),
      `require('node:module')._extensions['.node'] = (module) => { module.exports = require('./native.cjs'); };\n`,
    );
    writeFileSync(join(folder, 'rapid-client.node'), '');
    return found;
  } catch (error) {
    return `aws-sam-cli ${SAM_VERSION} or aws-lambda-ric ${CLIENT_VERSION} cannot be fetched (${String(error).split('\n')[0]})`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Invokes a handler of the folder once, in an environment of its own. */
export async function runInEmulator(
  { emulator, client }: Emulator,
  job: { folder: string; handler: string; event: string; environment: Readonly<Record<string, string>> },
): Promise<Ended> {
  const [port, api] = [await freePort(), await freePort()];
  const addresses = [
    '--runtime-interface-emulator-address',
    `127.0.0.1:${port}`,
    '--runtime-api-address',
    `127.0.0.1:${api}`,
  ];
  const hook = join(client, '..', 'rapid-client.node.cjs');
  const child = spawn(emulator, [...addresses, process.execPath, '--require', hook, client], {
    cwd: job.folder,
    env: {
      PATH: '/usr/bin:/bin',
      TZ: 'UTC',
      ...job.environment,
      LAMBDA_TASK_ROOT: job.folder,
      _HANDLER: job.handler,
      AWS_LAMBDA_FUNCTION_NAME: 'odd',
      AWS_LAMBDA_FUNCTION_TIMEOUT: '3',
      AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  try {
    const url = `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`;
    for (let attempt = 0; ; attempt += 1) {
      const response = await fetch(url, { method: 'POST', body: job.event }).catch((error: unknown) => {
        if (attempt === 200) throw error;
      });
      if (response) return { payload: await response.text(), lines: await ownLines(() => text) };
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  } finally {
    child.kill('SIGKILL');
  }
}

/** The emulator's own lines aside; its log is over when it has been still for a while. */
async function ownLines(read: () => string): Promise<string[]> {
  for (let before = ''; before !== read(); ) {
    before = read();
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return read()
    .split('\n')
    .filter((line) => line !== '' && !/\(rapid\)|^(START|END|REPORT) RequestId/.test(line));
}

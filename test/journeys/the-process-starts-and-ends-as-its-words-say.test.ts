import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { checkoutBody } from '../support/checkout.ts';
import { listeningAddresses } from '../support/listening-addresses.ts';
import { FREE_PORTS, type RunningProcess, runProcess, spawnStart, startProcess } from '../support/stack-process.ts';
import { appNames } from '../support/templates.ts';

const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
});

/** Events in the backup, however many objects the pace of the machine made of them. */
async function backupLines(running: RunningProcess): Promise<string[]> {
  const s3 = new S3Client({ ...settings(running.urls.aws), forcePathStyle: true });
  const { BackupBucketName: Bucket } = await running.outputs();
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'events/' }));
  const objects = Contents.map(async ({ Key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const text = gunzipSync((await Body?.transformToByteArray()) ?? '').toString();
    return text.split('\n').filter(Boolean);
  });
  return (await Promise.all(objects)).flat();
}

/** The ids of the events in the backup, each once: a kill between a delivery and its acknowledgement repeats an event. */
async function backedUpIds(running: RunningProcess): Promise<string[]> {
  const lines = await backupLines(running);
  return [...new Set(lines.map((line) => (JSON.parse(line) as { event: { id: string } }).event.id))].sort();
}

/** The shop's templates, unchanged but that every function preloads the recorder too. */
function recordedTemplate(target: string, preload: string, record: string): string {
  const root = resolve(import.meta.dirname, '../..');
  mkdirSync(target);
  for (const name of ['src', 'node_modules', 'package.json', 'samconfig.toml'])
    symlinkSync(join(root, name), join(target, name));
  for (const file of ['template.yaml', ...appNames.map((app) => `apps/${app}/template.yaml`)]) {
    const text = readFileSync(join(root, file), 'utf8');
    const recorded = text.replace(
      /^( +)POWERTOOLS_SERVICE_NAME:.*$/gm,
      (line, indent) => `${line}\n${indent}NODE_OPTIONS: --import ${preload}\n${indent}RECORD_CONNECTIONS: ${record}`,
    );
    if (recorded === text) throw new Error(`${file} gives its functions no environment`);
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), recorded);
  }
  return join(target, 'template.yaml');
}

/** Resolves once something lies in a folder. */
async function untilNotEmpty(folder: string): Promise<void> {
  const changes = watch(folder);
  if (readdirSync(folder).length === 0) await once(changes, 'change');
  changes.close();
}

describe('the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-process-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints its URLs, binds 127.0.0.1 alone, and neither it nor a function reaches another machine', async () => {
    const record = join(folder, 'connections');
    writeFileSync(record, '');
    const preload = resolve(import.meta.dirname, '../support/record-connections.ts');
    const template = recordedTemplate(join(folder, 'recorded'), preload, record);
    const running = await startProcess(['--template', template], {
      env: { RECORD_CONNECTIONS: record },
      nodeFlags: ['--import', preload],
    });
    const { CheckoutApiUrl = '' } = await running.outputs();

    const answer = await fetch(CheckoutApiUrl, { method: 'POST', body: checkoutBody('local') });
    await fetch(`${running.urls.aws}/_local/flush`, { method: 'POST' });
    const page = await (await fetch(running.urls.console)).text();
    const listening = listeningAddresses(running.child.pid ?? 0);

    expect(answer.status).toBe(202);
    expect(await backupLines(running)).toHaveLength(1);
    expect(page).toContain(CheckoutApiUrl);
    expect(running.urls.search).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_search\//);
    expect(listening.length).toBeGreaterThanOrEqual(3);
    expect(listening.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
    expect(await running.end('SIGTERM')).toBe(0);
    const connections = readFileSync(record, 'utf8').split('\n').filter(Boolean);
    expect(connections).toContain('function 127.0.0.1');
    expect(connections.filter((line) => !/ (127\.0\.0\.1|localhost)$/.test(line))).toEqual([]);
  });

  it('delivers what it accepted before it ends on SIGTERM, several of which are one', async () => {
    const dataDir = join(folder, 'term');
    const first = await startProcess(['--data-dir', dataDir]);
    const { CheckoutApiUrl = '' } = await first.outputs();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => fetch(CheckoutApiUrl, { method: 'POST', body: checkoutBody(`t${n}`) })),
    );
    first.child.kill('SIGINT');

    expect(await first.end('SIGTERM')).toBe(0);

    expect(answers.every(({ status }) => status === 202)).toBe(true);
    expect(first.stderr.join('\n')).toMatch(/held|not delivered/);
    const second = await startProcess(['--data-dir', dataDir]);
    expect(await backupLines(second)).toHaveLength(8);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('leaves nothing behind when a signal ends it before it is ready', async () => {
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    const starting = spawnStart({ env: { TMPDIR: temporary } });
    await untilNotEmpty(temporary);

    starting.child.kill('SIGTERM');

    expect(await starting.exited).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('loses nothing that it acknowledged to kill -9 with a data folder', async () => {
    const dataDir = join(folder, 'kill');
    const first = await startProcess(['--data-dir', dataDir]);
    const { CheckoutTopicArn, ReplayQueueUrl } = await first.outputs();
    const sns = new SNSClient(settings(first.urls.aws));
    const ids = Array.from({ length: 50 }, (_, n) => `k${n}`);
    await Promise.all(
      ids.map((id) => sns.send(new PublishCommand({ TopicArn: CheckoutTopicArn, Message: checkoutBody(id) }))),
    );

    expect(await first.end('SIGKILL')).toBe('SIGKILL');

    const second = await startProcess(['--data-dir', dataDir]);
    await fetch(`${second.urls.aws}/_local/clock`, { method: 'POST', body: '{"advanceSeconds":3600}' });
    await fetch(`${second.urls.aws}/_local/flush`, { method: 'POST' });
    const { queues } = (await (await fetch(`${second.urls.aws}/_local/metrics`)).json()) as {
      queues: Record<string, { held: number }>;
    };
    expect(queues[ReplayQueueUrl?.split('/').at(-1) ?? '']?.held).toBe(50);
    expect(await backedUpIds(second)).toEqual(ids.sort());
    expect((await runProcess([...FREE_PORTS, '--data-dir', dataDir])).stderr).toContain(
      `in use by process ${second.child.pid} since`,
    );
    await second.end('SIGTERM');

    rmSync(join(dataDir, 'state.sqlite'));

    expect(await runProcess([...FREE_PORTS, '--data-dir', dataDir])).toEqual({
      code: 2,
      stderr: `${join(dataDir, 'state.sqlite')} is missing: put it back from a copy of the folder, or start over with --reset.`,
    });
  });

  it.each([
    ['a bare argument', ['4567'], 2, 'npm start -- --port 4567'],
    ['an unknown template parameter', [...FREE_PORTS, '--parameter-overrides', 'Bug=1'], 2, 'Bug'],
    [
      'a parameter value that is not allowed',
      [...FREE_PORTS, '--parameter-overrides', 'SearchFork=Maybe'],
      2,
      'SearchFork',
    ],
    ['a rule that does not hold', [...FREE_PORTS, '--parameter-overrides', 'ApiAuthorization=JWT'], 2, 'JwtIssuer'],
    ['a template that is not there', [...FREE_PORTS, '--template', 'nowhere.yaml'], 2, 'nowhere.yaml'],
  ])('refuses %s with one line and its exit code', async (_case, flags, code, message) => {
    const ended = await runProcess(flags);

    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it('refuses a port in use with exit code 1, and says what to do', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { port: number };

    const ended = await runProcess([...FREE_PORTS, '--port', String(port)]);

    expect(ended).toEqual({ code: 1, stderr: expect.stringMatching(new RegExp(`Port ${port} is in use: .*--port`)) });
    taken.close();
  });
});

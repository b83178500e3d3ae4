import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createIsolate,
  failedStart,
  type Isolate,
  type IsolateInvocation,
} from '../../../../src/local/lambda/isolates/isolate.ts';
import { createProcessGuard } from '../../../../src/local/lambda/isolates/process-guard.ts';

/** A runtime client that answers by what the payload asks for. */
const CLIENT = `import { closeSync, readSync, writeSync } from 'node:fs';
const say = (message) => {
  const text = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  writeSync(4, Buffer.concat([length, text]));
};
const read = (length) => {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) at += readSync(3, bytes, at, length - at, null) || process.exit(99);
  return bytes;
};
const next = () => JSON.parse(read(read(4).readUInt32BE()));
const { setup } = next();
const { start } = JSON.parse(setup.handler);
if (start === 'broken') {
  say({ kind: 'broken', failure: { errorType: 'Runtime.ImportModuleError', errorMessage: 'gone', trace: ['t'] } });
  process.exit(1);
}
if (start === 'exit') process.exit(7);
say({ kind: 'ready', initMs: 12.345 });
for (;;) {
  const { deadline, ...given } = next().invocation;
  const asked = JSON.parse(given.payload);
  for (const text of asked.lines ?? []) say({ kind: 'line', text });
  if (asked.print) writeSync(1, asked.print);
  if (asked.exit !== undefined) process.exit(asked.exit);
  if (asked.signal) process.kill(process.pid, asked.signal);
  if (asked.throw) throw new Error(asked.throw);
  if (asked.raw) writeSync(4, Buffer.from(asked.raw, 'latin1'));
  if (asked.close) closeSync(asked.close);
  while (asked.hang);
  if (asked.crash) {
    say({ kind: 'crashed', failure: asked.crash });
    process.exit(1);
  }
  if (asked.fail) say({ kind: 'failed', failure: asked.fail, memoryBytes: 1_048_577 });
  else say({ kind: 'done', payload: JSON.stringify({ given, left: deadline - Date.now(), setup, environment: { ...process.env }, folder: process.cwd() }), memoryBytes: 1_048_576 });
}
`;

describe('an isolate', () => {
  let folder: string;
  let lines: string[];
  let isolate: Isolate;
  const guard = createProcessGuard();
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'forks-isolate-'));
    writeFileSync(join(folder, 'client.mjs'), CLIENT);
  });
  afterAll(() => {
    guard.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    lines = [];
  });
  afterEach(() => isolate.stop());
  const setup = {
    exported: 'handler',
    runtime: 'nodejs24.x',
    functionName: 'greet',
    functionArn: 'arn:greet',
    memorySize: 128,
    logGroup: 'g',
    logStream: 's',
  };
  const open = (start = 'ready') => {
    isolate = createIsolate({
      runtimeFile: join(folder, 'client.mjs'),
      setup: { ...setup, file: join(folder, 'app.mjs'), handler: JSON.stringify({ start }) },
      guard,
      environment: { COLOUR: 'red' },
      onLine: (text) => lines.push(text),
    });
  };
  const invoke = (asked: object = {}, more: Partial<IsolateInvocation> = {}) =>
    isolate.invoke({ requestId: 'r-1', payload: JSON.stringify(asked), traceId: 'Root=1', timeoutMs: 20_000, ...more });
  const report = (init: string, used: number) =>
    expect.stringMatching(
      new RegExp(
        `^REPORT RequestId: r-1\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: ${used} MB\\t${init}$`,
      ),
    );

  it('runs its client with setup, environment and invocation, and logs start, end and report', async () => {
    open();
    const { payload, ...outcome } = await invoke({}, { clientContext: '{}' });

    expect(outcome).toEqual({
      failed: false,
      durationMs: expect.any(Number),
      initMs: 12.345,
      memoryBytes: 1_048_576,
      reusable: true,
      tail: undefined,
    });
    const { given, left, ...rest } = JSON.parse(payload);
    expect(given).toEqual({ requestId: 'r-1', payload: '{}', traceId: 'Root=1', clientContext: '{}' });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(20_000);
    expect(rest).toEqual({
      setup: { ...setup, file: join(folder, 'app.mjs'), handler: '{"start":"ready"}' },
      environment: { COLOUR: 'red', MALLOC_ARENA_MAX: '1' },
      folder,
    });
    expect(lines).toEqual([
      'START RequestId: r-1 Version: $LATEST',
      'END RequestId: r-1',
      report('Init Duration: 12\\.35 ms\\t', 1),
    ]);
  });

  it('bills each duration rounded up, and tells of its start once', async () => {
    open();
    await invoke();
    lines = [];
    const { durationMs, initMs } = await invoke();

    expect(initMs).toBeUndefined();
    expect(lines.at(-1)).toEqual(report('', 1));
    expect(lines.at(-1)).toContain(
      `Duration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms`,
    );
  });

  it('hands back the last 4 KB of its log when asked', async () => {
    open();
    const { tail } = await invoke({ lines: ['x'.repeat(5000), 'last'] }, { tail: true });
    const again = await invoke({ lines: ['one'] }, { tail: true });
    const silent = await invoke({ lines: ['two'] }, { tail: false });

    expect(tail).toHaveLength(4096);
    expect(tail).toMatch(/^x+\nlast\nEND RequestId: r-1\nREPORT [^\n]*\n$/);
    expect(again.tail).toMatch(/^START [^\n]*\none\nEND [^\n]*\nREPORT [^\n]*\n$/);
    expect(silent.tail).toBeUndefined();
  });

  it('gives an error of the code as it is, and goes on', async () => {
    open();
    const failure = { errorType: 'Error', errorMessage: 'no', trace: ['here'] };
    const outcome = await invoke({ fail: failure });

    expect(outcome).toMatchObject({
      payload: JSON.stringify(failure),
      failed: true,
      failure,
      memoryBytes: 1_048_577,
      reusable: true,
    });
    expect(lines).toEqual([expect.stringMatching(/^START/), 'END RequestId: r-1', report('Init.*', 2)]);
    expect(await invoke()).toMatchObject({ failed: false });
  });

  it('is gone when its code crashed, and says the same to whoever asks again', async () => {
    open();
    const failure = { errorType: 'Boom', errorMessage: 'no', trace: [] };

    for (let round = 0; round < 2; round++)
      expect(await invoke({ crash: failure })).toMatchObject({
        failed: true,
        failure,
        payload: JSON.stringify(failure),
        memoryBytes: 0,
        reusable: false,
      });
  });

  it.each([
    [{ exit: 0 }, 'Runtime exited without providing a reason'],
    [{ exit: 3 }, 'Runtime exited with error: exit status 3'],
    [{ signal: 'SIGTERM' }, 'Runtime exited with error: signal: terminated'],
    [{ signal: 'SIGKILL' }, 'Runtime exited with error: signal: killed'],
    [{ raw: 'AAAA' }, 'Runtime exited with error: signal: killed'],
    [{ raw: '\0\0\0\u0004null' }, 'Runtime exited with error: signal: killed'],
    [{ raw: '\0\0\0\u0001{' }, 'Runtime exited with error: signal: killed'],
    [{ close: 4 }, 'Runtime exited with error: signal: killed'],
  ])('names the request when its code ends by %j', async (asked, message) => {
    open();
    const errorMessage = `RequestId: r-1 Error: ${message}`;

    expect(await invoke({ ...asked, hang: true })).toMatchObject({
      payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }),
      failed: true,
      failure: { errorType: 'Runtime.ExitError', errorMessage },
      reusable: false,
    });
    expect(lines).toEqual([
      expect.stringMatching(/^START/),
      expect.stringMatching(new RegExp(`^\\d{4}-[\\d:T.-]+Z r-1 ${errorMessage}$`)),
      'END RequestId: r-1',
      report('Init.*', 0),
    ]);
  });

  it('names the request when its client itself fails', async () => {
    open();

    expect(await invoke({ throw: 'broken' })).toMatchObject({
      failure: {
        errorType: 'Runtime.ExitError',
        errorMessage: 'RequestId: r-1 Error: Runtime exited with error: exit status 1',
      },
      reusable: false,
    });
    expect(lines).toContain('Error: broken');
  });

  it('fails its first invocation with what went wrong at its start', async () => {
    open('broken');
    expect(await invoke()).toMatchObject({
      failed: true,
      failure: { errorType: 'Runtime.ImportModuleError', errorMessage: 'gone', trace: ['t'] },
      reusable: false,
    });
    await isolate.stop();

    open('exit');
    expect(await invoke()).toMatchObject({
      failure: { errorMessage: 'RequestId: r-1 Error: Runtime exited with error: exit status 7' },
    });
  });

  it('is ended when its time is over', async () => {
    open();
    const outcome = await invoke({ hang: true }, { timeoutMs: 120 });

    expect(outcome).toMatchObject({
      failed: true,
      failure: {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: r-1 Error: Task timed out after 0.12 seconds',
      },
      reusable: false,
    });
    expect(await invoke()).toMatchObject({ failed: true, reusable: false });
  });

  it('logs what its client did not catch', async () => {
    open();
    await invoke({ print: 'a\nb' });
    expect(lines).toEqual([expect.stringMatching(/^START/), 'a', 'END RequestId: r-1', report('Init.*', 1)]);
    await isolate.stop();

    expect(lines.at(-1)).toBe('b');
  });

  it('fails what still runs when it is stopped', async () => {
    open();
    await invoke();
    const running = invoke({ hang: true });
    await isolate.stop();

    expect(await running).toMatchObject({
      failure: { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: r-1 Error: Runtime stopped' },
    });
  });
});

describe('a start that failed', () => {
  it('is an outcome like any other', () => {
    const failure = { errorType: 'T', errorMessage: 'm', trace: [] };

    expect(failedStart(failure)).toEqual({
      payload: JSON.stringify(failure),
      failed: true,
      failure,
      durationMs: 0,
      memoryBytes: 0,
      reusable: false,
    });
  });
});

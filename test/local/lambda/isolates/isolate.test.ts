import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createIsolate,
  failedStart,
  type Isolate,
  type IsolateInvocation,
} from '../../../../src/local/lambda/isolates/isolate.ts';

/** A runtime client that answers by what the payload asks for. */
const CLIENT = `import { parentPort, workerData } from 'node:worker_threads';
const say = (message) => parentPort.postMessage(message);
parentPort.on('message', (invocation) => {
  const { deadline, ...given } = invocation;
  const asked = JSON.parse(invocation.payload);
  for (const text of asked.lines ?? []) say({ kind: 'line', text });
  if (asked.exit !== undefined) process.exit(asked.exit);
  if (asked.throw) throw new Error(asked.throw);
  if (asked.print) process.stdout.write(asked.print);
  if (asked.hang) return;
  if (asked.crash) say({ kind: 'crashed', failure: asked.crash });
  else if (asked.fail) say({ kind: 'failed', failure: asked.fail, heapBytes: 1_048_577 });
  else say({ kind: 'done', payload: JSON.stringify({ given, left: deadline - Date.now(), setup: workerData, environment: { ...process.env } }), heapBytes: 1_048_576 });
});
const { start } = JSON.parse(workerData.handler);
if (start === 'broken') say({ kind: 'broken', failure: { errorType: 'Runtime.ImportModuleError', errorMessage: 'gone', trace: ['t'] } });
else if (start === 'exit') process.exit(7);
else if (start !== 'never') say({ kind: 'ready', initMs: 12.345 });
`;

describe('an isolate', () => {
  let folder: string;
  let lines: string[];
  let isolate: Isolate;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'forks-isolate-'));
    writeFileSync(join(folder, 'client.mjs'), CLIENT);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    lines = [];
  });
  afterEach(() => isolate.stop());
  const setup = {
    file: '/f',
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
      setup: { ...setup, handler: JSON.stringify({ start }) },
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
      heapBytes: 1_048_576,
      reusable: true,
      tail: undefined,
    });
    const { given, left, ...rest } = JSON.parse(payload);
    expect(given).toEqual({ requestId: 'r-1', payload: '{}', traceId: 'Root=1', clientContext: '{}' });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(20_000);
    expect(rest).toEqual({ setup: { ...setup, handler: '{"start":"ready"}' }, environment: { COLOUR: 'red' } });
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
      heapBytes: 1_048_577,
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
        heapBytes: 0,
        reusable: false,
      });
  });

  it.each([
    [0, 'Runtime exited without providing a reason'],
    [3, 'Runtime exited with error: exit status 3'],
  ])('names the request when its code exits with %d', async (exit, message) => {
    open();
    const errorMessage = `RequestId: r-1 Error: ${message}`;

    expect(await invoke({ exit })).toMatchObject({
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
        errorMessage: 'RequestId: r-1 Error: Runtime exited with error: broken',
      },
      reusable: false,
    });
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
    await invoke({ print: 'last words\n' });
    await isolate.stop();

    expect(lines).toContain('last words');
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
      heapBytes: 0,
      reusable: false,
    });
  });
});

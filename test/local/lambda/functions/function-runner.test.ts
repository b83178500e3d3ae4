import { type LambdaBench, openLambdaBench } from './lambda-bench.ts';

let bench: LambdaBench;
beforeEach(() => {
  bench = openLambdaBench();
});
afterEach(() => bench.close());

test('a function is bundled, run in an isolate and answers with JSON', async () => {
  bench.write({ 'greeting.ts': 'export const greet = (name: string): string => `Hello ${name}`;' });
  await bench.add(
    'hello',
    `import { greet } from './greeting.ts';
     export const handler = async (event: { name: string }) => ({ text: greet(event.name) });`,
  );

  expect(await bench.call('hello', { name: 'Ada' })).toEqual({ error: false, value: { text: 'Hello Ada' } });
});

test('an isolate sees its own environment and nothing of the machine', async () => {
  await bench.add('env', 'export const handler = async () => process.env;', { environment: { COLOUR: 'red' } });

  const { value } = await bench.call('env');

  expect(Object.keys(Object(value)).sort()).toEqual([
    'AWS_ACCESS_KEY_ID',
    'AWS_DEFAULT_REGION',
    'AWS_ENDPOINT_URL',
    'AWS_EXECUTION_ENV',
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
    'AWS_LAMBDA_FUNCTION_NAME',
    'AWS_LAMBDA_FUNCTION_VERSION',
    'AWS_LAMBDA_INITIALIZATION_TYPE',
    'AWS_LAMBDA_LOG_GROUP_NAME',
    'AWS_LAMBDA_LOG_STREAM_NAME',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'COLOUR',
    'LAMBDA_RUNTIME_DIR',
    'LAMBDA_TASK_ROOT',
    'LANG',
    'PATH',
    'TZ',
    '_HANDLER',
    '_X_AMZN_TRACE_ID',
  ]);
  expect(value).toMatchObject({
    COLOUR: 'red',
    TZ: 'UTC',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_LAMBDA_FUNCTION_NAME: 'env',
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
  });
});

test('what one function leaves behind in its globals is not seen by another', async () => {
  const source =
    'globalThis.seen = (globalThis.seen ?? 0) + 1; process.env.SEEN = "x"; export const handler = async () => [globalThis.seen, process.env.SEEN];';
  await bench.add('one', source);
  await bench.add('two', source);

  await bench.call('one');

  expect(await bench.call('two')).toEqual({ error: false, value: [1, 'x'] });
  expect(process.env['SEEN']).toBeUndefined();
});

test('a function that throws is an error of that invocation, and its isolate goes on', async () => {
  await bench.add(
    'moody',
    `let calls = 0;
     export const handler = async (event: { fail?: boolean }) => {
       calls += 1;
       if (event.fail) throw new RangeError('too far');
       return calls;
     };`,
  );

  const failed = await bench.call('moody', { fail: true });
  const next = await bench.call('moody');

  expect(failed).toEqual({
    error: true,
    value: { errorType: 'RangeError', errorMessage: 'too far', trace: expect.arrayContaining(['RangeError: too far']) },
  });
  expect(next).toEqual({ error: false, value: 2 });
  expect(bench.warnings).toEqual([expect.stringMatching(/^moody failed, request [\w-]+: RangeError: too far$/)]);
});

test('a function that never answers is stopped at its timeout, and the next invocation gets a fresh isolate', async () => {
  await bench.add(
    'stuck',
    'let n = 0; export const handler = async (event: { hang?: boolean }) => { n += 1; while (event.hang); return n; };',
    {
      timeoutSeconds: 1,
    },
  );

  const stuck = await bench.call('stuck', { hang: true });
  const next = await bench.call('stuck');

  expect(stuck).toEqual({
    error: true,
    value: {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [\w-]+ Error: Task timed out after 1\.00 seconds$/),
    },
  });
  expect(next).toEqual({ error: false, value: 1 });
});

test.each([
  [
    'sends its process a signal',
    "process.kill(process.pid, 'SIGKILL')",
    'Runtime.ExitError',
    'Runtime exited with error: signal: killed',
  ],
  ['leaves by process.exit', 'process.exit(3)', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
  [
    'uses more memory than it has',
    'const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5));',
    'Runtime.ExitError',
    'Runtime exited with error: signal: aborted',
  ],
  [
    'throws outside of its promise',
    "setTimeout(() => { throw new TypeError('late'); }); await new Promise(() => {})",
    'Runtime.ExitError',
    'Runtime exited with error: exit status 1',
  ],
  [
    'rejects a promise that nobody awaits',
    "Promise.reject(new TypeError('lost')); await new Promise(() => {})",
    'Runtime.ExitError',
    'Runtime exited with error: exit status 1',
  ],
  [
    'waits for what can never come',
    'await new Promise(() => {})',
    'Runtime.ExitError',
    'Runtime exited without providing a reason',
  ],
])('a function that %s fails that invocation only', async (_title, code, errorType, message) => {
  await bench.add(
    'crashing',
    `export const handler = async (event: { crash?: boolean }) => { if (event.crash) { ${code} } return 'alive'; };`,
  );

  const crashed = await bench.call('crashing', { crash: true });
  const next = await bench.call('crashing');

  expect(crashed).toEqual({
    error: true,
    value: expect.objectContaining({ errorType, errorMessage: expect.stringContaining(message) }),
  });
  expect(next).toEqual({ error: false, value: 'alive' });
});

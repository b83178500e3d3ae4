import { type LambdaBench, openLambdaBench } from './lambda-bench.ts';

let bench: LambdaBench;
beforeAll(() => {
  bench = openLambdaBench();
});
afterAll(() => bench.close());

test('the handler is split at the first dot, so a nested export can be named', async () => {
  await bench.add('nested', 'export const routes = { get: async () => "got" };', { handler: 'nested.routes.get' });

  expect(await bench.call('nested')).toEqual({ error: false, value: 'got' });
});

test('a file whose name holds a dot is not found, as on Lambda', async () => {
  bench.write({ 'replay.handler.ts': 'export const handler = async () => 1;' });
  await bench.lambda.create(
    bench.define('dotted', {
      handler: 'replay.handler.handler',
      build: { Format: 'esm', OutExtension: ['.js=.mjs'], EntryPoints: ['replay.handler.ts'] },
    }),
  );

  expect(await bench.call('dotted')).toMatchObject({
    error: true,
    value: {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Cannot find module 'replay'"),
    },
  });
});

test.each([
  ['whole', 'Bad handler'],
  [
    '../whole.handler',
    "'../whole.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
  ],
])('the handler %s is malformed', async (handler, errorMessage) => {
  bench.write({ 'whole.ts': 'export const handler = async () => 1;' });
  await bench.lambda.create(
    bench.define('malformed', {
      handler,
      build: { Format: 'esm', OutExtension: ['.js=.mjs'], EntryPoints: ['whole.ts'] },
    }),
  );

  expect(await bench.call('malformed')).toMatchObject({
    error: true,
    value: { errorType: 'Runtime.MalformedHandlerName', errorMessage },
  });
});

test('a folder in the handler is dropped, since a single entry point is built flat', async () => {
  bench.write({ 'src/deep.ts': 'export const handler = async () => "deep";' });
  await bench.lambda.create(bench.define('flat', { handler: 'src/deep.handler', build: {} }));

  expect(await bench.call('flat')).toEqual({ error: false, value: 'deep' });
});

test.each([
  [
    'a callback',
    'export const handler = (_event, _context, callback) => callback(null, 1);',
    'Runtime.CallbackHandlerDeprecated',
    'callback-based function handlers',
  ],
  [
    'an async handler with a third parameter',
    'export const handler = async (_event, _context, _callback) => 1;',
    'Runtime.CallbackHandlerDeprecated',
    'callback-based function handlers',
  ],
  [
    'an export that is missing',
    'export const other = 1;',
    'Runtime.HandlerNotFound',
    'broken.handler is undefined or not exported',
  ],
  [
    'an export that is no function',
    'export const handler = 1;',
    'Runtime.HandlerNotFound',
    'broken.handler is not a function',
  ],
  [
    'an error at import',
    'throw new RangeError("at import"); export const handler = async () => 1;',
    'RangeError',
    'at import',
  ],
  [
    'a package that is not there',
    'import x from "not-there-at-all"; export const handler = async () => x;',
    'Error',
    "Cannot find package 'not-there-at-all'",
  ],
])('%s fails every invocation', async (_title, source, errorType, message) => {
  await bench.add('broken', source, {
    build: { Format: 'esm', OutExtension: ['.js=.mjs'], EntryPoints: ['broken.ts'], External: ['not-there-at-all'] },
  });

  for (let round = 0; round < 2; round++) {
    expect(await bench.call('broken')).toMatchObject({
      error: true,
      value: { errorType, errorMessage: expect.stringContaining(message) },
    });
  }
});

test('before Node.js 24 a callback answers', async () => {
  await bench.add(
    'callback',
    'export const handler = (event, _context, callback) => { setTimeout(() => callback(null, event.n + 1)); };',
    { runtime: 'nodejs22.x' },
  );

  expect(await bench.call('callback', { n: 1 })).toEqual({ error: false, value: 2 });
});

test('another runtime is refused when the function is created', async () => {
  await expect(bench.add('snake', '', { runtime: 'python3.13' })).rejects.toThrow(
    'Function snake: the runtime python3.13 is not run locally',
  );
});

test('a CommonJS bundle runs', async () => {
  await bench.add('common', 'export const handler = async () => typeof require;', {
    build: { EntryPoints: ['common.ts'] },
  });

  expect(await bench.call('common')).toEqual({ error: false, value: 'function' });
});

test('the context is that of Lambda', async () => {
  await bench.add(
    'context',
    'export const handler = async (_event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });',
    { memorySize: 256, logGroup: 'my-logs' },
  );

  const { value } = await bench.call('context');

  expect(value).toEqual({
    xRayTraceId: expect.stringMatching(/^Root=1-/),
    functionVersion: '$LATEST',
    functionName: 'context',
    memoryLimitInMB: '256',
    logGroupName: 'my-logs',
    logStreamName: expect.stringMatching(/^2026\/01\/15\/\[\$LATEST\][0-9a-f]{32}$/),
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:context',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    left: expect.any(Number),
  });
  expect(Object(value).left).toBeLessThanOrEqual(30_000);
});

test.each([
  ['nothing', 'undefined', null],
  ['a plain value', '42', 42],
])('%s is answered as JSON', async (_title, expression, expected) => {
  await bench.add('answers', `export const handler = async () => (${expression});`);

  expect(await bench.call('answers')).toEqual({ error: false, value: expected });
});

test('what is thrown without being an error keeps its type', async () => {
  await bench.add('odd', 'export const handler = async () => { throw "a text"; };');

  expect(await bench.call('odd')).toEqual({
    error: true,
    value: { errorType: 'string', errorMessage: 'a text', trace: [] },
  });
});

test('an answer that JSON does not know is an error', async () => {
  await bench.add('unknown', 'export const handler = async () => () => 1;');

  expect(await bench.call('unknown')).toMatchObject({
    error: true,
    value: { errorType: 'TypeError', errorMessage: 'Wrong arguments' },
  });
});

test('a circular answer is an error', async () => {
  await bench.add('circle', 'export const handler = async () => { const a = {}; a.a = a; return a; };');

  expect(await bench.call('circle')).toMatchObject({
    error: true,
    value: { errorMessage: 'Unable to stringify response body' },
  });
});

test('an answer over 6 MB is an error, and so is such a request', async () => {
  await bench.add('large', 'export const handler = async () => "x".repeat(7e6);');

  expect(await bench.call('large')).toEqual({
    error: true,
    value: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
  });
  await expect(bench.call('large', 'x'.repeat(7e6))).rejects.toMatchObject({
    code: 'RequestTooLargeException',
    status: 413,
  });
});

test('source maps show the place in the source once they are built and switched on', async () => {
  await bench.add('mapped', '\n\nexport const handler = async () => { throw new Error("where"); };', {
    build: { Format: 'esm', OutExtension: ['.js=.mjs'], EntryPoints: ['mapped.ts'], Sourcemap: true, Minify: true },
    environment: { NODE_OPTIONS: '--enable-source-maps' },
  });

  const { value } = await bench.call('mapped');

  expect(Object(value).trace.join('\n')).toContain('mapped.ts:3:');
});

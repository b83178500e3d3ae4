import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureReason } from '../../../../src/local/lambda/functions/failure-reason.ts';
import { createSourceWatch } from '../../../../src/local/source-watch.ts';
import { type LambdaBench, openLambdaBench } from './lambda-bench.ts';

let bench: LambdaBench;
beforeEach(() => {
  bench = openLambdaBench();
});
afterEach(() => bench.close());

/** Answers with the isolate's own log stream, so that isolates can be told apart. */
const who = 'export const handler = async (_event, context) => context.logStreamName;';

test('one isolate serves invocations that follow each other', async () => {
  await bench.add('who', who);

  const seen = new Set(
    [await bench.call('who'), await bench.call('who'), await bench.call('who')].map(({ value }) => value),
  );

  expect(seen.size).toBe(1);
});

test('what UpdateFunctionConfiguration set is still there after a restart, without a new build', async () => {
  await bench.add('word', 'export const handler = async () => process.env.WORD;', { environment: { WORD: 'one' } });
  const body = Buffer.from(JSON.stringify({ Environment: { Variables: { WORD: 'two' } } }));
  await bench.lambda.service.handle({
    method: 'PUT',
    path: '/2015-03-31/functions/word/configuration',
    query: new URLSearchParams(),
    headers: {},
    body,
    requestId: 'r',
  });

  bench = await bench.reopen();

  expect(await bench.call('word')).toEqual({ error: false, value: 'two' });
});

test('a function that cannot be built is refused when it is created, with the place', async () => {
  await expect(bench.add('broken', 'export const handler = ;')).rejects.toMatchObject({
    name: 'DeploymentError',
    message: 'Function broken could not be bundled: broken.ts:1:23: Unexpected ";"',
  });
  expect(bench.lambda.get('broken')).toBeUndefined();
});

test('creating a function again takes up its changed sources', async () => {
  await bench.add('word', 'export const handler = async () => "one";');
  await bench.call('word');
  await bench.add('word', 'export const handler = async () => "two";');

  expect(await bench.call('word')).toEqual({ error: false, value: 'two' });
});

test('a function runs in the folder of its bundle, and is built again when it removed it', async () => {
  await bench.add(
    'untidy',
    `import { rmSync } from 'node:fs';
     export const handler = async ({ end, remove }) => {
       if (end) process.exit(1);
       const folder = process.cwd();
       // Never anything but the bundle's folder, should a mistake run the function elsewhere.
       if (remove && folder !== '/' && folder === process.env.LAMBDA_TASK_ROOT) rmSync(folder, { recursive: true });
       return folder === process.env.LAMBDA_TASK_ROOT;
     };`,
  );

  expect(await bench.call('untidy', { remove: true })).toEqual({ error: false, value: true });
  await bench.call('untidy', { end: true });

  expect(await bench.call('untidy', {})).toEqual({ error: false, value: true });
});

test('a removed function is gone', async () => {
  await bench.add('word', 'export const handler = async () => "one";');
  await bench.call('word');

  await bench.lambda.remove('word');

  await expect(bench.call('word')).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
});

test('what a function prints goes to its log group, one event a line, with a line break kept inside', async () => {
  await bench.add(
    'prints',
    'export const handler = async () => { console.warn("a\\nb", { n: 1 }); process.stdout.write(\'{"level":"INFO"}\\n{"level":"WARN"}\\n\'); };',
    { logGroup: 'prints' },
  );

  await bench.call('prints');

  const messages = bench.lambda.logStore.read({ group: 'prints', limit: 100 }).map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringMatching(/^START /),
    expect.stringMatching(/^\d{4}-[\dT:.-]+Z\t[\w-]+\tWARN\ta\rb \{ n: 1 \}$/),
    '{"level":"INFO"}',
    '{"level":"WARN"}',
    expect.stringMatching(/^END /),
    expect.stringMatching(/^REPORT /),
  ]);
});

test.each([
  [{ errorType: 'Error', errorMessage: 'plain' }, 'plain'],
  [{ errorType: 'RangeError', errorMessage: 'first\nsecond' }, 'RangeError: first'],
  [
    { errorType: 'SyntaxError', errorMessage: 'Unexpected token \'x\', "{"card": x" is not valid JSON' },
    "SyntaxError: Unexpected token 'x': the input is not valid JSON",
  ],
  [{ errorType: 'Error', errorMessage: `card ${'4'.repeat(4)} ${'1'.repeat(12)} declined` }, 'card … declined'],
  [
    { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 1-2 Error: Task timed out after 3.00 seconds' },
    'Task timed out after 3.00 seconds',
  ],
  [{ errorType: 'Error', errorMessage: 'x'.repeat(300) }, `${'x'.repeat(200)}…`],
])('the reason of %j holds nothing of the payload', (failure, reason) => {
  expect(failureReason(failure)).toBe(reason);
});

test('a changed source is noticed for the functions that have it, and for no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'));
  writeFileSync(join(folder, 'a.ts'), '1');
  writeFileSync(join(folder, 'b.ts'), '1');
  const changes = new EventEmitter();
  const watch = createSourceWatch((names) => changes.emit('change', names));
  watch.follow('uses-a', [join(folder, 'a.ts')]);
  watch.follow('uses-b', [join(folder, 'b.ts'), '/elsewhere/node_modules/x/index.js']);
  const changed = once(changes, 'change');

  writeFileSync(join(folder, 'a.ts'), '2');

  expect(await changed).toEqual([['uses-a']]);
  watch.close();
  rmSync(folder, { recursive: true });
});

test('with watch, the next invocation after a change of source runs the new code, and broken code leaves the old running', async () => {
  await bench.close();
  const warned = Promise.withResolvers<string>();
  bench = openLambdaBench({ watch: true, context: { warn: warned.resolve } });
  await bench.add('word', 'export const handler = async () => "one";');
  expect(await bench.call('word')).toEqual({ error: false, value: 'one' });

  bench.write({ 'word.ts': 'export const handler = async () => "two";' });
  while ((await bench.call('word')).value !== 'two') await new Promise((resolve) => setImmediate(resolve));
  bench.write({ 'word.ts': 'export const handler = ' });

  expect(await warned.promise).toBe(
    'Function word could not be bundled: word.ts:1:23: Unexpected end of file; the code before goes on running.',
  );
  expect(await bench.call('word')).toEqual({ error: false, value: 'two' });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { throttleError } from '../../../../src/local/faults/fault-errors.ts';
import type { BuildRequest, Bundle } from '../../../../src/local/lambda/bundling/bundler.ts';
import {
  createFunctionControl,
  type FunctionControl,
} from '../../../../src/local/lambda/functions/function-control.ts';
import type { StartIsolate } from '../../../../src/local/lambda/functions/function-runner.ts';
import type { FunctionDefinition } from '../../../../src/local/lambda/index.ts';
import type { InvocationOutcome, IsolateInvocation } from '../../../../src/local/lambda/isolates/isolate.ts';
import { createLogStore, type LogStore } from '../../../../src/local/lambda/logs/log-store.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:greet';

describe('the functions of a stack', () => {
  let context: TestContext;
  let logStore: LogStore;
  let control: FunctionControl;
  let built: string[];
  let files: string[];
  let folder: string;
  let buildError: Error | undefined;
  let started: Parameters<StartIsolate>[0][];
  let invoked: IsolateInvocation[];
  let outcome: Partial<InvocationOutcome>;
  let logged: unknown[];
  let gate: () => Promise<undefined> | undefined;
  beforeEach(() => {
    gate = () => undefined;
    context = createTestContext({
      faults: {
        pass: (service, operation, resource) =>
          service === 'lambda' && operation === 'Invoke' && resource === 'greet' ? gate() : undefined,
      },
    });
    logStore = createLogStore(context);
    [built, started, invoked, logged] = [[], [], [], []];
    files = ['app.mjs'];
    folder = join(context.folder, 'built');
    buildError = undefined;
    outcome = {};
    control = open();
  });
  afterEach(async () => {
    await control.close();
    context.dispose();
  });
  const open = () => {
    let id = 0;
    return createFunctionControl({
      context,
      logStore,
      idleMs: 60_000,
      watch: false,
      mappedConcurrency: () => undefined,
      newId: () => `id-${++id}`,
      onLog: (line) => logged.push(line),
      bundler: {
        async bundle({ name, codeUri }: BuildRequest): Promise<Bundle> {
          built.push(name);
          if (buildError) throw buildError;
          if (name === 'isolate-runtime') return { folder: '/runtime', files: ['isolate-runtime.mjs'], inputs: [] };
          mkdirSync(folder + codeUri, { recursive: true });
          for (const file of files) writeFileSync(`${folder}${codeUri}/${file}`, '');
          return { folder: folder + codeUri, files, inputs: [] };
        },
      },
      startIsolate(options) {
        started.push(options);
        return {
          async invoke(invocation) {
            invoked.push(invocation);
            options.onLine(`ran ${invocation.payload}`);
            return { payload: '"ok"', failed: false, durationMs: 1.2, memoryBytes: 1, reusable: true, ...outcome };
          },
          async stop() {},
        };
      },
    });
  };
  const definition: FunctionDefinition = {
    name: 'greet',
    handler: 'app.handler',
    codeUri: '/code',
    build: {},
    runtime: 'nodejs24.x',
    memorySize: 128,
    timeoutSeconds: 3,
    environment: { WORD: 'Hello', KEPT: '1' },
  };
  const create = (changes: Partial<FunctionDefinition> = {}) => control.create({ ...definition, ...changes });
  const failure = { errorType: 'TypeError', errorMessage: 'x is not a function', trace: [] };
  const fail = () => {
    outcome = { failed: true, failure, payload: JSON.stringify(failure) };
  };

  it('run in an isolate that has their file, environment and log', async () => {
    await create();
    expect(await control.invoke('greet', '{"a":1}')).toEqual({ payload: '"ok"', tail: undefined });

    expect(started).toMatchObject([
      {
        runtimeFile: '/runtime/isolate-runtime.mjs',
        setup: {
          file: `${folder}/code/app.mjs`,
          handler: 'app.handler',
          exported: 'handler',
          runtime: 'nodejs24.x',
          functionName: 'greet',
          functionArn: ARN,
          memorySize: 128,
          logGroup: '/aws/lambda/greet',
          logStream: expect.stringMatching(/^2026\/01\/15\/\[\$LATEST\]id\d+$/),
        },
        environment: {
          WORD: 'Hello',
          AWS_REGION: 'us-east-1',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
          LAMBDA_TASK_ROOT: `${folder}/code`,
          AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/greet',
        },
      },
    ]);
    expect(invoked).toEqual([
      {
        requestId: expect.stringMatching(/^id-\d+$/),
        payload: '{"a":1}',
        clientContext: undefined,
        tail: undefined,
        traceId: expect.stringMatching(/^Root=1-6968c1a8-/),
        timeoutMs: 3000,
      },
    ]);
    expect(logged).toEqual([{ functionName: 'greet', text: 'ran {"a":1}' }]);
    expect(logStore.read({ group: '/aws/lambda/greet', limit: 10 })).toMatchObject([
      { message: 'ran {"a":1}', stream: started[0]?.setup.logStream },
    ]);
  });

  it('are invoked by name or ARN, with what the caller gives', async () => {
    await create({ arn: 'arn:own', logGroup: 'mine' });
    outcome = { tail: 'the log' };

    const result = await control.invoke(`${ARN}:$LATEST`, '1', {
      requestId: 'r',
      traceHeader: 'Root=2',
      clientContext: '{}',
      tail: true,
      messageIds: ['m'],
    });

    expect(result).toEqual({ payload: '"ok"', tail: 'the log' });
    expect(invoked).toEqual([
      { requestId: 'r', payload: '1', clientContext: '{}', tail: true, traceId: 'Root=2', timeoutMs: 3000 },
    ]);
    expect(started[0]?.setup).toMatchObject({ functionArn: 'arn:own', logGroup: 'mine' });
    expect(logStore.group('mine')).toBeDefined();
  });

  it('are not there until they are created', async () => {
    const none = { code: 'ResourceNotFoundException', status: 404, message: `Function not found: ${ARN}` };

    await expect(control.invoke('greet', '{}')).rejects.toMatchObject(none);
    await expect(control.update('greet', {})).rejects.toMatchObject(none);
    await expect(control.remove('greet')).rejects.toMatchObject(none);
    expect(() => control.stored('greet')).toThrow(expect.objectContaining(none));
    expect(() => control.configure('greet', {})).toThrow(expect.objectContaining(none));
    expect([control.get('greet'), control.list()]).toEqual([undefined, []]);
  });

  it.each(['nodejs24.x', 'nodejs22.x', 'nodejs20.x'])('run under %s', async (runtime) => {
    await expect(create({ runtime })).resolves.toBeUndefined();
  });

  it('run under no other runtime', async () => {
    await expect(create({ runtime: 'python3.13' })).rejects.toMatchObject({
      name: 'DeploymentError',
      message:
        'Function greet: the runtime python3.13 is not run locally; expected one of nodejs24.x, nodejs22.x, nodejs20.x.',
    });
    expect(control.list()).toEqual([]);
  });

  it('take a payload of six megabytes, and no more', async () => {
    await create();
    const payload = (size: number) => `"${'é'.repeat((size - 2) / 2)}"`;

    await expect(control.invoke('greet', payload(6_291_456))).resolves.toMatchObject({ payload: '"ok"' });
    await expect(control.invoke('greet', `${payload(6_291_456)} `)).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      status: 413,
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    });
    expect(invoked).toHaveLength(1);
  });

  it('run nothing while their reserved concurrency is 0', async () => {
    await create();
    control.configure('greet', { concurrency: 0 });

    await expect(control.invoke('greet', '{}')).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
      message: 'Rate Exceeded.',
    });

    control.configure('greet', { concurrency: undefined });
    await expect(control.invoke('greet', '{}')).resolves.toMatchObject({ payload: '"ok"' });
  });

  it('answer with six megabytes and a little, and no more', async () => {
    await create();
    const payload = (size: number) => `"${'é'.repeat((size - 2) / 2)}"`;
    outcome = { payload: payload(6_291_556) };
    expect(await control.invoke('greet', '{}')).toEqual({ payload: outcome.payload, tail: undefined });

    outcome = { payload: `${payload(6_291_556)} ` };
    expect(await control.invoke('greet', '{}', { requestId: 'r' })).toEqual({
      payload: JSON.stringify({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      }),
      functionError: 'Unhandled',
      tail: undefined,
    });
    expect(context.warnings).toEqual([
      'greet failed, request r: Function.ResponseSizeTooLarge: Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    ]);
  });

  it.each([
    [undefined, 'request r'],
    [[], 'request r'],
    [['m-1'], 'message m-1'],
    [['m-1', 'm-2', 'm-3'], 'message m-1 and 2 more'],
  ])('warn of a failure by %j', async (messageIds, named) => {
    await create();
    fail();

    expect(await control.invoke('greet', '{}', { requestId: 'r', messageIds })).toEqual({
      payload: JSON.stringify(failure),
      functionError: 'Unhandled',
      tail: undefined,
    });
    expect(context.warnings).toEqual([`greet failed, ${named}: TypeError: x is not a function`]);
  });

  it('are asked for under faults first', async () => {
    await create();
    gate = () => Promise.reject(throttleError('lambda'));

    await expect(control.invoke('greet', '{}')).rejects.toMatchObject({ status: 429 });
    expect(invoked).toEqual([]);
  });

  it('count what they run, and bill each duration rounded up', async () => {
    await create();
    expect(control.metrics()).toEqual({ greet: { invocations: 0, errors: 0, billedMs: 0, memoryMB: 128 } });
    await control.invoke('greet', '{}');
    fail();
    await control.invoke('greet', '{}');

    expect(control.metrics()).toEqual({ greet: { invocations: 2, errors: 1, billedMs: 4, memoryMB: 128 } });
  });

  it('fail when their handler names no file', async () => {
    await create({ handler: 'gone.handler' });

    expect(await control.invoke('greet', '{}')).toMatchObject({
      functionError: 'Unhandled',
      payload: JSON.stringify({
        errorType: 'Runtime.ImportModuleError',
        errorMessage: "Error: Cannot find module 'gone'\nRequire stack:\n- /var/runtime/index.mjs",
        trace: ["Error: Error: Cannot find module 'gone'", 'Require stack:', '- /var/runtime/index.mjs'],
      }),
    });
    expect(started).toEqual([]);
    expect(control.metrics()['greet']).toMatchObject({ invocations: 1, errors: 1, billedMs: 0 });
  });

  it('are refused with what their bundler says, and are as they were', async () => {
    await create();
    buildError = new Error('no bundle');

    await expect(create({ timeoutSeconds: 9 })).rejects.toThrow('no bundle');
    expect(control.get('greet')?.timeoutSeconds).toBe(3);
    buildError = undefined;
    await create({ timeoutSeconds: 9 });
    expect(control.get('greet')?.timeoutSeconds).toBe(9);
  });

  it('run on in the same isolate when nothing changed, and in a new one when something did', async () => {
    await create();
    await control.invoke('greet', '{}');
    await create({ description: undefined });
    await control.invoke('greet', '{}');
    expect(started).toHaveLength(1);

    const before = folder;
    folder = join(context.folder, 'changed');
    await create();
    await control.invoke('greet', '{}');
    expect(started.map(({ setup }) => setup.file)).toEqual([`${before}/code/app.mjs`, `${folder}/code/app.mjs`]);
    control.configure('greet', { memorySize: 256 });
    await control.invoke('greet', '{}');
    expect(started[2]?.setup.memorySize).toBe(256);
    await control.update('greet', { codeUri: '/other' });
    await control.invoke('greet', '{}');
    expect(started[3]?.setup.file).toBe(`${folder}/other/app.mjs`);
  });

  it('keep what was changed by hand and is declared as before', async () => {
    await create({ description: 'One.' });
    const { KEPT: _, ...fewer } = definition.environment;
    control.configure('greet', {
      environment: { ...fewer, WORD: 'Goodbye', OWN: 'x' },
      timeoutSeconds: 9,
      memorySize: 256,
      description: 'Mine.',
    });
    await create({ description: 'One.', environment: { ...definition.environment, PORT: '1' } });

    expect(control.get('greet')).toEqual({
      ...definition,
      description: 'Mine.',
      environment: { WORD: 'Goodbye', OWN: 'x', PORT: '1' },
      timeoutSeconds: 9,
      memorySize: 256,
    });
    await create({ description: 'Two.', timeoutSeconds: 4, memorySize: 512, environment: { WORD: 'Hi' } });
    expect(control.get('greet')).toEqual({
      ...definition,
      description: 'Two.',
      environment: { WORD: 'Hi', OWN: 'x' },
      timeoutSeconds: 4,
      memorySize: 512,
    });
    expect(control.stored('greet').declared).toMatchObject({ description: 'Two.', environment: { WORD: 'Hi' } });
  });

  it('are found again after a restart, and bundled when they are prepared or invoked', async () => {
    await create();
    control.configure('greet', { timeoutSeconds: 9 });
    await control.close();
    built = [];
    control = open();
    expect([built, control.list().map(({ current }) => current.timeoutSeconds)]).toEqual([[], [9]]);
    expect([...control.runners().keys()]).toEqual(['greet']);

    await control.prepare();
    expect(built).toEqual(['greet']);
    await control.invoke('greet', '{}');

    expect(built).toEqual(['greet', 'isolate-runtime']);
  });

  it('are tried again when they could not be bundled', async () => {
    await create();
    await control.close();
    control = open();
    buildError = new Error('no bundle');
    await expect(control.prepare()).rejects.toThrow('no bundle');
    buildError = undefined;

    await expect(control.prepare()).resolves.toBeUndefined();
  });

  it('are bundled ahead without a word of what goes wrong', async () => {
    control.prebuild(definition);
    expect(built).toEqual(['greet', 'isolate-runtime']);
    buildError = new Error('no bundle');
    control.prebuild(definition);
    await new Promise((resolve) => setImmediate(resolve));

    expect(context.warnings).toEqual([]);
  });

  it('are gone once they are removed', async () => {
    await create();
    await control.remove('greet');

    expect([control.get('greet'), control.list(), [...control.runners()]]).toEqual([undefined, [], []]);
    await expect(control.invoke('greet', '{}')).rejects.toThrow('Function not found');
  });

  it('run no more once all is closed, and say nothing any more', async () => {
    await create();
    await control.invoke('greet', '{}');
    await control.close();
    started[0]?.onLine('too late');

    expect(logged).toHaveLength(1);
    await expect(control.invoke('greet', '{}')).rejects.toThrow(
      'The local stack is closing; no invocation is started any more.',
    );
  });

  it('cannot run before the endpoint listens', async () => {
    await control.close();
    context = Object.assign(context, { endpointUrl: () => '' });
    control = open();
    await create();

    await expect(control.invoke('greet', '{}')).rejects.toThrow(
      'greet cannot run yet: the AWS endpoint is not listening.',
    );
  });
});

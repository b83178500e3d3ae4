import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureOutput } from '../../../../src/local/lambda/isolates/capture-output.ts';
import { tellUncaught } from '../../../../src/local/lambda/isolates/former-runtime.ts';
import type { InvocationMessage, IsolateMessage } from '../../../../src/local/lambda/isolates/isolate-protocol.ts';
import type { Handler } from '../../../../src/local/lambda/isolates/load-handler.ts';
import { loadHandler } from '../../../../src/local/lambda/isolates/load-handler.ts';
import { createInvoker } from '../../../../src/local/lambda/isolates/run-invocation.ts';
import { errorDocument, failureOf, startError } from '../../../../src/local/lambda/isolates/runtime-failure.ts';

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

describe('failures inside an isolate', () => {
  class Refused extends RangeError {
    override readonly name = 'Refused';
  }

  it.each([
    [null, { errorType: 'object', errorMessage: 'null', trace: [] }],
    [undefined, { errorType: 'undefined', errorMessage: 'undefined', trace: [] }],
    ['text', { errorType: 'string', errorMessage: 'text', trace: [] }],
    [7, { errorType: 'number', errorMessage: '7', trace: [] }],
    [
      { message: 'm', name: 'N', stack: 'a' },
      { errorType: 'object', errorMessage: '[object Object]', trace: [] },
    ],
    [
      Object.assign(new Error('a\x7Fb'), { stack: 'c\x7F\nd' }),
      { errorType: 'Error', errorMessage: 'a%7Fb', trace: ['c%7F', 'd'] },
    ],
    [Object.assign(new Error('m'), { stack: undefined }), { errorType: 'Error', errorMessage: 'm', trace: [] }],
  ])('of %p have type, message and stack', (error, failure) => {
    expect(failureOf(error)).toEqual(failure);
  });

  it.each([
    ['has a message that is no text', Object.assign(new Error('m'), { message: 7 })],
    ['cannot be turned into text', Object.create(null)],
  ])('of what %s say so', (_, error) => {
    expect(failureOf(error)).toEqual({
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    });
  });

  it('of an error class have its own name', () => {
    const failure = failureOf(new Refused('no'));

    expect(failure).toMatchObject({ errorType: 'Refused', errorMessage: 'no' });
    expect(failure.trace?.[1]).toMatch(/^ {4}at /);
  });

  it('are logged with every property that can be listed, of the errors within too', () => {
    const inner = Object.assign(new Error('inner'), { stack: 'i', code: 'E1' });
    const error = Object.assign(new Error('outer', { cause: inner }), {
      stack: 'a\nb',
      $metadata: { attempts: 3 },
      reasons: [inner],
    });

    expect(JSON.parse(errorDocument(error))).toEqual({
      errorType: 'Error',
      errorMessage: 'outer',
      $metadata: { attempts: 3 },
      reasons: [{ errorType: 'Error', errorMessage: 'inner', code: 'E1', stack: ['i'] }],
      stack: ['a', 'b'],
    });
    expect(Object.keys(JSON.parse(errorDocument(inner)))).toEqual(['errorType', 'errorMessage', 'code', 'stack']);
  });

  it('are logged without their properties when those are no JSON, and whatever is thrown as an error', () => {
    expect(JSON.parse(errorDocument(Object.assign(new Error('big'), { stack: 's', n: 1n })))).toEqual({
      errorType: 'Error',
      errorMessage: 'big',
      trace: ['s'],
    });
    expect(JSON.parse(errorDocument(undefined))).toMatchObject({ errorType: 'Error', errorMessage: 'undefined' });
  });

  it('of a start name a module that is missing, and code that is no JavaScript', () => {
    const missing = (code: string) => Object.assign(new Error("Cannot find module 'x'"), { code });
    const told = (error: unknown) => failureOf(startError(error));

    expect(told(missing('MODULE_NOT_FOUND'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Error: Cannot find module 'x'",
    });
    expect(told(Object.assign(new SyntaxError('Unexpected token'), { stack: 'here' }))).toEqual({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: 'SyntaxError: Unexpected token',
      trace: ['here'],
    });
    for (const error of [missing('ERR_MODULE_NOT_FOUND'), 'text', null]) expect(startError(error)).toBe(error);
  });
});

describe('before Node.js 24 what nobody caught', () => {
  const run = (event: string, ...values: unknown[]) => {
    const said: IsolateMessage[] = [];
    const logged: string[] = [];
    const codes: number[] = [];
    const source = new EventEmitter();
    tellUncaught({
      process: { on: (name: string, listener: () => void) => source.on(name, listener) } as unknown as NodeJS.Process,
      say: (message) => said.push(message),
      logError: (title, error) => logged.push(`${title} ${errorDocument(error)}`),
      exit: (code) => codes.push(code),
    });
    source.emit(event, ...values);
    return { said, logged, codes };
  };

  it('is told when it was thrown', () => {
    expect(run('uncaughtException', Object.assign(new TypeError('late'), { stack: 's' }))).toEqual({
      said: [{ kind: 'crashed', failure: { errorType: 'TypeError', errorMessage: 'late', trace: ['s'] } }],
      logged: ['Uncaught Exception {"errorType":"TypeError","errorMessage":"late","stack":["s"]}'],
      codes: [129],
    });
  });

  it('is told when a promise was rejected with it', () => {
    const { said, logged, codes } = run('unhandledRejection', Object.assign(new TypeError('lost'), { stack: 's' }), {});

    expect(said).toMatchObject([
      { failure: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'TypeError: lost' } },
    ]);
    expect(logged[0]).toContain('"reason":{"errorType":"TypeError","errorMessage":"lost","stack":["s"]},"promise":{}');
    expect(codes).toEqual([128]);
  });

  it('is that nothing was left to wait for', () => {
    expect(run('beforeExit')).toMatchObject({ said: [{ failure: { errorType: 'Runtime.NodeJsExit' } }], codes: [0] });
  });
});

describe('the handler of an isolate', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forks-handler-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const load = (source: string, { file = 'app.cjs', exported = 'handler', runtime = 'nodejs24.x' } = {}) => {
    writeFileSync(join(folder, file), source);
    return loadHandler({ file: join(folder, file), handler: `app.${exported}`, exported, runtime });
  };
  const named = (name: string, message: string) => expect.objectContaining({ name, message });

  it('answers an event with its context, and is called without this', async () => {
    const handler = await load(
      '"use strict"; exports.handler = function (...given) { return [given, this === undefined]; };',
    );

    expect(await handler({ a: 1 }, { b: 2 })).toEqual([[{ a: 1 }, { b: 2 }], true]);
  });

  it('may be nested', async () => {
    const handler = await load('exports.routes = { get: async () => "got" };', { exported: 'routes.get' });

    expect(await handler({}, {})).toBe('got');
  });

  it.each([
    ['handler', 'app.handler is undefined or not exported'],
    ['a.b', 'app.a.b is undefined or not exported'],
    ['text.length', 'app.text.length is undefined or not exported'],
    ['none.b', 'app.none.b is undefined or not exported'],
    ['none', 'app.none is undefined or not exported'],
    ['text', 'app.text is not a function'],
  ])('is not found under %s', async (exported, message) => {
    await expect(load('exports.text = "x"; exports.none = null;', { exported })).rejects.toEqual(
      named('Runtime.HandlerNotFound', message),
    );
  });

  it('has no callback from Node.js 24 on', async () => {
    const source = 'exports.handler = (event, context, callback) => callback(null, "late");';
    const gone = named(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );

    for (const runtime of ['nodejs24.x', 'nodejs26.x', 'provided'])
      await expect(load(source, { runtime })).rejects.toEqual(gone);
    const handler = await load(source, { runtime: 'nodejs22.x' });
    expect(await handler({}, {})).toBe('late');
  });

  it('may answer by its callback before that, by a promise, or by what it returns', async () => {
    const runtime = 'nodejs20.x';
    const answer = async (body: string, file: string) => {
      const handler = await load(`exports.handler = (event, context, callback) => { ${body} };`, { runtime, file });
      return Promise.resolve()
        .then(() => handler({}, {}))
        .catch((error: unknown) => `rejected with ${error}`);
    };

    expect(await answer('setImmediate(() => callback(undefined, 1));', '1.cjs')).toBe(1);
    expect(await answer('callback("no", 1);', '2.cjs')).toBe('rejected with no');
    expect(await answer('return Promise.resolve(2);', '3.cjs')).toBe(2);
    expect(await answer('return null;', '4.cjs')).toBeNull();
    expect(await answer('throw "thrown";', '5.cjs')).toBe('rejected with thrown');
  });

  it('may stand in a module', async () => {
    const handler = await load('export const handler = async (event) => event;', { file: 'app.mjs' });

    expect(await handler('x', {})).toBe('x');
  });

  it('may be a property of what the module exports by default', async () => {
    const handler = await load('export default { handler: async () => "default" };', { file: 'whole.mjs' });

    expect(await handler({}, {})).toBe('default');
  });

  it('throws what its module throws', async () => {
    await expect(load('throw new RangeError("at load");')).rejects.toThrow('at load');
  });
});

describe('an invocation inside an isolate', () => {
  const setup = {
    file: '/f',
    handler: 'app.handler',
    exported: 'handler',
    runtime: 'nodejs24.x',
    functionName: 'greet',
    functionArn: 'arn:greet',
    memorySize: 128,
    logGroup: 'group',
    logStream: 'stream',
  };
  const run = async (handler: Handler, invocation: Partial<InvocationMessage> = {}) => {
    const said: IsolateMessage[] = [];
    const environment: Record<string, string> = {};
    await createInvoker({
      setup,
      handler,
      environment,
      say: (message) => said.push(message),
      logError: (title, error) => said.push({ kind: 'line', text: `${title} ${failureOf(error).errorMessage}` }),
    })({
      requestId: 'r-1',
      payload: '{"a":1}',
      deadline: Date.now() + 60_000,
      traceId: 'Root=1',
      ...invocation,
    });
    return { said, environment };
  };

  it('gets event and context, and the trace in its environment', async () => {
    let given: unknown[] = [];
    const { said, environment } = await run(async (...parameters) => {
      given = parameters;
      return { ok: true };
    });

    expect(environment).toEqual({ _X_AMZN_TRACE_ID: 'Root=1' });
    expect(said).toEqual([{ kind: 'done', payload: '{"ok":true}', memoryBytes: expect.any(Number) }]);
    expect(given).toEqual([
      { a: 1 },
      {
        functionVersion: '$LATEST',
        functionName: 'greet',
        memoryLimitInMB: '128',
        logGroupName: 'group',
        logStreamName: 'stream',
        clientContext: undefined,
        identity: undefined,
        invokedFunctionArn: 'arn:greet',
        awsRequestId: 'r-1',
        tenantId: undefined,
        xRayTraceId: 'Root=1',
        getRemainingTimeInMillis: expect.any(Function),
      },
    ]);
  });

  it('knows the client’s context, and how much time is left', async () => {
    const left = async (context: object) => Object(context).getRemainingTimeInMillis();
    const client = await run(async (_, context) => Object(context).clientContext, { clientContext: '{"custom":1}' });
    const late = await run(async (_, context) => left(context), { deadline: Date.now() - 1000 });
    const early = await run(async (_, context) => left(context));

    expect(client.said).toMatchObject([{ payload: '{"custom":1}' }]);
    expect(late.said).toMatchObject([{ payload: expect.stringMatching(/^-1\d\d\d$/) }]);
    const [message] = early.said;
    const milliseconds = Number(message && 'payload' in message ? message.payload : 0);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThanOrEqual(60_000);
  });

  it.each([
    [undefined, 'null'],
    [null, 'null'],
    ['x', '"x"'],
  ])('answers %p as JSON', async (result, payload) => {
    expect((await run(async () => result)).said).toMatchObject([{ kind: 'done', payload }]);
  });

  it.each([
    [
      'it throws',
      async () => {
        throw Object.assign(new Error('no'), { stack: 'here' });
      },
      { errorType: 'Error', errorMessage: 'no', trace: ['here'] },
    ],
    [
      'its answer is no JSON',
      async () => 1n,
      { errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' },
    ],
  ])('fails with a line when %s', async (_, handler, failure) => {
    const { said } = await run(handler);

    expect(said).toEqual([
      { kind: 'line', text: `Invoke Error ${failure.errorMessage}` },
      { kind: 'failed', failure: expect.objectContaining(failure), memoryBytes: expect.any(Number) },
    ]);
  });

  it('shows nothing of the runtime in its stack', async () => {
    const deep = async () => {
      await Promise.resolve();
      throw new Error('deep');
    };
    const { said } = await run(async () => {
      await deep();
    });

    const failed = said.at(-1);
    const trace = failed?.kind === 'failed' ? (failed.failure.trace ?? []) : [];
    expect(trace.filter((line) => line.includes('run-invocation'))).toEqual([]);
    expect(trace.length).toBeGreaterThan(2);
  });

  it('fails when its event is no JSON', async () => {
    expect((await run(async () => 1, { payload: '{' })).said).toMatchObject([
      { kind: 'line' },
      { kind: 'failed', failure: { errorType: 'SyntaxError' } },
    ]);
  });
});

describe('what is printed inside an isolate', () => {
  const capture = (environment: Record<string, string> = {}) => {
    const said: string[] = [];
    const nothing = (..._: unknown[]) => {};
    const printer = {
      log: nothing,
      info: nothing,
      warn: nothing,
      error: nothing,
      debug: nothing,
      trace: nothing,
      fatal: nothing,
      table: 'kept',
    };
    const stream = { write: (..._: unknown[]): boolean => false };
    const logError = captureOutput({
      console: printer,
      streams: [stream],
      environment,
      requestId: () => 'r-1',
      say: (message) => said.push(message.kind === 'line' ? message.text : message.kind),
    });
    return { said, printer, stream, logError };
  };
  const json = { AWS_LAMBDA_LOG_FORMAT: 'JSON' };

  it.each([
    ['log', 'INFO'],
    ['info', 'INFO'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
    ['debug', 'DEBUG'],
    ['trace', 'TRACE'],
    ['fatal', 'FATAL'],
  ] as const)('by console.%s is a line of the level %s', (method, level) => {
    const { said, printer } = capture();

    printer[method]('a %s\nb', 'c', { d: 1 });
    printer[method]();

    const [time, ...rest] = said[0]?.split('\t') ?? [];
    expect(time).toMatch(TIME);
    expect(rest).toEqual(['r-1', level, 'a c\rb { d: 1 }']);
    expect(said[1]?.split('\t').slice(2)).toEqual([level, 'undefined']);
    expect(printer.table).toBe('kept');
  });

  it('below the level of the environment is dropped', () => {
    const { said, printer } = capture({ AWS_LAMBDA_LOG_LEVEL: 'warn' });

    for (const method of ['trace', 'debug', 'info', 'log', 'warn', 'error', 'fatal'] as const) printer[method](method);

    expect(said.map((line) => line.split('\t').at(-1))).toEqual(['warn', 'error', 'fatal']);
  });

  it('is a JSON document where the environment says so', () => {
    const { said, printer } = capture(json);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const error = Object.assign(new RangeError('far'), { stack: 'a\nb', code: 'E' });

    printer.info('text');
    printer.warn({ n: 1 });
    printer.error(error);
    printer.error('failed: %s', 'x', error);
    printer.log(circle);

    const head = { timestamp: expect.stringMatching(TIME), requestId: 'r-1' };
    const told = { errorType: 'RangeError', errorMessage: 'far', stackTrace: ['a', 'b'] };
    expect(said.map((line) => JSON.parse(line))).toEqual([
      { ...head, level: 'INFO', message: 'text' },
      { ...head, level: 'WARN', message: { n: 1 } },
      { ...head, level: 'ERROR', message: { ...told, code: 'E' } },
      { ...head, level: 'ERROR', message: expect.stringContaining('failed: x'), ...told },
      { ...head, level: 'INFO', message: expect.stringContaining('Circular') },
    ]);
  });

  it('by the runtime about an error names what happened, in the text format only', () => {
    const error = Object.assign(new Error('no'), { stack: 's' });
    const text = capture();
    const document = capture(json);

    text.logError('Invoke Error', error);
    document.logError('Invoke Error', 'no');

    expect(text.said[0]?.split('\t').slice(1)).toEqual([
      'r-1',
      'ERROR',
      'Invoke Error ',
      '{"errorType":"Error","errorMessage":"no","stack":["s"]}',
    ]);
    expect(JSON.parse(document.said[0] ?? '')).toMatchObject({
      level: 'ERROR',
      message: { errorType: 'Error', errorMessage: 'no' },
    });
  });

  it('is cut into events of 256 KB, with or without a line break', () => {
    const { said, printer, stream } = capture();

    printer.log('x'.repeat(300_000));
    stream.write('y'.repeat(600_000));

    expect(said.map(({ length }) => length)).toEqual([262_144, expect.any(Number), 262_144, 262_144, 75_712]);
  });

  it('by a stream is said line by line, once each is whole', () => {
    const { said, stream } = capture();

    expect(stream.write('a')).toBe(true);
    expect(said).toEqual([]);
    stream.write('b\nc\nd');
    stream.write(Buffer.from('é\n'));

    expect(said).toEqual(['ab', 'c', 'dé']);
  });

  it('tells whoever waits for a write', async () => {
    const { stream } = capture();
    const finished: string[] = [];

    stream.write('a', () => finished.push('second'));
    stream.write('a', 'utf8', () => finished.push('third'));
    expect(finished).toEqual([]);
    await Promise.resolve();

    expect(finished).toEqual(['second', 'third']);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureOutput } from '../../../../src/local/lambda/isolates/capture-output.ts';
import type { InvocationMessage, IsolateMessage } from '../../../../src/local/lambda/isolates/isolate-protocol.ts';
import type { Handler } from '../../../../src/local/lambda/isolates/load-handler.ts';
import { loadHandler } from '../../../../src/local/lambda/isolates/load-handler.ts';
import { createInvoker } from '../../../../src/local/lambda/isolates/run-invocation.ts';
import { failureOf, rejectionFailure, startFailure } from '../../../../src/local/lambda/isolates/runtime-failure.ts';

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

describe('failures inside an isolate', () => {
  class Refused extends RangeError {
    override readonly name = 'Refused';
  }

  it.each([
    [null, { errorType: 'null', errorMessage: 'null', trace: [] }],
    [undefined, { errorType: 'undefined', errorMessage: 'undefined', trace: [] }],
    ['text', { errorType: 'string', errorMessage: 'text', trace: [] }],
    [7, { errorType: 'number', errorMessage: '7', trace: [] }],
    [{ a: 1 }, { errorType: 'object', errorMessage: '[object Object]', trace: [] }],
    [{ message: 7 }, { errorType: 'Error', errorMessage: '7', trace: [''] }],
    [
      { message: 'm', name: 'N', stack: 'a\nb' },
      { errorType: 'N', errorMessage: 'm', trace: ['a', 'b'] },
    ],
  ])('of %p have type, message and stack', (error, failure) => {
    expect(failureOf(error)).toEqual(failure);
  });

  it('of an error class have its own name', () => {
    const failure = failureOf(new Refused('no'));

    expect(failure).toMatchObject({ errorType: 'Refused', errorMessage: 'no' });
    expect(failure.trace?.[1]).toMatch(/^ {4}at /);
  });

  it('of a start name a module that is missing, and code that is no JavaScript', () => {
    const missing = (code: string) => Object.assign(new Error("Cannot find module 'x'"), { code });

    for (const code of ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']) {
      const error = missing(code);
      expect(startFailure(error)).toEqual({
        errorType: 'Runtime.ImportModuleError',
        errorMessage: "Error: Cannot find module 'x'",
        trace: failureOf(error).trace,
      });
    }
    expect(startFailure(new SyntaxError('Unexpected token'))).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: 'SyntaxError: Unexpected token',
    });
    expect(startFailure(missing('OTHER'))).toMatchObject({
      errorType: 'Error',
      errorMessage: "Cannot find module 'x'",
    });
    expect(startFailure('text')).toEqual({ errorType: 'string', errorMessage: 'text', trace: [] });
    expect(startFailure(null)).toMatchObject({ errorType: 'null' });
  });

  it('of a rejection say what it was rejected with', () => {
    const errorType = 'Runtime.UnhandledPromiseRejection';

    expect(rejectionFailure('text')).toEqual({ errorType, errorMessage: 'text', trace: [] });
    expect(rejectionFailure({ message: 'm', name: 'N', stack: 's' })).toEqual({
      errorType,
      errorMessage: 'N: m',
      trace: ['s'],
    });
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
    ['text', 'app.text is not a function'],
    ['none', 'app.none is not a function'],
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
      return handler({}, {}).catch((error: unknown) => `rejected with ${error}`);
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
    await createInvoker({ setup, handler, environment, say: (message) => said.push(message) })({
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
        callbackWaitsForEmptyEventLoop: true,
        functionVersion: '$LATEST',
        functionName: 'greet',
        memoryLimitInMB: '128',
        logGroupName: 'group',
        logStreamName: 'stream',
        clientContext: undefined,
        identity: undefined,
        invokedFunctionArn: 'arn:greet',
        awsRequestId: 'r-1',
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
    expect(late.said).toMatchObject([{ payload: '0' }]);
    const [message] = early.said;
    const milliseconds = Number(message && 'payload' in message ? message.payload : 0);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThanOrEqual(60_000);
  });

  it.each([
    [undefined, 'null'],
    [null, 'null'],
    ['x', '"x"'],
    [() => {}, 'null'],
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
      { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    ],
  ])('fails with a line when %s', async (_, handler, failure) => {
    const { said } = await run(handler);

    expect(said).toEqual([
      { kind: 'line', text: expect.any(String) },
      { kind: 'failed', failure: expect.objectContaining(failure), memoryBytes: expect.any(Number) },
    ]);
    const [line, failed] = said;
    const [time, ...rest] = (line?.kind === 'line' ? line.text : '').split('\t');
    expect(time).toMatch(TIME);
    expect(rest).toEqual([
      'r-1',
      'ERROR',
      'Invoke Error ',
      JSON.stringify(failed?.kind === 'failed' ? failed.failure : undefined),
    ]);
  });

  it('fails when its event is no JSON', async () => {
    expect((await run(async () => 1, { payload: '{' })).said).toMatchObject([
      { kind: 'line' },
      { kind: 'failed', failure: { errorType: 'SyntaxError' } },
    ]);
  });
});

describe('what is printed inside an isolate', () => {
  const capture = () => {
    const said: string[] = [];
    const printer = { log() {}, info() {}, warn() {}, error() {}, debug() {}, trace() {}, table: 'kept' };
    const stream = { write: (..._: unknown[]): boolean => false };
    captureOutput({
      console: printer,
      streams: [stream],
      requestId: () => 'r-1',
      say: (message) => said.push(message.kind === 'line' ? message.text : message.kind),
    });
    return { said, printer, stream };
  };

  it.each([
    ['log', 'INFO'],
    ['info', 'INFO'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
    ['debug', 'DEBUG'],
    ['trace', 'TRACE'],
  ] as const)('by console.%s is a line of the level %s', (method, level) => {
    const { said, printer } = capture();

    Reflect.apply(printer[method], printer, ['a %s\nb', 'c', { d: 1 }]);

    const [time, ...rest] = said[0]?.split('\t') ?? [];
    expect(time).toMatch(TIME);
    expect(rest).toEqual(['r-1', level, 'a c\rb { d: 1 }']);
    expect(printer.table).toBe('kept');
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

import type {
  FunctionControl,
  InvokeOptions,
  InvokeResult,
} from '../../../../src/local/lambda/functions/function-control.ts';
import { functionName } from '../../../../src/local/lambda/functions/function-definition.ts';
import { environmentFault } from '../../../../src/local/lambda/functions/function-environment.ts';
import { createFunctionStore, type FunctionStore } from '../../../../src/local/lambda/functions/function-store.ts';
import type { EventSourceMappings, FunctionDefinition } from '../../../../src/local/lambda/index.ts';
import { createLambdaService } from '../../../../src/local/lambda/lambda-service.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';
import { request } from '../mappings/mapping-bench.ts';
import { unusedFunctions } from './unused-functions.ts';

const FUNCTIONS = '/2015-03-31/functions';
const unused = (): never => {
  throw new Error('no mapping is asked for here');
};
const noMappings: EventSourceMappings = {
  create: unused,
  update: unused,
  remove: unused,
  get: unused,
  list: unused,
  resume: unused,
  settle: unused,
  close: unused,
};

describe('the Lambda API of functions', () => {
  let context: TestContext;
  let store: FunctionStore;
  let invoked: { name: string; payload: string; options: InvokeOptions | undefined }[];
  let added: string[];
  let result: InvokeResult;
  let asked: unknown[];
  beforeEach(() => {
    code = { size: 9, sha256: 'c2hh' };
    asked = [];
    context = createTestContext({
      faults: {
        pass: (...question) => {
          asked.push(question);
          return undefined;
        },
      },
    });
    let id = 0;
    store = createFunctionStore({ ...context, newId: () => `revision-${++id}` });
    invoked = [];
    added = [];
    result = { payload: '{"ok":true}' };
    save();
  });
  afterEach(() => context.dispose());
  const definition: FunctionDefinition = {
    name: 'greet',
    handler: 'app.handler',
    codeUri: '/code',
    build: {},
    runtime: 'nodejs24.x',
    memorySize: 128,
    timeoutSeconds: 3,
    environment: {},
  };
  const save = (changes: Partial<FunctionDefinition> = {}) => {
    const current = { ...definition, ...changes };
    return store.save({ declared: current, current });
  };
  let code: { size: number; sha256: string } | undefined;
  const functions = (): FunctionControl => ({
    ...unusedFunctions,
    stored(name) {
      const found = store.find(functionName(name));
      if (!found) throw new Error('the route asks for a function by its id');
      return found;
    },
    list: () => store.all(),
    code: async () => code,
    configure: (name, changes) => save({ ...store.find(name)?.current, ...changes }),
    async invoke(name, payload, options) {
      invoked.push({ name, payload, options });
      return result;
    },
  });
  const call = (method: string, path: string, body: unknown = '', headers: Record<string, string | string[]> = {}) =>
    createLambdaService({
      context,
      mappings: noMappings,
      functions: functions(),
      asyncInvocations: {
        add: (name, payload) => added.push(`${name} ${payload}`),
        resume() {},
        settle: async () => false,
        close: async () => {},
      },
    }).handle({
      ...request,
      method,
      path,
      headers,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    });
  const json = async (...parts: Parameters<typeof call>) => {
    const answer = await call(...parts);
    return { status: answer.status, json: JSON.parse(String(answer.body)) };
  };
  const refusal = (code: string, message: string, status = 400) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ Type: 'User', Message: message, message }),
  });
  const shown = {
    FunctionName: 'greet',
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:greet',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/local',
    Handler: 'app.handler',
    CodeSize: 9,
    CodeSha256: 'c2hh',
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    LastModified: '2026-01-15T10:30:00.000+0000',
    Version: '$LATEST',
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: 'revision-1',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['arm64'],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/greet' },
  };

  it('shows a function with AWS’s members', async () => {
    expect(await json('GET', `${FUNCTIONS}/greet`)).toEqual({
      status: 200,
      json: { Configuration: shown, Code: { RepositoryType: 'Local', Location: 'file:///code' } },
    });
    expect(await json('GET', `${FUNCTIONS}/greet/configuration`)).toEqual({ status: 200, json: shown });
    expect(await json('GET', `${FUNCTIONS}/greet/configuration/`)).toMatchObject({ status: 200 });
    expect(await json('GET', '/2019-09-30/functions/greet/concurrency')).toEqual({ status: 200, json: {} });
    expect(asked).toEqual([
      ['lambda', 'GetFunction', 'greet'],
      ['lambda', 'GetFunctionConfiguration', 'greet'],
      ['lambda', 'GetFunctionConfiguration', 'greet'],
      ['lambda', 'GetFunctionConcurrency', 'greet'],
    ]);
  });

  it('shows the tags of a template', async () => {
    const tags = { team: 'shop' };
    save({ tags });

    expect(await json('GET', `${FUNCTIONS}/greet`)).toMatchObject({ json: { Tags: tags } });
    expect(await json('GET', `/2017-03-31/tags/${shown.FunctionArn}`)).toEqual({ status: 200, json: { Tags: tags } });
  });

  it('has one version, and no URL', async () => {
    expect(await json('GET', `${FUNCTIONS}/greet/versions`)).toEqual({
      status: 200,
      json: { Versions: [{ ...shown, FunctionArn: `${shown.FunctionArn}:$LATEST` }] },
    });
    const refused = refusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    expect(await call('GET', '/2021-10-31/functions/greet/url')).toEqual(refused);
    expect(await call('GET', '/2021-10-31/functions/nobody/url')).toEqual(refused);
  });

  it('reserves concurrency', async () => {
    const [path, told] = ['/2017-10-31/functions/greet/concurrency', '/2019-09-30/functions/greet/concurrency'];
    const reserve = (ReservedConcurrentExecutions: unknown) => call('PUT', path, { ReservedConcurrentExecutions });
    save({ name: 'another', concurrency: 500 });

    expect(JSON.parse(String((await reserve(400)).body))).toEqual({ ReservedConcurrentExecutions: 400 });
    expect(await reserve(401)).toEqual(
      refusal(
        'InvalidParameterValueException',
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      ),
    );
    for (const wrong of [-1, 1.5, '3', undefined]) expect((await reserve(wrong)).status).toBe(400);
    expect(await json('GET', told)).toEqual({ status: 200, json: { ReservedConcurrentExecutions: 400 } });
    expect(await call('DELETE', path)).toMatchObject({ status: 204 });
    expect(await json('GET', told)).toEqual({ status: 200, json: {} });
  });

  it('shows what a template sets', async () => {
    save({ arn: 'arn:own', role: 'arn:role', description: 'Greets.', environment: { A: 'b' }, logGroup: 'mine' });
    save({ name: 'another' });

    const { json: listed } = await json('GET', FUNCTIONS);

    expect(listed).toEqual({
      Functions: [
        expect.objectContaining({ FunctionName: 'another' }),
        {
          ...shown,
          FunctionArn: 'arn:own',
          Role: 'arn:role',
          Description: 'Greets.',
          Environment: { Variables: { A: 'b' } },
          LoggingConfig: { LogFormat: 'Text', LogGroup: 'mine' },
          RevisionId: 'revision-2',
        },
      ],
    });
    expect(asked).toEqual([['lambda', 'ListFunctions', undefined]]);
  });

  it('shows the tracing that is declared, and no hash of code that cannot be built', async () => {
    save({ tracing: 'Active' });
    code = undefined;
    const { json: found } = await json('GET', `${FUNCTIONS}/greet/configuration`);

    expect(found).toMatchObject({ TracingConfig: { Mode: 'Active' }, CodeSize: 0 });
    expect(found).not.toHaveProperty('CodeSha256');
  });

  describe('to change its configuration', () => {
    const update = (input: unknown) => call('PUT', `${FUNCTIONS}/greet/configuration`, input);
    const changed = async (input: unknown) => JSON.parse(String((await update(input)).body));

    it('changes what is named and keeps the rest', async () => {
      save({ environment: { A: 'b' }, description: 'Greets.' });

      expect(await changed({ Timeout: 900, MemorySize: 10_240 })).toMatchObject({
        Timeout: 900,
        MemorySize: 10_240,
        Description: 'Greets.',
        Environment: { Variables: { A: 'b' } },
      });
      expect(await changed({ Timeout: 1, MemorySize: 128, Description: 'x'.repeat(256) })).toMatchObject({
        Timeout: 1,
        MemorySize: 128,
        Description: 'x'.repeat(256),
      });
      expect(await changed({ Environment: { Variables: { CC: 'd' } } })).toMatchObject({
        Environment: { Variables: { CC: 'd' } },
        Timeout: 1,
      });
      for (const Environment of [{}, { Variables: {} }])
        expect(await changed({ Environment })).not.toHaveProperty('Environment');
    });

    it('holds to the revision that is named', async () => {
      expect((await update({ RevisionId: 'revision-1', FunctionName: 'greet' })).status).toBe(200);
      expect(await update({ RevisionId: 'revision-1' })).toEqual(
        refusal(
          'PreconditionFailedException',
          'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
          412,
        ),
      );
    });

    it.each([
      { Timeout: 0 },
      { Timeout: 901 },
      { Timeout: 1.5 },
      { MemorySize: 127 },
      { MemorySize: 10_241 },
      { Description: 'x'.repeat(257) },
    ])('is refused outside of the bounds: %j', async (input) => {
      const [name = ''] = Object.keys(input);
      const { status, body } = await update(input);

      expect(status).toBe(400);
      expect(String(body)).toContain(`at '${name}' failed to satisfy constraint`);
      expect(store.find('greet')?.current).toEqual(definition);
    });

    it('is refused for what the local stack does not change, and for reserved names', async () => {
      expect(await update({ Environment: { Variables: { AWS_REGION: 'x', B: '1', _HANDLER: 'x' } } })).toEqual(
        refusal(
          'InvalidParameterValueException',
          'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, _HANDLER',
        ),
      );
      const { body } = await update({ Handler: 'x' });
      expect(String(body)).toContain('Handler');
    });

    it.each(['1A', 'A', '_A', 'A-B', 'A.B', 'É1', '', 'AB\n'])(
      'is refused for a variable called %j, which a template may not have either',
      async (name) => {
        expect(await update({ Environment: { Variables: { COLOUR: 'red', [name]: 'x' } } })).toEqual(
          refusal(
            'ValidationException',
            "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z][a-zA-Z0-9_]+]",
          ),
        );
        expect(environmentFault({ [name]: 'x' })).toMatchObject({ code: 'ValidationException' });
      },
    );

    it('takes variables of 4 KB in all', async () => {
      const room = 4096 - JSON.stringify({ AA: '' }).length;

      expect((await update({ Environment: { Variables: { AA: 'x'.repeat(room) } } })).status).toBe(200);
      expect(await update({ Environment: { Variables: { AA: 'x'.repeat(room + 1) } } })).toEqual(
        refusal(
          'InvalidParameterValueException',
          'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. They measure 4097 bytes.',
        ),
      );
    });
  });

  describe('to invoke it', () => {
    const invoke = (body: unknown = '', headers: Record<string, string | string[]> = {}) =>
      call('POST', `${FUNCTIONS}/greet/invocations`, body, headers);

    it('hands over payload, trace, context and log, and answers with what it gives', async () => {
      const answer = await invoke('{"a":1}', {
        'x-amzn-trace-id': 'Root=1',
        'x-amz-client-context': Buffer.from('{"custom":1}').toString('base64'),
        'x-amz-log-type': 'Tail',
      });

      expect(invoked).toEqual([
        {
          name: 'greet',
          payload: '{"a":1}',
          options: { requestId: 'test', traceHeader: 'Root=1', clientContext: '{"custom":1}', tail: true },
        },
      ]);
      expect(answer).toEqual({
        status: 200,
        headers: { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' },
        body: '{"ok":true}',
      });
      expect(asked).toEqual([]);
    });

    it('hands over an empty object for no payload, and only what was given', async () => {
      await invoke('', { 'x-amz-log-type': 'None', 'x-amz-invocation-type': ['RequestResponse'] });

      expect(invoked).toEqual([
        {
          name: 'greet',
          payload: '{}',
          options: { requestId: 'test', traceHeader: undefined, clientContext: undefined, tail: false },
        },
      ]);
    });

    it('tells of an error of the function, and of its log', async () => {
      result = { payload: '{}', functionError: 'Unhandled', tail: 'a line' };

      expect(await invoke()).toMatchObject({
        status: 200,
        headers: {
          'x-amz-function-error': 'Unhandled',
          'x-amz-log-result': Buffer.from('a line').toString('base64'),
        },
      });
    });

    it('accepts an event of a megabyte, and no more', async () => {
      const headers = { 'x-amz-invocation-type': 'Event' };
      const event = (size: number) => `"${'x'.repeat(size - 2)}"`;

      expect(await invoke(event(1_048_576), headers)).toEqual({
        status: 202,
        headers: { 'content-type': 'application/json' },
        body: '',
      });
      expect(added).toEqual([`greet ${event(1_048_576)}`]);
      expect(await invoke(event(1_048_577), headers)).toEqual(
        refusal(
          'RequestTooLargeException',
          '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
          413,
        ),
      );
      expect([added.length, invoked]).toEqual([1, []]);
    });

    it('runs nothing when that is what is asked for', async () => {
      expect(await invoke('', { 'x-amz-invocation-type': 'DryRun' })).toEqual({
        status: 204,
        headers: { 'content-type': 'application/json' },
      });
      expect([invoked, added]).toEqual([[], []]);
    });

    it('is refused for a type that is not there, and a payload that is no JSON', async () => {
      expect(await invoke('', { 'x-amz-invocation-type': 'Later' })).toEqual(
        refusal(
          'InvalidParameterValueException',
          'Invocation type Later is unknown; expected RequestResponse, Event or DryRun.',
        ),
      );
      expect(await invoke('{')).toEqual(
        refusal('InvalidRequestContentException', 'Could not parse request body into json: the payload is not JSON.'),
      );
    });
  });

  it.each([
    ['POST', FUNCTIONS],
    ['POST', `${FUNCTIONS}/greet/versions`],
    ['GET', `${FUNCTIONS}/greet/configuration/x`],
    ['GET', `x${FUNCTIONS}`],
    ['DELETE', `${FUNCTIONS}/greet`],
    ['GET', `${FUNCTIONS}/greet/invocations`],
    ['GET', '/2015-03-31/functions/greet/concurrency'],
    ['PATCH', '/2015-03-31/event-source-mappings'],
    ['GET', `/x${FUNCTIONS}`],
    ['GET', `/x${FUNCTIONS}/greet`],
    ['GET', `/x${FUNCTIONS}/greet/configuration`],
    ['PUT', `/x${FUNCTIONS}/greet/configuration`],
    ['PUT', `${FUNCTIONS}/greet/configuration/x`],
    ['POST', `/x${FUNCTIONS}/greet/invocations`],
    ['POST', `${FUNCTIONS}/greet/invocations/x`],
    ['GET', '/x/2019-09-30/functions/greet/concurrency'],
    ['GET', '/2019-09-30/functions/greet/concurrency/x'],
    ['POST', '/x/2015-03-31/event-source-mappings'],
    ['POST', '/2015-03-31/event-source-mappings/x'],
    ['GET', '/x/2015-03-31/event-source-mappings'],
    ['GET', '/x/2015-03-31/event-source-mappings/id'],
    ['GET', '/2015-03-31/event-source-mappings/id/x'],
    ['PUT', '/x/2015-03-31/event-source-mappings/id'],
    ['PUT', '/2015-03-31/event-source-mappings/id/x'],
    ['DELETE', '/x/2015-03-31/event-source-mappings/id'],
    ['DELETE', '/2015-03-31/event-source-mappings/id/x'],
  ])('does not perform %s %s', async (method, path) => {
    const message = `The local stack does not perform lambda ${method} ${path}.`;

    expect(await call(method, path)).toEqual({
      ...refusal('UnsupportedOperationException', message, 501),
      body: JSON.stringify({ Type: 'Service', Message: message, message }),
    });
  });

  it('reads an encoded path, and a body that is a JSON object', async () => {
    expect((await call('GET', `${FUNCTIONS}/gr%65et`)).status).toBe(200);
    for (const body of ['{', '[]', '7', 'null'])
      expect(await call('PUT', `${FUNCTIONS}/greet/configuration`, body)).toEqual(
        refusal(
          'InvalidRequestContentException',
          'Could not parse request body into json: the request body is not a JSON object.',
        ),
      );
  });

  it('lets through what is no answer of Lambda', async () => {
    await expect(call('GET', `${FUNCTIONS}/none`)).rejects.toThrow('the route asks for a function by its id');
  });
});

describe('the store of functions', () => {
  it('keeps what was declared beside what is in force, across a restart, until it is removed', () => {
    const context = createTestContext();
    const newId = () => 'revision';
    const store = createFunctionStore({ ...context, newId });
    const declared = {
      name: 'b',
      handler: 'a.b',
      codeUri: '/c',
      build: { Minify: false },
      runtime: 'r',
      memorySize: 1,
      timeoutSeconds: 2,
      environment: { A: 'b' },
    };
    const current = {
      ...declared,
      timeoutSeconds: 9,
      concurrency: 3,
      arn: 'x',
      logGroup: 'g',
      description: 'd',
      role: 'r',
    };

    const saved = store.save({ declared, current });
    store.save({ declared: { ...declared, name: 'a' }, current: { ...declared, name: 'a' } });

    expect(saved).toEqual({ declared, current, modifiedAt: context.clock.now(), revisionId: 'revision' });
    expect(store.all().map((stored) => stored.current.name)).toEqual(['a', 'b']);
    const again = createFunctionStore({ ...context, newId });
    expect(again.find('b')).toEqual(saved);
    again.remove('b');
    expect(again.find('b')).toBeUndefined();
    expect(
      createFunctionStore({ ...context, newId })
        .all()
        .map((stored) => stored.current.name),
    ).toEqual(['a']);
    context.dispose();
  });
});

import type { EventSourceMappings } from '../../../../src/local/lambda/index.ts';
import { createLambdaService } from '../../../../src/local/lambda/lambda-service.ts';
import { createEventSourceMappings } from '../../../../src/local/lambda/mappings/event-source-mappings.ts';
import { type Messaging, openMessaging, turns } from '../../../support/messaging.ts';
import { unusedFunctions } from '../functions/unused-functions.ts';
import { request } from './mapping-bench.ts';

const PATH = '/2015-03-31/event-source-mappings';

describe('event source mappings', () => {
  let stack: Messaging;
  let orders: string;
  let mappings: EventSourceMappings;
  let invoked: string[];
  let finish: (() => void)[];
  let holds: boolean;
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('orders', { VisibilityTimeout: '100' });
    orders = stack.queues.arnOf('orders');
    invoked = [];
    finish = [];
    holds = false;
    mappings = open();
  });
  afterEach(async () => {
    for (const end of finish) end();
    await mappings.close();
    stack.close();
  });
  const open = () => {
    let id = 0;
    return createEventSourceMappings({
      context: stack.context,
      queues: stack.queues,
      newId: () => `id-${++id}`,
      functions: {
        ...unusedFunctions,
        get: (name) => (name === 'none' ? undefined : { ...definition, name }),
        invoke(name, payload) {
          const { Records } = JSON.parse(payload) as { Records: { body: string }[] };
          invoked.push(`${name} ${Records.map(({ body }) => body).join('')}`);
          return holds
            ? new Promise((resolve) => finish.push(() => resolve({ payload: 'null' })))
            : Promise.resolve({ payload: 'null' });
        },
      },
    });
  };
  const definition = {
    name: 'consumer',
    handler: 'app.handler',
    codeUri: '/code',
    build: {},
    runtime: 'nodejs24.x',
    memorySize: 128,
    timeoutSeconds: 60,
    environment: {},
  };
  const call = async (method: string, path: string, input?: unknown, query = '') => {
    const service = createLambdaService({
      context: stack.context,
      mappings,
      functions: unusedFunctions,
      asyncInvocations: { add() {}, resume() {}, settle: async () => false, close: async () => {} },
    });
    const body = input === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(input));
    const answer = await service.handle({ ...request, method, path, body, query: new URLSearchParams(query) });
    return { status: answer.status, headers: answer.headers, json: JSON.parse(String(answer.body)) };
  };
  const create = async (input: object = {}) =>
    call('POST', PATH, { FunctionName: 'consumer', EventSourceArn: orders, ...input });
  const update = async (input: object, uuid = 'id-1') => (await call('PUT', `${PATH}/${uuid}`, input)).json;
  const get = async (uuid = 'id-1') => (await call('GET', `${PATH}/${uuid}`)).json;
  const shown = () => ({
    UUID: 'id-1',
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    EventSourceArn: orders,
    EventSourceMappingArn: 'arn:aws:lambda:us-east-1:000000000000:event-source-mapping:id-1',
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:consumer',
    FunctionResponseTypes: [],
    LastModified: stack.clock.now() / 1000,
    StateTransitionReason: 'USER_INITIATED',
  });
  const refusal = (code: string, message: string, status = 400) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    json: { Type: 'User', Message: message, message },
  });

  it('are created with AWS’s defaults, and show Creating until the next turn', async () => {
    expect(await create()).toEqual({
      status: 202,
      headers: { 'content-type': 'application/json' },
      json: { ...shown(), State: 'Creating' },
    });
    await turns(1);

    expect(await call('GET', `${PATH}/id-1/`)).toMatchObject({ status: 200, json: { ...shown(), State: 'Enabled' } });
    stack.queues.send(orders, { body: 'a' });
    await turns();
    expect(invoked).toEqual(['consumer a']);
  });

  it('are created with all that is set', async () => {
    const set = {
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 7 },
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] },
    };

    expect((await create({ ...set, Enabled: false })).json).toEqual({ ...shown(), ...set, State: 'Disabled' });
    expect(await get()).toEqual({ ...shown(), ...set, State: 'Disabled' });
  });

  it('keep what an update does not name, and lose what it names as empty', async () => {
    const FilterCriteria = { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] };
    await create({ ScalingConfig: { MaximumConcurrency: 7 }, FilterCriteria, Enabled: false });
    stack.clock.advance(1000);

    expect(await update({ BatchSize: 5 })).toEqual({
      ...shown(),
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 7 },
      FilterCriteria,
      State: 'Updating',
    });
    await turns(2);
    const bare = await update({ ScalingConfig: {}, FilterCriteria: {}, FunctionName: 'function:other' });
    expect(bare).toEqual({
      ...shown(),
      BatchSize: 5,
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:other',
      State: 'Updating',
    });
    await turns(2);
    expect(
      await update({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BatchSize: 20,
        MaximumBatchingWindowInSeconds: 9,
      }),
    ).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 20,
      MaximumBatchingWindowInSeconds: 9,
    });
    await turns(2);
    expect(await get()).toMatchObject({ State: 'Disabled' });
  });

  it('go through the states of a switch, and take no update while batches end', async () => {
    holds = true;
    await create();
    await turns(1);
    expect(await update({ Enabled: true })).toMatchObject({ State: 'Updating' });
    await turns(1);
    stack.queues.send(orders, { body: 'a' });
    await turns();
    expect(invoked).toEqual(['consumer a']);

    expect(await update({ Enabled: false })).toMatchObject({ State: 'Disabling' });
    await turns();
    expect(await get()).toMatchObject({ State: 'Disabling' });
    expect(await call('PUT', `${PATH}/id-1`, { BatchSize: 1 })).toEqual(
      refusal('ResourceInUseException', 'Cannot update the event source mapping because it is in use.'),
    );
    finish[0]?.();
    await turns();
    expect(await get()).toMatchObject({ State: 'Disabled', BatchSize: 10 });
    expect(await update({ Enabled: true })).toMatchObject({ State: 'Enabling' });
    await turns(1);
    expect(await get()).toMatchObject({ State: 'Enabled' });
  });

  it('say nothing of an older change that ends later', async () => {
    await create();
    await update({ Enabled: true });
    await update({ BatchSize: 1 });
    await turns(1);
    expect(await get()).toMatchObject({ State: 'Enabled' });
    await update({ Enabled: false });
    await turns();

    expect(await get()).toMatchObject({ State: 'Disabled' });
  });

  it('run what the changed filter lets through', async () => {
    await create({ FilterCriteria: { Filters: [{ Pattern: '{"body":["a"]}' }] } });
    await update({ FilterCriteria: { Filters: [{ Pattern: '{"body":["b"]}' }] } });
    for (const body of ['a', 'b']) stack.queues.send(orders, { body });
    await turns();

    expect(invoked).toEqual(['consumer b']);
  });

  it('are listed by function and queue, in pages', async () => {
    await stack.queue('other', { VisibilityTimeout: '100' });
    const other = stack.queues.arnOf('other');
    await create();
    await create({ EventSourceArn: other });
    await create({ FunctionName: 'second', EventSourceArn: other });
    const list = async (query = '') => {
      const { status, json } = await call('GET', PATH, undefined, query);
      expect(status).toBe(200);
      return [json.EventSourceMappings.map(({ UUID }: { UUID: string }) => UUID).join(), json.NextMarker];
    };

    expect(await list()).toEqual(['id-1,id-2,id-3', undefined]);
    expect(await list('FunctionName=consumer')).toEqual(['id-1,id-2', undefined]);
    expect(
      await list(`FunctionName=${encodeURIComponent('arn:aws:lambda:us-east-1:000000000000:function:second')}`),
    ).toEqual(['id-3', undefined]);
    expect(await list(`EventSourceArn=${other}`)).toEqual(['id-2,id-3', undefined]);
    expect(await list(`EventSourceArn=${other}&FunctionName=second`)).toEqual(['id-3', undefined]);
    expect(await list('MaxItems=2')).toEqual(['id-1,id-2', '2']);
    expect(await list('MaxItems=2&Marker=2')).toEqual(['id-3', undefined]);
    expect(await list('MaxItems=3')).toEqual(['id-1,id-2,id-3', undefined]);
  });

  it('are listed a hundred at a time', async () => {
    for (let n = 0; n < 101; n++) await create({ FunctionName: `f${n}`, Enabled: false });

    const { json } = await call('GET', PATH);

    expect([json.EventSourceMappings.length, json.NextMarker]).toEqual([100, '100']);
  });

  it('stop at once when they are deleted', async () => {
    await create();
    await turns(1);

    expect(await call('DELETE', `${PATH}/id-1`)).toMatchObject({
      status: 202,
      json: { ...shown(), State: 'Deleting' },
    });
    stack.queues.send(orders, { body: 'a' });
    await turns();

    expect(invoked).toEqual([]);
    const none = refusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    for (const method of ['GET', 'DELETE']) expect(await call(method, `${PATH}/id-1`)).toEqual(none);
    expect(await call('PUT', `${PATH}/id-1`, {})).toEqual(none);
    await mappings.close();
    mappings = open();
    expect(mappings.list()).toEqual([]);
  });

  it('wait after a restart until the stack resumes, each as it was', async () => {
    await create({ BatchSize: 3 });
    await stack.queue('off', { VisibilityTimeout: '100' });
    await create({ EventSourceArn: stack.queues.arnOf('off'), Enabled: false });
    await update({ BatchSize: 4 });
    const modified = (await get()).LastModified;
    await mappings.close();
    stack.clock.advance(1000);
    mappings = open();
    stack.queues.send(orders, { body: 'a' });
    await turns();
    expect(invoked).toEqual([]);
    expect([await get(), await get('id-2')]).toMatchObject([
      { State: 'Enabled', BatchSize: 4, LastModified: modified },
      { State: 'Disabled' },
    ]);

    mappings.resume();
    await turns();

    expect(invoked).toEqual(['consumer a']);
    mappings.resume();
    await turns();
    expect(await get()).toMatchObject({ State: 'Enabled' });
  });

  it('settle until nothing moves, what one leaves to another too', async () => {
    await create({ MaximumBatchingWindowInSeconds: 300 });
    stack.queues.send(orders, { body: 'a' });

    expect(await mappings.settle(performance.now() + 5000)).toBe(true);
    expect(invoked).toEqual(['consumer a']);
    expect(await mappings.settle(performance.now() + 5000)).toBe(false);
    stack.queues.send(orders, { body: 'b' });
    expect(await mappings.settle(performance.now() - 1)).toBe(false);
  });

  it('are created under a given UUID in process', () => {
    const uuid = mappings.create({
      uuid: 'mine',
      functionName: 'arn:aws:lambda:us-east-1:000000000000:function:consumer',
      queueArn: orders,
      batchSize: 1,
      windowSeconds: 0,
      enabled: false,
      responseTypes: [],
    });

    expect(uuid).toBe('mine');
    expect(mappings.get('mine')).toMatchObject({ functionName: 'consumer', state: 'Disabled' });
  });

  it.each<[string, object, string, string]>([
    ['no source', { EventSourceArn: undefined }, 'InvalidParameterValueException', 'Unrecognized event source.'],
    [
      'another source',
      { EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/x' },
      'InvalidParameterValueException',
      'The local stack maps SQS queues only, not arn:aws:kinesis:us-east-1:000000000000:stream/x.',
    ],
    [
      'no function',
      { FunctionName: undefined },
      'ValidationException',
      "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a function that is not there',
      { FunctionName: 'none' },
      'InvalidParameterValueException',
      'Function does not exist',
    ],
    [
      'a setting of streams',
      { StartingPosition: 'LATEST' },
      'InvalidParameterValueException',
      'The local stack does not perform StartingPosition of an event source mapping.',
    ],
    [
      'a setting of another type',
      { BatchSize: '10' },
      'ValidationException',
      `1 validation error detected: Value '"10"' at 'BatchSize' failed to satisfy constraint: Invalid type: Expected number but received "10"`,
    ],
    [
      'a nested setting of another type',
      { ScalingConfig: { MaximumConcurrency: 'x' } },
      'ValidationException',
      `1 validation error detected: Value '"x"' at 'ScalingConfig.MaximumConcurrency' failed to satisfy constraint: Invalid type: Expected number but received "x"`,
    ],
    [
      'a filter that is no pattern',
      { FilterCriteria: { Filters: [{ Pattern: '{' }] } },
      'InvalidParameterValueException',
      'Invalid filter pattern definition.',
    ],
  ])('are refused with %s', async (_, input, code, message) => {
    expect(await create(input)).toEqual(refusal(code, message));
    expect(mappings.list()).toEqual([]);
  });

  it.each([
    'arn:aws:sqs:us-east-1:000000000000:',
    'arn:aws:sqs:us-east-1:00000000000:orders',
    'xarn:aws:sqs:us-east-1:000000000000:orders',
    'arn:aws:sqs:us-east-1:000000000000:orders/x',
    'arn:aws:sqs::000000000000:orders',
  ])('take no queue by %s', async (EventSourceArn) => {
    expect((await create({ EventSourceArn })).json.message).toBe(
      `The local stack maps SQS queues only, not ${EventSourceArn}.`,
    );
  });

  it('map a queue to a function once, and to others as well', async () => {
    await create();

    expect(await create()).toEqual(
      refusal(
        'ResourceConflictException',
        `An event source mapping with SQS arn (" ${orders} ") and function (" consumer ") already exists. Please update or delete the existing mapping with UUID id-1`,
        409,
      ),
    );
    expect((await create({ FunctionName: 'second' })).status).toBe(202);
  });

  it('change nothing by an update that is refused', async () => {
    await create({ Enabled: false });

    expect((await call('PUT', `${PATH}/id-1`, { BatchSize: 0 })).status).toBe(400);
    expect((await call('PUT', `${PATH}/id-1`, { FunctionName: 'none' })).json.message).toBe('Function does not exist');
    expect((await call('PUT', `${PATH}/id-1`, { FilterCriteria: { Filters: 1 } })).json.message).toBe(
      'Invalid filter pattern definition.',
    );

    expect(await get()).toEqual({ ...shown(), State: 'Disabled' });
  });
});

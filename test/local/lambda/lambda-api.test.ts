import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { jsonService } from '../../../src/local/endpoint/json-service.ts';
import { type Endpoint, listen } from '../../../src/local/endpoint/server.ts';
import { type MappingBench, openMappingBench } from './mappings/mapping-bench.ts';

let bench: MappingBench;
let endpoint: Endpoint;
let lambda: LambdaClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  bench = openMappingBench();
  const logsService = jsonService({ scope: 'logs', operations: bench.lambda.logs, version: '1.1' });
  endpoint = await listen({
    port: 0,
    handle: (request) => (request.headers['x-amz-target'] ? logsService : bench.lambda.service).handle(request),
    database: bench.context.database,
    warn: bench.context.warn,
  });
  const client = {
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  lambda = new LambdaClient(client);
  logs = new CloudWatchLogsClient(client);
  await bench.add(
    'greet',
    `export const handler = async (event, context) => {
       console.info('greeting', event.name);
       if (event.fail) throw new Error('no greeting');
       return { text: process.env.WORD + ' ' + event.name, client: context.clientContext };
     };`,
    { environment: { WORD: 'Hello' }, description: 'Greets.' },
  );
});
afterAll(async () => {
  lambda.destroy();
  logs.destroy();
  await endpoint.close();
  await bench.close();
});

test('Invoke answers with the payload, the version and, when asked, the end of the log', async () => {
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: 'greet',
      Payload: JSON.stringify({ name: 'Ada' }),
      LogType: 'Tail',
      ClientContext: Buffer.from('{"custom":1}').toString('base64'),
    }),
  );

  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ text: 'Hello Ada', client: { custom: 1 } });
  const tail = Buffer.from(answer.LogResult ?? '', 'base64')
    .toString()
    .split('\n');
  expect(tail).toEqual([
    expect.stringMatching(/^START RequestId: [\w-]+ Version: \$LATEST$/),
    expect.stringMatching(/\tINFO\tgreeting Ada$/),
    expect.stringMatching(/^END RequestId: [\w-]+$/),
    expect.stringMatching(
      /^REPORT RequestId: [\w-]+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t$/,
    ),
    '',
  ]);
});

test('Invoke of a version or alias finds none but the latest', async () => {
  const invoke = (Qualifier: string, FunctionName = 'greet') =>
    lambda.send(new InvokeCommand({ FunctionName, Qualifier, Payload: '{}' }));

  expect(await invoke('$LATEST', 'greet:$LATEST')).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  for (const qualifier of ['7', 'live'])
    await expect(invoke(qualifier)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringMatching(new RegExp(`^Function not found: .*greet:${qualifier}$`)),
    });
});

test('Invoke reports an error of the function as such', async () => {
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:greet',
      Payload: '{"fail":true}',
    }),
  );

  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
    errorType: 'Error',
    errorMessage: 'no greeting',
  });
});

test('Invoke of type Event is accepted at once, tried three times in all, and DryRun runs nothing', async () => {
  const before = bench.lambda.metrics()['greet']?.invocations ?? 0;

  const dry = await lambda.send(new InvokeCommand({ FunctionName: 'greet', InvocationType: 'DryRun' }));
  const accepted = await lambda.send(
    new InvokeCommand({ FunctionName: 'greet', InvocationType: 'Event', Payload: '{"fail":true}' }),
  );
  for (let round = 0; round < 4; round++) {
    await bench.settle();
    bench.context.clock.advance(120_000);
  }

  expect([dry.StatusCode, accepted.StatusCode]).toEqual([204, 202]);
  expect(bench.lambda.metrics()['greet']?.invocations).toBe(before + 3);
});

test.each([
  [
    'a function that is not there',
    new InvokeCommand({ FunctionName: 'none' }),
    'ResourceNotFoundException',
    'Function not found: arn:aws:lambda:us-east-1:000000000000:function:none',
  ],
  [
    'a payload that is not JSON',
    new InvokeCommand({ FunctionName: 'greet', Payload: 'x' }),
    'InvalidRequestContentException',
    'Could not parse request body into json: the payload is not JSON.',
  ],
  [
    'an operation that is not performed',
    new PublishVersionCommand({ FunctionName: 'greet' }),
    'UnsupportedOperationException',
    'The local stack does not perform lambda POST /2015-03-31/functions/greet/versions.',
  ],
])('%s is refused', async (_title, command, name, message) => {
  await expect(lambda.send(command)).rejects.toMatchObject({ name, message });
});

test('GetFunction and ListFunctions show the configuration', async () => {
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'greet' }));
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));

  expect(Configuration).toMatchObject({
    FunctionName: 'greet',
    Runtime: 'nodejs24.x',
    Timeout: 30,
    MemorySize: 128,
    Description: 'Greets.',
    CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: { WORD: 'Hello' } },
  });
  expect(Functions).toEqual([Configuration]);
});

test('UpdateFunctionConfiguration holds from the next invocation on, and a redeployment of the same template keeps it', async () => {
  const updated = await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: 'greet',
      Environment: { Variables: { WORD: 'Goodbye' } },
      Timeout: 7,
    }),
  );
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'greet', Payload: '{"name":"Ada"}' }));

  expect(updated).toMatchObject({
    Timeout: 7,
    LastUpdateStatus: 'Successful',
    Environment: { Variables: { WORD: 'Goodbye' } },
  });
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ text: 'Goodbye Ada' });

  await bench.lambda.create(bench.define('greet', { environment: { WORD: 'Hello' }, description: 'Greets.' }));
  expect(bench.lambda.get('greet')).toMatchObject({ timeoutSeconds: 7, environment: { WORD: 'Goodbye' } });
  await bench.lambda.create(
    bench.define('greet', { environment: { WORD: 'Hello', PORT: '1' }, description: 'Greets better.' }),
  );
  expect(bench.lambda.get('greet')).toMatchObject({
    timeoutSeconds: 7,
    description: 'Greets better.',
    environment: { WORD: 'Goodbye', PORT: '1' },
  });
});

test.each([
  [
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'InvalidParameterValueException',
    /reserved keys .*: AWS_REGION$/,
  ],
  [
    { Environment: { Variables: { BIG: 'x'.repeat(4096) } } },
    'InvalidParameterValueException',
    /exceeded the 4KB limit/,
  ],
  [{ Timeout: 901 }, 'ValidationException', /'Timeout' failed to satisfy constraint/],
  [{ Handler: 'x.y' }, 'InvalidParameterValueException', /does not change Handler/],
  [{ RevisionId: 'another' }, 'PreconditionFailedException', /Revision Id/],
])('UpdateFunctionConfiguration refuses %j', async (change, name, message) => {
  await expect(
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'greet', ...change })),
  ).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('a mapping is created, read, switched, listed and deleted with the states of AWS', async () => {
  const queue = await bench.queue('mapped');
  const created = await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: 'greet',
      EventSourceArn: queue,
      Enabled: false,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    }),
  );
  const { UUID } = created;
  const read = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
  const enabled = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
  const later = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
  const changed = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5, ScalingConfig: {} }));
  const disabled = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  const listed = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: 'greet' }));
  const deleted = await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));

  expect(created).toMatchObject({
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    EventSourceArn: queue,
    EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`,
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:greet',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 5 },
    State: 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    LastModified: expect.any(Date),
  });
  expect([read.State, enabled.State, later.State, changed.State, disabled.State, deleted.State]).toEqual([
    'Disabled',
    'Enabling',
    'Enabled',
    'Updating',
    'Disabling',
    'Deleting',
  ]);
  expect(enabled.$metadata.httpStatusCode).toBe(202);
  expect(changed).not.toHaveProperty('ScalingConfig');
  expect(listed.EventSourceMappings).toMatchObject([{ UUID, BatchSize: 5, State: 'Disabled' }]);
  await expect(lambda.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
});

test('log groups, streams and events are read back, and filtered by terms', async () => {
  const logGroupName = '/aws/lambda/greet';
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/gr' }));
  const { logStreams } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
  );
  const { events } = await logs.send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: 'INFO "greeting Ada"', startTime: 0 }),
  );
  const stream = await logs.send(
    new GetLogEventsCommand({
      logGroupName,
      logStreamName: logStreams?.at(-1)?.logStreamName,
      startFromHead: true,
      limit: 2,
    }),
  );
  const rest = await logs.send(
    new GetLogEventsCommand({
      logGroupName,
      logStreamName: logStreams?.at(-1)?.logStreamName,
      nextToken: stream.nextForwardToken,
      limit: 1,
    }),
  );

  expect(logGroups).toMatchObject([
    { logGroupName, arn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*` },
  ]);
  expect(events?.length).toBeGreaterThanOrEqual(1);
  expect(events?.every(({ message }) => message?.includes('greeting Ada'))).toBe(true);
  expect(stream.events?.[0]?.message).toMatch(/^START RequestId/);
  expect(rest.events?.[0]?.message).toMatch(/^END RequestId/);
});

test('a retention hides what is older, and a group is made once', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'mine' }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: 'mine', retentionInDays: 1 }));
  bench.lambda.logStore.append({ group: 'mine', stream: 's', message: 'old' });
  bench.context.clock.advance(86_400_001);
  bench.lambda.logStore.append({ group: 'mine', stream: 's', message: 'new' });

  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: 'mine' }));

  expect(events?.map(({ message }) => message)).toEqual(['new']);
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName: 'mine' }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  await expect(logs.send(new PutRetentionPolicyCommand({ logGroupName: 'mine', retentionInDays: 2 }))).rejects.toThrow(
    'retentionInDays is 2; it must be one of 1, 3, 5',
  );
  await expect(logs.send(new FilterLogEventsCommand({ logGroupName: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

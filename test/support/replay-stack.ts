/**
 * A stack with a replay application as an operator meets it: embedded objects, queues and topics behind one endpoint, whose
 * mapping, buffer, log and metric are as a test says. Time stands still but for what is waited.
 */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { connect } from '../../src/aws/connection.ts';
import { jsonService } from '../../src/local/endpoint/json-service.ts';
import { queryService } from '../../src/local/endpoint/query-service.ts';
import { routeRequests } from '../../src/local/endpoint/router.ts';
import { listen } from '../../src/local/endpoint/server.ts';
import type { ServiceRequest } from '../../src/local/endpoint/service.ts';
import { AwsError } from '../../src/local/errors.ts';
import { objectKey } from '../../src/local/firehose/naming/object-key.ts';
import { createObjects } from '../../src/local/objects/index.ts';
import { createQueues } from '../../src/local/queues/index.ts';
import { createTopics, toTopicQueryResult } from '../../src/local/topics/index.ts';
import type { Operator } from '../../src/operator/operator.ts';
import type { DeployedResource } from '../../src/operator/stack/deployment.ts';
import { createTestContext } from './local-context.ts';

const BUCKET = 'archive';
export const STACK_ID = 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1';
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:checkout';

/** One line of the replay function's log. */
interface Batch {
  at: number;
  replayed: number;
  failed: number;
  poison?: number;
}

export async function openReplayStack() {
  const context = createTestContext();
  const objects = createObjects(context);
  const queues = createQueues(context);
  const topics = createTopics(context, { queues });
  const { clock } = context;
  const state = {
    mapping: { UUID: 'mapping-1', State: 'Disabled', BatchSize: 10, LastModified: clock.now() / 1000 },
    configuration: { Timeout: 30, Environment: { Variables: { DESTINATION_QUEUE_NAME: 'orders' } } },
    buffer: { visible: 0, inFlight: 0, delayed: 0 },
    log: [] as Batch[],
    oldest: undefined as number | undefined,
    stackId: STACK_ID,
    /** Who may not ask CloudFormation. */
    denied: false,
    parameters: {} as Record<string, string>,
    outputs: {} as Record<string, string>,
    more: [] as DeployedResource[],
    /** The function that takes from the queue `orders`, where there is one, and what it tells of replays in its log. */
    consumer: undefined as { state: string; variables: Record<string, string> } | undefined,
    told: [] as { at: number; replays: Record<string, Record<string, number>> }[],
    /** What happens in the stack while the operator waits. */
    meanwhile: () => {},
    /** What happens before SQS or SNS answers an operation. */
    before: (_operation: string) => {},
  };
  const asked: { operation: string; input: unknown }[] = [];
  const waits: number[] = [];
  const bufferUrl = () => `${endpoint.url}/000000000000/replay-buffer`;

  const watched = (operations: typeof queues.operations) =>
    Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        name,
        (input: Record<string, unknown>, request: ServiceRequest) => {
          state.before(name);
          asked.push({ operation: name, input });
          if (name !== 'GetQueueAttributes' || input['QueueUrl'] !== bufferUrl()) return operation(input, request);
          const { visible, inFlight, delayed } = state.buffer;
          return {
            Attributes: {
              ApproximateNumberOfMessages: `${visible}`,
              ApproximateNumberOfMessagesNotVisible: `${inFlight}`,
              ApproximateNumberOfMessagesDelayed: `${delayed}`,
            },
          };
        },
      ]),
    );
  const consumerAnswer = (path: string) => {
    if (state.consumer === undefined) return undefined;
    const { state: State, variables } = state.consumer;
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
    return path.startsWith('/2015-03-31/event-source-mappings/mapping-2')
      ? {
          UUID: 'mapping-2',
          State,
          EventSourceArn: arn('sqs', 'orders'),
          FunctionArn: arn('lambda', 'function:store-fn'),
        }
      : path === '/2015-03-31/functions/store-fn/configuration'
        ? { Timeout: 30, Environment: { Variables: variables } }
        : undefined;
  };
  const lambda = async ({ method, path, body }: ServiceRequest) => {
    if (method === 'PUT') {
      const { Enabled } = JSON.parse(body.toString());
      asked.push({ operation: 'UpdateEventSourceMapping', input: { path, Enabled } });
      const State = Enabled ? 'Enabled' : 'Disabled';
      state.mapping = { ...state.mapping, State, LastModified: clock.now() / 1000 };
    }
    const answer = path.startsWith('/2015-03-31/event-source-mappings/mapping-1')
      ? state.mapping
      : path === '/2015-03-31/functions/replay-fn/configuration'
        ? state.configuration
        : consumerAnswer(path);
    return { status: answer ? 200 : 404, body: JSON.stringify(answer ?? {}) };
  };
  const xmlList = (values: Record<string, string>, kind: string) =>
    Object.entries(values).map(([key, value]) => ({ [`${kind}Key`]: key, [`${kind}Value`]: value }));
  const resources = (): DeployedResource[] => [
    { logicalId: 'ReplayQueue', physicalId: bufferUrl(), type: 'AWS::SQS::Queue' },
    { logicalId: 'ReplayMapping', physicalId: 'mapping-1', type: 'AWS::Lambda::EventSourceMapping' },
    { logicalId: 'ReplayFunction', physicalId: 'replay-fn', type: 'AWS::Lambda::Function' },
    { logicalId: 'Topic', physicalId: TOPIC_ARN, type: 'AWS::SNS::Topic' },
    ...(state.consumer === undefined
      ? []
      : [{ logicalId: 'StoreMapping', physicalId: 'mapping-2', type: 'AWS::Lambda::EventSourceMapping' }]),
    ...state.more,
  ];
  const endpoint = await listen({
    port: 0,
    database: context.database,
    warn: context.warn,
    handle: routeRequests({
      local: async () => ({ status: 404 }),
      search: async () => ({ status: 404 }),
      services: [
        objects.service,
        jsonService({ scope: 'sqs', version: '1.0', operations: watched(queues.operations), queryErrors: true }),
        queryService({
          scope: 'sns',
          namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
          operations: watched(topics.operations),
          toResult: toTopicQueryResult,
        }),
        { scope: 'lambda', handle: lambda },
        queryService({
          scope: 'cloudformation',
          namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
          operations: {
            DescribeStacks: () => {
              if (state.denied) throw new AwsError('AccessDenied', 'You may not ask CloudFormation.');
              return {
                Stacks: [
                  {
                    StackName: 'shop',
                    StackId: state.stackId,
                    StackStatus: 'CREATE_COMPLETE',
                    CreationTime: '2026-01-01T00:00:00Z',
                    Outputs: xmlList(state.outputs, 'Output'),
                    Parameters: xmlList(state.parameters, 'Parameter'),
                  },
                ],
              };
            },
            ListStackResources: () => ({
              StackResourceSummaries: resources().map(({ logicalId, physicalId, type }) => ({
                LogicalResourceId: logicalId,
                PhysicalResourceId: physicalId,
                ResourceType: type,
              })),
            }),
          },
        }),
        jsonService({
          scope: 'logs',
          version: '1.1',
          operations: {
            FilterLogEvents: (input) => {
              asked.push({ operation: 'FilterLogEvents', input });
              const since = ({ at }: { at: number }) => at >= Number(input['startTime']);
              if (input['logGroupName'] === '/aws/lambda/store-fn') {
                return {
                  events: state.told.filter(since).map(({ at: timestamp, replays }) => ({
                    timestamp,
                    message: JSON.stringify({ message: 'Replayed orders', replays }),
                  })),
                };
              }
              return {
                events: state.log.filter(since).map(({ at: timestamp, ...counts }) => ({
                  timestamp,
                  message: `${JSON.stringify({ message: 'Replayed events', ...counts })}\n`,
                })),
              };
            },
          },
        }),
        jsonService({
          scope: 'monitoring',
          version: '1.0',
          operations: {
            GetMetricStatistics: (input) => {
              asked.push({ operation: 'GetMetricStatistics', input });
              if (state.oldest === undefined) throw new AwsError('AccessDenied', 'You may not ask CloudWatch.');
              return { Datapoints: [{ Timestamp: clock.now() / 1000, Maximum: state.oldest }] };
            },
          },
        }),
      ],
    }),
  });
  const connection = connect({ endpoint: endpoint.url }, {});
  const operator: Operator = {
    connection,
    stackName: 'shop',
    clock: {
      now: clock.now,
      wait: async (ms) => {
        waits.push(ms);
        clock.advance(ms);
        state.meanwhile();
      },
    },
  };
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const perform = async (operations: typeof queues.operations, name: string, input: Record<string, unknown>) =>
    operations[name]?.(input, {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
      requestId: 'request-1',
    });
  await perform(queues.operations, 'CreateQueue', { QueueName: 'orders' });

  return {
    operator,
    state,
    asked,
    waits,
    clock,
    queues,
    bufferUrl,
    /** What was asked of one operation. */
    inputsOf: (operation: string) => asked.filter((call) => call.operation === operation).map(({ input }) => input),
    queue: (name: string) => perform(queues.operations, 'CreateQueue', { QueueName: name }),
    deleteQueue: (name: string) => perform(queues.operations, 'DeleteQueue', { QueueUrl: queues.urlOf(name) }),
    /** The topic, with a queue subscribed to it. */
    async topic(queue: string) {
      await perform(topics.operations, 'CreateTopic', { Name: 'checkout' });
      await perform(topics.operations, 'Subscribe', {
        TopicArn: TOPIC_ARN,
        Protocol: 'sqs',
        Endpoint: queues.arnOf(queue),
        Attributes: { RawMessageDelivery: 'true' },
      });
    },
    /** All messages of a queue that are there, taken and deleted. */
    drain(name: string) {
      const arn = queues.arnOf(name);
      const messages = queues.receive(arn, 1000);
      queues.remove(
        arn,
        messages.map(({ receiptHandle }) => receiptHandle),
      );
      return messages;
    },
    /** An object of the archive whose oldest record arrived at that time; returns its key. Another name is not as Firehose names it. */
    async deliver(at: string, text: string, name?: string) {
      const oldestArrival = Date.parse(at);
      const prefix = `events/dt=${at.slice(0, 10)}/hr=${at.slice(11, 13)}/`;
      const naming = { streamName: 'backup', version: 1, oldestArrival, timeZone: 'UTC', extension: '' };
      const Key = name === undefined ? objectKey(prefix, naming) : prefix + name;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: text }));
      return Key;
    },
    async close() {
      s3.destroy();
      await endpoint.close();
      topics.close();
      queues.close();
      objects.close();
      context.dispose();
    },
  };
}

export type ReplayStack = Awaited<ReturnType<typeof openReplayStack>>;

import { createServer } from 'node:http';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { createDynamoDbClient } from '../../src/aws/dynamodb-client.ts';
import { createFirehoseClient } from '../../src/aws/firehose-client.ts';
import { createSnsClient } from '../../src/aws/sns-client.ts';
import { createSqsClient } from '../../src/aws/sqs-client.ts';

const before = { ...process.env };
const hosts: (string | undefined)[] = [];
/** Answers each call, if only SQS understands it. */
const server = createServer((request, response) => {
  hosts.push(request.headers.host);
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  request.resume().on('end', () => response.end('{"Successful":[],"Failed":[],"QueueUrl":"https://example.com/1/q"}'));
});
let host: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://${host}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

beforeEach(() => hosts.splice(0));

afterAll(async () => {
  process.env = before;
  await new Promise((resolve) => server.close(resolve));
});

test('SQS is called at the endpoint of the environment, whatever host the queue URL names', async () => {
  const sqs = createSqsClient();
  await sqs.send(new GetQueueUrlCommand({ QueueName: 'q' }));
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
      Entries: [{ Id: '0', MessageBody: 'x' }],
    }),
  );
  sqs.destroy();

  expect(hosts).toEqual([host, host]);
});

const dynamodb = () => {
  const client = createDynamoDbClient();
  return { client, call: () => client.send(new DescribeTableCommand({ TableName: 't' })) };
};
const sns = () => {
  const client = createSnsClient();
  return { client, call: () => client.send(new PublishCommand({ TopicArn: 'arn:t', Message: 'm' })) };
};
const sqs = () => {
  const client = createSqsClient();
  return { client, call: () => client.send(new GetQueueUrlCommand({ QueueName: 'q' })) };
};

test.each([
  ['DynamoDB', dynamodb],
  ['SNS', sns],
  ['SQS', sqs],
])('a call to %s is given up after a time, and its middleware put together once', async (_service, create) => {
  const { client, call } = create();
  await call().catch(() => {}); // the handler has its settings from the first call on

  const handler: object = client.config.requestHandler;
  const settings = 'httpHandlerConfigs' in handler && handler.httpHandlerConfigs;
  expect(typeof settings === 'function' && settings.call(handler)).toMatchObject({
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
  });
  expect(client.config.cacheMiddleware).toBe(true);
  client.destroy();
});

test('a call to Firehose is tried once', async () => {
  const client = createFirehoseClient();

  expect(await client.config.maxAttempts()).toBe(1);
  client.destroy();
});

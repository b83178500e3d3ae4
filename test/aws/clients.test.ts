import { createServer } from 'node:http';
import { GetQueueUrlCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { createSqsClient } from '../../src/aws/sqs-client.ts';

test('SQS is called at the endpoint of the environment, whatever host the queue URL names', async () => {
  const hosts: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    hosts.push(request.headers.host);
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    request
      .resume()
      .on('end', () => response.end('{"Successful":[],"Failed":[],"QueueUrl":"https://example.com/1/q"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://${host}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  try {
    const sqs = createSqsClient();
    await sqs.send(new GetQueueUrlCommand({ QueueName: 'q' }));
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
        Entries: [{ Id: '0', MessageBody: 'x' }],
      }),
    );
    sqs.destroy();
  } finally {
    process.env = before;
    await new Promise((resolve) => server.close(resolve));
  }

  expect(hosts).toEqual([host, host]);
});

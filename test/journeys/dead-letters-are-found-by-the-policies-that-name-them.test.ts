import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListSubscriptionsCommand, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { runForks } from '../../src/cli/run-forks.ts';
import { type LocalStack, startLocalStack } from '../../src/local/index.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';

const template = `
Resources:
  Failures: { Type: AWS::SQS::Queue }
  Undelivered: { Type: AWS::SQS::Queue }
  NobodysDeadLetterQueue: { Type: AWS::SQS::Queue }
  Orders:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Failures.Arn, maxReceiveCount: 3 } }
  News: { Type: AWS::SNS::Topic }
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref News
      Protocol: sqs
      Endpoint: !GetAtt Orders.Arn
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Undelivered.Arn }
Outputs:
  FailuresUrl: { Value: !Ref Failures }
`;

const shared = `
Resources:
  Failures: { Type: AWS::SQS::Queue }
  First:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 0
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Failures.Arn, maxReceiveCount: 1 }
  Second:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Failures.Arn, maxReceiveCount: 1 } }
Outputs:
  FailuresUrl: { Value: !Ref Failures }
  FirstUrl: { Value: !Ref First }
`;

const folder = mkdtempSync(join(tmpdir(), 'forks-policies-'));
let stack: LocalStack;

beforeAll(async () => {
  writeFileSync(join(folder, 'template.yaml'), template);
  stack = await startLocalStack({ templateFile: join(folder, 'template.yaml') });
});

afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function connection({ awsUrl } = stack) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: awsUrl, region: 'us-east-1', credentials };
}

const forks = (...argv: string[]) => forksOf(stack, ...argv);

async function forksOf({ awsUrl }: LocalStack, ...argv: string[]) {
  const { terminal, printed } = createMemoryTerminal();
  const clock = { now: () => Date.now(), wait: async () => {} };
  const code = await runForks(['--endpoint', awsUrl, '--json', ...argv], { terminal, clock, env: {} });
  return { code, document: JSON.parse(printed[0] ?? '{}') };
}

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();

test('status, dead-letters and trace look for dead letters in the same queues, whatever these are called', async () => {
  const client = new SQSClient(connection());
  const failed = new SendMessageCommand({ QueueUrl: stack.outputs['FailuresUrl'], MessageBody: '{"id":"order-1"}' });
  await client.send(failed);

  const status = await forks('status');
  const list = await forks('dead-letters', 'list');
  const trace = await forks('trace', 'order-1');

  expect(names(status.document.deadLetters)).toEqual(['Failures', 'Undelivered']);
  expect(names(status.document.queues)).toEqual(['NobodysDeadLetterQueue', 'Orders']);
  expect(names(list.document.deadLetters)).toEqual(['Failures', 'Undelivered']);
  expect(trace).toMatchObject({
    code: 0,
    document: { found: [{ place: 'dead letters', where: expect.stringMatching(/Failures/) }], notSearched: [] },
  });
});

test('status and dead-letters tell of the rest where a subscription was removed by hand', async () => {
  const client = new SNSClient(connection());
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsCommand({}));
  await client.send(new UnsubscribeCommand({ SubscriptionArn: Subscriptions[0]?.SubscriptionArn }));

  const status = await forks('status');
  const list = await forks('dead-letters', 'list');
  const trace = await forks('trace', 'order-2');

  expect(names(status.document.deadLetters)).toEqual(['Failures']);
  expect(names(status.document.queues)).toEqual(['NobodysDeadLetterQueue', 'Orders', 'Undelivered']);
  expect(names(list.document.deadLetters)).toEqual(['Failures']);
  expect(trace.document).toEqual({ event: 'order-2', found: [], notSearched: [] });
});

test('of a dead-letter queue that several queues share each message goes back to its own, without what it tells of its failure', async () => {
  writeFileSync(join(folder, 'shared.yaml'), shared);
  const sharing = await startLocalStack({ templateFile: join(folder, 'shared.yaml') });
  const client = new SQSClient(connection(sharing));
  const { FirstUrl, FailuresUrl } = sharing.outputs;
  const receive = (QueueUrl: string | undefined) =>
    client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
  const told = Object.fromEntries(
    ['failure-reason', 'failed-at', 'failed-in', 'failed-message-id'].map((name) => [
      name,
      { DataType: 'String', StringValue: 'it failed before' },
    ]),
  );
  const kept = { DataType: 'Number', StringValue: '7' };
  await client.send(
    new SendMessageCommand({
      QueueUrl: FirstUrl,
      MessageBody: 'of the first',
      MessageAttributes: { ...told, amount: kept },
    }),
  );
  await client.send(new SendMessageCommand({ QueueUrl: FailuresUrl, MessageBody: 'of nobody' }));
  await receive(FirstUrl);
  await receive(FirstUrl);

  const { code, document } = await forksOf(sharing, 'dead-letters', 'redrive');

  expect(code).toBe(1);
  expect(document.redriven).toEqual([
    expect.objectContaining({
      moved: 1,
      reasons: { 'several queues share this queue, and the message does not say whose it is': 1 },
    }),
  ]);
  const { Messages: [message] = [] } = await receive(FirstUrl);
  expect(message?.Body).toBe('of the first');
  expect(message?.MessageAttributes).toEqual({ amount: kept });
  await sharing.stop();
});

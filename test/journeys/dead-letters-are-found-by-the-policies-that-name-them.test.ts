import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListSubscriptionsCommand, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
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

function connection() {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: stack.awsUrl, region: 'us-east-1', credentials };
}

async function forks(...argv: string[]) {
  const { terminal, printed } = createMemoryTerminal();
  const clock = { now: () => Date.now(), wait: async () => {} };
  const code = await runForks(['--endpoint', stack.awsUrl, '--json', ...argv], { terminal, clock, env: {} });
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

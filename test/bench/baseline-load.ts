/**
 * The baseline's second process: `baseline-load.ts URL COUNT`. SDK clients publish COUNT events to one topic of the best
 * npm engine and drain its four queues (receive ten, delete ten); prints the milliseconds until the last one is deleted.
 */
import { CreateTopicCommand, PublishBatchCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { checkoutEvent } from './events.ts';

const [endpoint = '', count = '0'] = process.argv.slice(2);
const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const sns = new SNSClient(settings);
const sqs = new SQSClient(settings);
const total = Number(count);

const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'baseline' }));
const queues = await Promise.all(
  ['orders', 'backup', 'search', 'replay'].map(async (QueueName) => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
    const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${QueueName}`;
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }),
    );
    return { QueueUrl, deleted: 0 };
  }),
);

let next = 0;
async function publish(): Promise<void> {
  while (next < total) {
    const from = next;
    next = Math.min(total, next + 10);
    const entries = Array.from({ length: next - from }, (_, i) => ({
      Id: String(i),
      Message: checkoutEvent(from + i),
    }));
    await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
  }
}

async function drain(queue: (typeof queues)[number]): Promise<void> {
  while (queue.deleted < total) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue.QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) continue;
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.QueueUrl, Entries }));
    queue.deleted += Messages.length;
  }
}

const begun = performance.now();
await Promise.all([publish(), publish(), ...queues.flatMap((queue) => [drain(queue), drain(queue)])]);
process.stdout.write(JSON.stringify({ ms: performance.now() - begun }));

/**
 * The baseline's second process: `baseline-load.ts URL WARM-UP COUNT`. SDK clients publish COUNT events, after WARM-UP others, to one topic of the best
 * npm engine and drain its four queues (receive ten, delete ten); prints the milliseconds until the last one is deleted.
 */
import { CreateTopicCommand, PublishBatchCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { checkoutEvent } from './events.ts';

const [endpoint = '', warmUp = '0', count = '0'] = process.argv.slice(2);
const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const sns = new SNSClient(settings);
const sqs = new SQSClient(settings);

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

async function publish(events: { next: number; end: number }): Promise<void> {
  while (events.next < events.end) {
    const from = events.next;
    events.next = Math.min(events.end, from + 10);
    const entries = Array.from({ length: events.next - from }, (_, i) => ({
      Id: String(i),
      Message: checkoutEvent(from + i),
    }));
    await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
  }
}

async function drain(queue: (typeof queues)[number], total: number): Promise<void> {
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

async function move(first: number, end: number): Promise<number> {
  const events = { next: first, end };
  const begun = performance.now();
  await Promise.all([
    ...[1, 2, 3, 4].map(() => publish(events)),
    ...queues.flatMap((queue) => [drain(queue, end), drain(queue, end)]),
  ]);
  return performance.now() - begun;
}

await move(0, Number(warmUp));
const ms = await move(Number(warmUp), Number(warmUp) + Number(count));
process.stdout.write(JSON.stringify({ ms }));

/**
 * A second process that publishes orders until each is accepted: `publisher.ts URL TOPIC-ARN FIRST COUNT`.
 * Prints the number of every accepted order, a line each; ends early, with exit code 0, once nobody listens any more.
 */
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { checkoutBody } from '../support/checkout.ts';

const [url = '', topicArn = '', first = '0', count = '0'] = process.argv.slice(2);
const sns = new SNSClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
});
const end = Number(first) + Number(count);
let next = Number(first);
let isGone = false;

async function publish(): Promise<void> {
  while (next < end && !isGone) {
    const from = next;
    next = Math.min(end, next + 10);
    await publishAll(Array.from({ length: next - from }, (_, i) => from + i));
  }
}

/** Sends what failed again and again, as a publisher that must not lose an event does. */
async function publishAll(orders: number[]): Promise<void> {
  for (let pending = orders; pending.length > 0 && !isGone; ) {
    const entries = pending.map((n) => ({
      Id: String(n),
      Message: checkoutBody(`order-${n}`, 150),
      MessageAttributes: { amount: { DataType: 'Number', StringValue: '150' } },
    }));
    try {
      const { Successful = [] } = await sns.send(
        new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
      );
      for (const { Id } of Successful) process.stdout.write(`${Id}\n`);
      const accepted = new Set(Successful.map(({ Id }) => Number(Id)));
      pending = pending.filter((n) => !accepted.has(n));
    } catch (error) {
      isGone = JSON.stringify(error, ['code', 'name']).includes('ECONNREFUSED');
    }
  }
}

await Promise.all(Array.from({ length: 4 }, publish));

/** A second process that publishes events by SDK clients, ten a call: `publish-load.ts URL TOPIC-ARN FIRST COUNT`. */
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { checkoutEvent } from './events.ts';

const [url = '', topicArn = '', first = '0', count = '0'] = process.argv.slice(2);
const sns = new SNSClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
});
let next = Number(first);
const end = next + Number(count);

async function publish(): Promise<void> {
  while (next < end) {
    const from = next;
    next = Math.min(end, next + 10);
    const entries = Array.from({ length: next - from }, (_, i) => ({
      Id: String(i),
      Message: checkoutEvent(from + i),
      MessageAttributes: { amount: { DataType: 'Number', StringValue: '150' } },
    }));
    const { Failed = [] } = await sns.send(
      new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
    );
    if (Failed.length > 0) throw new Error(`not published: ${Failed[0]?.Message}`);
  }
}

const begun = performance.now();
await Promise.all(Array.from({ length: 4 }, publish));
process.stdout.write(JSON.stringify({ ms: performance.now() - begun }));

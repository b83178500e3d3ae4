import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { readOldestMessage } from '../../../src/aws/describe/oldest-message.ts';
import { type Shop, startShop } from '../../support/shop.ts';

describe('the metrics', () => {
  let shop: Shop;
  let cloudWatch: CloudWatchClient;
  beforeAll(async () => {
    shop = await startShop({ speed: 0 });
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    cloudWatch = new CloudWatchClient({ endpoint: shop.awsUrl, region: 'us-east-1', credentials, maxAttempts: 1 });
  });
  afterAll(() => shop.stop());

  it('tell the age of the oldest message of a queue by the local clock, and of an empty queue nothing', async () => {
    const QueueUrl = shop.output('ReplayQueueUrl');
    const queueName = QueueUrl.split('/').at(-1) ?? '';
    const now = Date.now();
    expect(await readOldestMessage(cloudWatch, { queueName, now })).toBeUndefined();

    await (shop.sqs satisfies SQSClient).send(new SendMessageCommand({ QueueUrl, MessageBody: 'old' }));
    shop.advance(3600);
    await shop.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'new' }));

    expect(await readOldestMessage(cloudWatch, { queueName, now })).toBe(3600);
  });

  it('refuse what is not kept here by its name', async () => {
    const asked = cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SNS',
        MetricName: 'NumberOfMessagesPublished',
        StartTime: new Date(0),
        EndTime: new Date(),
        Period: 60,
      }),
    );

    await expect(asked).rejects.toThrow('no metric AWS/SNS NumberOfMessagesPublished');
  });
});

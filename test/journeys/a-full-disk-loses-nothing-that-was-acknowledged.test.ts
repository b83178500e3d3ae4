import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { checkoutBody } from '../support/checkout.ts';
import { canFillDisk, fillDisk } from '../support/full-disk.ts';
import { type Shop, startShop } from '../support/shop.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'forks-full-disk-'));
const warned: string[] = [];
let shop: Shop | undefined;

const { promise: over, resolve: hearThatItIsOver } = Promise.withResolvers<void>();
const warn = (line: string) => {
  warned.push(line);
  if (line.includes('takes everything again')) hearThatItIsOver();
};

const start = () => startShop({ dataDir, speed: 0, warn });
afterAll(async () => {
  await shop?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const onFullDisk = canFillDisk ? test : test.skip;

onFullDisk(
  'while the disk is full every request is answered with 5xx; afterwards all that was acknowledged is there',
  async () => {
    const first = await start();
    shop = first;
    const acknowledged: string[] = [];
    const refused: unknown[] = [];
    const sns = new SNSClient({
      endpoint: first.awsUrl,
      region: first.region,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
    const publish = async (id: string) => {
      try {
        await sns.send(new PublishCommand({ TopicArn: first.output('CheckoutTopicArn'), Message: checkoutBody(id) }));
        acknowledged.push(id);
      } catch (error) {
        refused.push(error);
      }
    };
    for (let n = 0; n < 20; n++) await publish(`before-${n}`);
    await first.flush();
    const { QueueUrl } = await first.sqs.send(new CreateQueueCommand({ QueueName: 'polled' }));
    const polled = first.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })).catch((error) => error);

    const emptyDisk = fillDisk();
    try {
      for (let n = 0; n < 5; n++) await publish(`during-${n}`);
      const posted = await first.post(checkoutBody('posted'));
      expect([posted.status, await posted.json()]).toEqual([503, { message: 'Service Unavailable' }]);
      expect(await polled).toMatchObject({ $metadata: { httpStatusCode: 503 } });
      await expect(
        first.s3.send(new PutObjectCommand({ Bucket: first.output('BackupBucketName'), Key: 'k', Body: 'x' })),
      ).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
      expect((await fetch(`${first.awsUrl}/_local/health`)).status).toBe(200);
    } finally {
      emptyDisk();
    }
    expect(acknowledged).toHaveLength(20);
    expect(refused).toHaveLength(5);
    await over;

    await first.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'after' }));
    for (let n = 0; n < 20; n++) await publish(`after-${n}`);
    expect(acknowledged).toHaveLength(40);
    await first.flush();
    const counted = first.metrics().queues;
    await first.stop();
    const second = await start();
    shop = second;

    const messages = await second.receiveAll(second.output('ReplayQueueUrl'));
    const held: string[] = messages.map(({ Body = '' }) => JSON.parse(JSON.parse(Body).Message).id);
    expect(acknowledged.filter((id) => held.filter((each) => each === id).length !== 1)).toEqual([]);
    expect(counted[second.output('ReplayQueueUrl').split('/').at(-1) ?? '']?.held).toBe(held.length);
    expect(warned.filter((line) => line.includes(dataDir))).toHaveLength(2);
  },
);

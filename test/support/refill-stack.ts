/** A topic with the backup and replay forks on a local stack whose clock stands still but for what an operator waits. */
import { resolve } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand, type MessageAttributeValue as TopicAttribute } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { connect } from '../../src/aws/connection.ts';
import { archivedEvent } from '../../src/domain/archive/archived-event.ts';
import { startLocalStack } from '../../src/local/index.ts';
import { ROOT, shopOf } from './shop.ts';

export async function openRefillStack(parameters: Record<string, string> = {}) {
  const templateFile = resolve(ROOT, 'test', 'support', 'refill', 'template.yaml');
  const shop = shopOf(await startLocalStack({ templateFile, speed: 0, parameters, warn: () => {} }));
  const later = async (seconds: number) => {
    // What a poller has taken would be late for its queue.
    await shop.flush();
    shop.advance(seconds);
    await shop.flush();
  };
  const clock = { now: Date.now, wait: (ms: number) => later(ms / 1000) };
  return Object.assign(shop, {
    later,
    operator: {
      connection: { ...connect({ endpoint: shop.awsUrl }, {}), maxAttempts: 1 },
      stackName: undefined,
      clock,
    },
    async publish(Message: string, MessageAttributes: Record<string, TopicAttribute> = {}, Subject?: string) {
      const event = { TopicArn: shop.output('CheckoutTopicArn'), Message, MessageAttributes, Subject };
      const { MessageId = '' } = await shop.sns.send(new PublishCommand(event));
      await shop.flush();
      return MessageId;
    },
    /** As the raw subscription of version 1.0 put an event into the buffer. */
    async bufferRaw(MessageBody: string, MessageAttributes: Record<string, TopicAttribute> = {}) {
      const message = { QueueUrl: shop.output('ReplayQueueUrl'), MessageBody, MessageAttributes };
      const { MessageId = '' } = await shop.sqs.send(new SendMessageCommand(message));
      return MessageId;
    },
    /** From now on the bucket takes nothing, until the faults are cleared. */
    loseDeliveries() {
      shop.faults.replace({
        seed: 1,
        rules: [
          { service: 's3', operation: 'PutObject', kind: 'error', rate: 1, resource: shop.output('BackupBucketName') },
        ],
      });
    },
    objects: () =>
      shop.s3.send(new ListObjectsV2Command({ Bucket: shop.output('BackupBucketName'), Prefix: 'events/' })),
    archived: async () => (await shop.backupLines()).map((line) => archivedEvent(line)),
    buffered: () => Number(shop.metrics().queues[shop.output('ReplayQueueUrl').split('/').at(-1) ?? '']?.held),
  });
}

export type RefillStack = Awaited<ReturnType<typeof openRefillStack>>;

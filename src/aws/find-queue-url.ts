import { GetQueueUrlCommand, type GetQueueUrlCommandOutput } from '@aws-sdk/client-sqs';

/** The send function of an SQS client, as far as it is used here. */
export type SendGetQueueUrl = (command: GetQueueUrlCommand) => Promise<Pick<GetQueueUrlCommandOutput, 'QueueUrl'>>;

/** Finds a queue's URL by its name at the first call, and again after `forget`; a failure is not remembered. */
export interface QueueUrlFinder {
  find(queueName: string): Promise<string>;
  forget(queueName: string): void;
}

/** A finder that asks SQS once per queue. */
export function createQueueUrlFinder(send: SendGetQueueUrl): QueueUrlFinder {
  const known = new Map<string, string>();
  return {
    async find(queueName) {
      const remembered = known.get(queueName);
      if (remembered !== undefined) return remembered;
      const { QueueUrl } = await send(new GetQueueUrlCommand({ QueueName: queueName }));
      if (QueueUrl === undefined) throw new Error(`SQS answered without a URL for the queue ${queueName}.`);
      known.set(queueName, QueueUrl);
      return QueueUrl;
    },
    forget: (queueName) => known.delete(queueName),
  };
}

import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Receives up to `most` messages with all that SQS knows of them, and hides them from others for so long. */
export async function receiveMessages(
  client: SQSClient,
  queueUrl: string,
  { most, holdSeconds, waitSeconds }: { most: number; holdSeconds: number; waitSeconds: number },
): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: most,
      VisibilityTimeout: holdSeconds,
      WaitTimeSeconds: waitSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

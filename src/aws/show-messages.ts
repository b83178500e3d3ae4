import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { changeVisibility } from './batch/change-visibility.ts';

/** Makes messages that were received visible again at once; one that was deleted or whose time is up stays as it is. */
export async function showMessages(client: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  const changes = messages.map(({ ReceiptHandle }) => ({ receiptHandle: ReceiptHandle, seconds: 0 }));
  await changeVisibility({ send: (command) => client.send(command), queueUrl, changes });
}

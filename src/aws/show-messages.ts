import { ChangeMessageVisibilityBatchCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { cutBatches } from '../domain/cut-batches.ts';
import { MAX_BATCH_ENTRIES } from '../domain/service-limits.ts';

/** Makes messages that were received visible again at once; one that was deleted or whose time is up stays as it is. */
export async function showMessages(client: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  for (const batch of cutBatches(messages, { maxItems: MAX_BATCH_ENTRIES })) {
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map(({ ReceiptHandle }, entry) => ({ Id: String(entry), ReceiptHandle, VisibilityTimeout: 0 })),
      }),
    );
  }
}

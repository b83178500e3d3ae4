import { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import { cutBatches } from '../../domain/cut-batches.ts';
import { MAX_BATCH_ENTRIES } from '../../domain/service-limits.ts';

/** The send function of an SQS client, as far as it is used here. */
export type SendChangeVisibility = (command: ChangeMessageVisibilityBatchCommand) => Promise<unknown>;

/** A received message, and after how many seconds it is visible again; 0 is at once. */
export interface VisibilityChange {
  receiptHandle: string | undefined;
  seconds: number;
}

/**
 * Sets when received messages are visible again; one that was deleted or whose time is up stays as it is. What fails keeps
 * nothing else from being set, and is thrown at the end.
 */
export async function changeVisibility({
  send,
  queueUrl,
  changes,
}: {
  send: SendChangeVisibility;
  queueUrl: string;
  changes: readonly VisibilityChange[];
}): Promise<void> {
  const failures: unknown[] = [];
  for (const batch of cutBatches(changes, { maxItems: MAX_BATCH_ENTRIES })) {
    await send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map(({ receiptHandle, seconds }, index) => ({
          Id: `${index}`,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        })),
      }),
    ).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

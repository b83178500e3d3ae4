import { DeleteMessageBatchCommand, type DeleteMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { cutBatches } from '../../domain/cut-batches.ts';
import { MAX_BATCH_ENTRIES } from '../../domain/service-limits.ts';

/** The send function of an SQS client, as far as it is used here. */
export type SendDeleteBatch = (
  command: DeleteMessageBatchCommand,
) => Promise<Pick<DeleteMessageBatchCommandOutput, 'Failed'>>;

/** Deletes received messages and returns how many of them SQS did not delete. */
export async function deleteMessages({
  send,
  queueUrl,
  receiptHandles,
}: {
  send: SendDeleteBatch;
  queueUrl: string;
  receiptHandles: readonly (string | undefined)[];
}): Promise<number> {
  let kept = 0;
  for (const batch of cutBatches(receiptHandles, { maxItems: MAX_BATCH_ENTRIES })) {
    const { Failed = [] } = await send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map((ReceiptHandle, index) => ({ Id: `${index}`, ReceiptHandle })),
      }),
    );
    kept += Failed.length;
  }
  return kept;
}

import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs';
import { cutBatches } from '../domain/cut-batches.ts';
import { reasonOf } from '../domain/errors.ts';
import type { ReplayEntry } from '../domain/replay/replay-entry.ts';
import { MAX_BATCH_ENTRIES, MAX_SQS_BYTES } from '../domain/service-limits.ts';
import { attributeValues } from './attribute-values.ts';

/** The send function of an SQS client, as far as it is used here. */
export type SendMessageBatch = (
  command: SendMessageBatchCommand,
) => Promise<Pick<SendMessageBatchCommandOutput, 'Successful' | 'Failed'>>;

/** A message that SQS did not acknowledge; a `senderFault` is its own, and another try would fail as well. */
export interface UnsentMessage {
  messageId: string;
  reason: string;
  senderFault?: boolean;
}

/** What SQS blames on the message itself; a missing permission or key is the sender's fault too, but can be mended. */
const MESSAGE_FAULTS = /^(?:InvalidMessageContents|InvalidParameterValue|InvalidAttributeValue)(?:Exception)?$/;

/**
 * Sends messages to a queue, in batches, and returns exactly those that SQS did not acknowledge. For a FIFO queue
 * nothing is sent after a failure, so that no group is overtaken by its own later messages. Never throws.
 */
export async function sendMessages({
  send,
  queueUrl,
  entries,
}: {
  send: SendMessageBatch;
  queueUrl: string;
  entries: readonly ReplayEntry[];
}): Promise<UnsentMessage[]> {
  const fifo = queueUrl.endsWith('.fifo');
  const failures: UnsentMessage[] = [];
  const batches = cutBatches(entries, {
    maxItems: MAX_BATCH_ENTRIES,
    maxBytes: MAX_SQS_BYTES,
    bytesOf: ({ bytes }) => bytes,
  });
  for (const batch of batches) {
    failures.push(
      ...(fifo && failures.length > 0
        ? batch.map(({ messageId }) => ({ messageId, reason: 'Not sent after a failure: the destination is FIFO.' }))
        : await sendBatch(send, queueUrl, batch, fifo)),
    );
  }
  return failures;
}

async function sendBatch(
  send: SendMessageBatch,
  queueUrl: string,
  batch: readonly ReplayEntry[],
  fifo: boolean,
): Promise<UnsentMessage[]> {
  try {
    const { Successful, Failed } = await send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map((entry, index) => requestEntry(entry, `${index}`, fifo)),
      }),
    );
    return batch.flatMap(({ messageId }, index) => {
      if (Successful?.some(({ Id }) => Id === `${index}`)) return [];
      const failed = Failed?.find(({ Id }) => Id === `${index}`);
      const reason = failed ? `${failed.Code ?? 'Failed'}: ${failed.Message ?? ''}` : 'No answer for the message';
      const senderFault = failed?.SenderFault === true && MESSAGE_FAULTS.test(failed.Code ?? '');
      return [{ messageId, reason, ...(senderFault ? { senderFault } : {}) }];
    });
  } catch (error) {
    return batch.map(({ messageId }) => ({ messageId, reason: reasonOf(error) }));
  }
}

/** A FIFO queue needs a group; a message that had none is a group of its own. */
function requestEntry(entry: ReplayEntry, id: string, fifo: boolean): SendMessageBatchRequestEntry {
  const groupId = entry.groupId ?? (fifo ? entry.messageId : undefined);
  return {
    Id: id,
    MessageBody: entry.body,
    MessageAttributes: attributeValues(entry.attributes),
    MessageGroupId: groupId,
    ...(fifo ? { MessageDeduplicationId: entry.deduplicationId ?? entry.messageId } : {}),
    ...(entry.traceHeader === undefined
      ? {}
      : { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: entry.traceHeader } } }),
  };
}

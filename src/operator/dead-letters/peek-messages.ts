import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { readQueueState } from '../../aws/describe/queue-state.ts';
import { receiveMessages } from '../../aws/receive-messages.ts';
import { showMessages } from '../../aws/show-messages.ts';
import { MAX_BATCH_ENTRIES } from '../../domain/service-limits.ts';

/** Long enough to look at a queue's messages without meeting one twice. */
const holdSeconds = 30;

/**
 * Looks at the messages that a queue shows, at most `most` of them, and makes them visible again. SQS has no other way to
 * look: each one's receive count goes up by one, so this is for queues that nothing moves on from soon.
 */
export async function peekMessages(client: SQSClient, queueUrl: string, most: number): Promise<Message[]> {
  const { visible } = await readQueueState(client, queueUrl);
  const wanted = Math.min(most, visible);
  const seen: Message[] = [];
  try {
    while (seen.length < wanted) {
      const messages = await receiveMessages(client, queueUrl, {
        most: Math.min(MAX_BATCH_ENTRIES, wanted - seen.length),
        holdSeconds,
        // A short poll asks only some of SQS's servers, and would miss messages of the others.
        waitSeconds: 1,
      });
      if (messages.length === 0) break;
      seen.push(...messages);
    }
  } finally {
    await showMessages(client, queueUrl, seen);
  }
  return seen;
}

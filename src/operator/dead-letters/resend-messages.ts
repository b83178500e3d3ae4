import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { deleteMessages } from '../../aws/batch/delete-messages.ts';
import { readQueueState } from '../../aws/describe/queue-state.ts';
import { receiveMessages } from '../../aws/receive-messages.ts';
import { sendMessages } from '../../aws/send-messages.ts';
import { showMessages } from '../../aws/show-messages.ts';
import { withoutFailure } from '../../domain/failure-attributes.ts';
import { type MessageAttributes, messageBytes } from '../../domain/message-bytes.ts';
import type { ReplayEntry } from '../../domain/replay/replay-entry.ts';

/** What became of a queue's messages. */
export interface ResendOutcome {
  readonly moved: number;
  /** Messages that stay, and why: each reason with its number. */
  readonly failed: ReadonlyMap<string, number>;
}

/** Long enough to send a batch, with all its retries, before its messages are seen by another. */
const holdSeconds = 120;

/**
 * Sends the messages that a queue shows to the queues they belong to, body and attributes as they were before they failed,
 * and deletes each one only once it was sent: none is lost, and one whose deletion fails can be sent twice. For dead letters
 * that SQS moves by no task of its own: those of a subscription, and those of several queues.
 */
export async function resendMessages(
  client: SQSClient,
  {
    queueUrl,
    burst,
    destinationOf,
    pace,
    signal,
    progress,
  }: {
    queueUrl: string;
    burst: number;
    /** The URL of the queue a message belongs to; a reason where it cannot be told. */
    destinationOf: (message: Message) => { url: string } | { reason: string };
    pace: (messages: number) => Promise<void>;
    signal: AbortSignal;
    progress: (moved: number, of: number) => void;
  },
): Promise<ResendOutcome> {
  const { visible } = await readQueueState(client, queueUrl);
  const failed = new Map<string, number>();
  const kept: Message[] = [];
  let seen = 0;
  let moved = 0;
  try {
    while (seen < visible && !signal.aborted) {
      const messages = await receiveMessages(client, queueUrl, {
        most: Math.min(burst, visible - seen),
        holdSeconds,
        waitSeconds: 1,
      });
      if (messages.length === 0) break;
      seen += messages.length;
      await pace(messages.length);
      const reasons = await send(client, messages, destinationOf);
      const sent = messages.filter((_, index) => reasons[index] === undefined);
      for (const reason of reasons) if (reason !== undefined) failed.set(reason, (failed.get(reason) ?? 0) + 1);
      kept.push(...messages.filter((_, index) => reasons[index] !== undefined));
      const undeleted = await deleteMessages({
        send: (command) => client.send(command),
        queueUrl,
        receiptHandles: sent.map(({ ReceiptHandle }) => ReceiptHandle),
      });
      if (undeleted > 0) failed.set(notDeleted, (failed.get(notDeleted) ?? 0) + undeleted);
      moved += sent.length;
      progress(moved, visible);
    }
  } finally {
    await showMessages(client, queueUrl, kept);
  }
  return { moved, failed };
}

const notDeleted = 'it was sent but could not be deleted, so the next redrive sends it again';

/** For each message, why it was not sent; undefined where it was. */
async function send(
  client: SQSClient,
  messages: readonly Message[],
  destinationOf: (message: Message) => { url: string } | { reason: string },
): Promise<Array<string | undefined>> {
  const reasons: Array<string | undefined> = messages.map(() => undefined);
  const groups = new Map<string, ReplayEntry[]>();
  for (const [index, message] of messages.entries()) {
    const destination = destinationOf(message);
    if ('reason' in destination) reasons[index] = destination.reason;
    else groups.set(destination.url, [...(groups.get(destination.url) ?? []), entryOf(message, String(index))]);
  }
  for (const [queueUrl, entries] of groups) {
    const failures = await sendMessages({ send: (command) => client.send(command), queueUrl, entries });
    for (const { messageId, reason } of failures) reasons[Number(messageId)] = reason;
  }
  return reasons;
}

function entryOf(
  { Body = '', MessageAttributes: given = {}, Attributes = {} }: Message,
  messageId: string,
): ReplayEntry {
  const attributes: MessageAttributes = Object.fromEntries(
    Object.entries(withoutFailure(given)).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
      name,
      { DataType, StringValue, BinaryValue: BinaryValue && Buffer.from(BinaryValue).toString('base64') },
    ]),
  );
  return {
    messageId,
    body: Body,
    attributes,
    bytes: messageBytes(Body, attributes),
    groupId: Attributes.MessageGroupId,
    deduplicationId: Attributes.MessageDeduplicationId,
    traceHeader: Attributes.AWSTraceHeader,
  };
}

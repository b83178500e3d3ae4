/**
 * Puts messages into queues: SQS SendMessage with delay, FIFO sequence and deduplication (SQS guide, FIFO queues).
 * FIFO throughput quotas are not applied.
 */
import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { integer, type LocalDatabase, text } from '../database.ts';
import type { Arrivals } from './arrivals.ts';
import { invalidParameter, invalidValue, missingParameter } from './errors.ts';
import { checkAttributeCount, createContentReader, type MessageContent } from './message-content.ts';
import type { MessageStore } from './message-store.ts';
import type { Queue } from './registry.ts';
import type { OutgoingMessage } from './types.ts';

/** What SendMessage tells of a message. */
export interface SentMessage {
  readonly messageId: string;
  readonly content: MessageContent;
  readonly sequence: number | undefined;
}

export interface Sender {
  /** Throws AwsError when the message is not one that the queue takes. */
  send(queue: Queue, message: OutgoingMessage, options?: { anyNumberOfAttributes: boolean }): SentMessage;
  /** The next sequence number of a FIFO queue. */
  nextSequence(queue: Queue): number;
}

/** A deduplication id is remembered for five minutes, whether its message is still there or not. */
const DEDUPLICATION_MS = 300_000;
/** Letters, digits and punctuation. */
const TOKEN = /^[!-~]{1,128}$/;

/** Refuses what a batch to this queue may not hold in any of its entries: a message without its group, or without what it is known by. */
export function checkBatchOrder(
  queue: Queue,
  entries: readonly { groupId?: unknown; deduplicationId?: unknown }[],
): void {
  if (!queue.fifo) return;
  for (const { groupId, deduplicationId } of entries) {
    if (!groupId) throw invalidParameter('The request must contain the parameter MessageGroupId.');
    if (!deduplicationId && !queue.settings.contentBasedDeduplication) throw invalidParameter(NO_DEDUPLICATION);
  }
}

/** A sender over one store; what it sends is visible to receivers at once, or when its delay is over. */
export function createSender(options: {
  database: LocalDatabase;
  clock: Clock;
  store: MessageStore;
  arrivals: Arrivals;
  newId: () => string;
}): Sender {
  const { database, clock, store, arrivals, newId } = options;
  const read = createContentReader();

  const nextSequence = (queue: Queue) => {
    queue.sequence++;
    database.run('UPDATE queues_queues SET sequence = ? WHERE id = ?', queue.sequence, queue.id);
    return queue.sequence;
  };
  const insert = (queue: Queue, message: OutgoingMessage, content: MessageContent, ordered?: Ordered): SentMessage => {
    const now = clock.now();
    const messageId = newId();
    const sequence = ordered && nextSequence(queue);
    // A FIFO queue's message has no delay of its own: 0 means the queue's (recorded of AWS).
    const own = queue.fifo ? undefined : message.delaySeconds;
    const delay = own === undefined ? queue.settings.delayMs : own * 1000;
    store.expire(queue);
    store.insert(queue, {
      messageId,
      content,
      visibleAt: now + delay,
      traceHeader: message.traceHeader,
      groupId: message.groupId,
      deduplicationId: ordered?.deduplicationId,
      sequence,
    });
    queue.counters.sent++;
    if (delay > 0) arrivals.expect(queue, now + delay);
    else arrivals.arrived(queue);
    return { messageId, content, sequence };
  };

  return {
    nextSequence,
    send(queue, message, { anyNumberOfAttributes } = { anyNumberOfAttributes: false }) {
      if (message.body === '') throw missingParameter('MessageBody');
      const content = read(message.body, message.attributes);
      if (!anyNumberOfAttributes) checkAttributeCount(content.attributeCount);
      if (content.size > queue.settings.maximumBytes) {
        throw invalidParameter(
          `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maximumBytes} bytes.`,
        );
      }
      if (message.groupId !== undefined && !TOKEN.test(message.groupId)) {
        throw invalidValue('MessageGroupId', message.groupId, TOKEN_REASON('MessageGroupId'));
      }
      if (!queue.fifo) {
        if (message.deduplicationId !== undefined)
          throw invalidValue('MessageDeduplicationId', message.deduplicationId, WRONG_TYPE);
        return insert(queue, message, content);
      }
      const ordered = orderOf(queue, message);
      const now = clock.now();
      const scope = queue.settings.deduplicationByGroup ? ordered.groupId : '';
      database.run('DELETE FROM queues_deduplication WHERE queue = ? AND expires_at <= ?', queue.id, now);
      const earlier = database.get(
        'SELECT message_id, sequence FROM queues_deduplication WHERE queue = ? AND scope = ? AND deduplication_id = ?',
        queue.id,
        scope,
        ordered.deduplicationId,
      );
      if (earlier) return { messageId: text(earlier, 'message_id'), content, sequence: integer(earlier, 'sequence') };
      const sent = insert(queue, message, content, ordered);
      database.run(
        'INSERT INTO queues_deduplication VALUES (?, ?, ?, ?, ?, ?)',
        queue.id,
        scope,
        ordered.deduplicationId,
        now + DEDUPLICATION_MS,
        sent.messageId,
        sent.sequence ?? 0,
      );
      return sent;
    },
  };
}

interface Ordered {
  readonly groupId: string;
  readonly deduplicationId: string;
}

const WRONG_TYPE = 'The request include parameter that is not valid for this queue type.';
const NO_DEDUPLICATION =
  'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly';
const TOKEN_REASON = (name: string) =>
  `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;

function orderOf(queue: Queue, message: OutgoingMessage): Ordered {
  const { groupId, deduplicationId, delaySeconds } = message;
  if (groupId === undefined || groupId === '') throw missingParameter('MessageGroupId');
  // Any delay but 0 belongs to the queue as a whole (SQS API reference, SendMessage).
  if (delaySeconds !== undefined && delaySeconds !== 0) throw invalidValue('DelaySeconds', delaySeconds, WRONG_TYPE);
  if (deduplicationId !== undefined && !TOKEN.test(deduplicationId)) {
    throw invalidValue('MessageDeduplicationId', deduplicationId, TOKEN_REASON('MessageDeduplicationId'));
  }
  if (deduplicationId !== undefined) return { groupId, deduplicationId };
  if (!queue.settings.contentBasedDeduplication) {
    throw invalidParameter(NO_DEDUPLICATION);
  }
  return { groupId, deduplicationId: hash('sha256', message.body, 'hex') };
}

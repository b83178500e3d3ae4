/**
 * The messages of every queue in the database: SQS's storage, with visibility, retention and dead letters.
 * Nothing about a single message is kept in memory; only how many a queue holds.
 */
import type { MessageAttributes } from '../../domain/message-bytes.ts';
import type { Clock } from '../clock.ts';
import { integer, type LocalDatabase, optionalInteger, optionalText, type Row, text } from '../database.ts';
import { messageAttributes } from './input.ts';
import type { MessageContent } from './message-content.ts';
import { formatReceiptHandle, type ReceiptHandle } from './receipt-handle.ts';
import type { Queue, QueueRegistry } from './registry.ts';
import type { QueueDepth, ReceivedMessage } from './types.ts';

/** A message as it enters the table. */
export interface NewMessage {
  readonly messageId: string;
  readonly content: MessageContent;
  readonly visibleAt: number;
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly sequence?: number | undefined;
}

/** What became of the message of a receipt handle, and when it was last received. */
export interface HandleState {
  /** `stale`: received again since, under another handle, in a FIFO queue; a standard one takes any of its handles. */
  readonly state: 'inFlight' | 'visible' | 'stale' | 'gone';
  readonly receivedAt: number;
}

export interface MessageStore {
  insert(queue: Queue, message: NewMessage): void;
  /** Makes up to `max` visible messages invisible for a time; those received too often go to the dead-letter queue instead. */
  take(queue: Queue, max: number, visibilityMs: number): ReceivedMessage[];
  /** Deletes the message of a handle; in a FIFO queue, if the handle is that of its last receive. */
  remove(queue: Queue, handle: ReceiptHandle): boolean;
  /** What a handle stands for now. */
  state(queue: Queue, handle: ReceiptHandle): HandleState;
  setVisibility(handle: ReceiptHandle, visibleAt: number): void;
  /** Takes out what is older than the queue's retention period. Called before anything is read. */
  expire(queue: Queue): void;
  purge(queue: Queue): void;
  depth(queue: Queue): QueueDepth;
  inFlight(queue: Queue): number;
  oldest(queue: Queue): number | undefined;
  /** The earliest time after now at which a message becomes visible. */
  nextVisible(queue: Queue): number | undefined;
}

const COLUMNS =
  'id, message_id, md5, attributes, attributes_md5, sent_at, receives, first_received_at, trace, source, group_id, deduplication_id, sequence, body';

const SQL = {
  insert: `INSERT INTO queues_messages
    (queue, visible_at, sent_at, message_id, md5, attributes, attributes_md5, trace, group_id, deduplication_id, sequence, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  /** Ordered as the index is, so that a receive reads no more rows than it takes. */
  visible: `SELECT ${COLUMNS} FROM queues_messages INDEXED BY queues_messages_visible
    WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, receives, id LIMIT ?`,
  /** From what sequence number on each group waits: that of its first message in flight. */
  locks: `SELECT group_id, MIN(sequence) AS sequence FROM queues_messages INDEXED BY queues_messages_visible
    WHERE queue = ? AND visible_at > ? AND receives > 0 GROUP BY group_id`,
  /** The visible messages in order, to find groups by. */
  ordered: `SELECT group_id, sequence FROM queues_messages INDEXED BY queues_messages_ordered
    WHERE queue = ? AND sequence IS NOT NULL AND visible_at <= ? ORDER BY sequence`,
  ofGroup: `SELECT ${COLUMNS} FROM queues_messages INDEXED BY queues_messages_grouped
    WHERE queue = ? AND group_id = ? AND sequence >= ? AND sequence < ? AND visible_at <= ? ORDER BY sequence LIMIT ?`,
  received: `UPDATE queues_messages SET visible_at = ?, receives = receives + 1, received_at = ?,
    first_received_at = COALESCE(first_received_at, ?) WHERE id = ?`,
  deadLetter: 'UPDATE queues_messages SET queue = ?, visible_at = ?, source = ? WHERE id = ?',
  deadLetterOrdered:
    'UPDATE queues_messages SET queue = ?, visible_at = ?, source = ?, sent_at = ?, sequence = ? WHERE id = ?',
  remove: 'DELETE FROM queues_messages WHERE id = ? AND queue = ? AND message_id = ?',
  removeLast: 'DELETE FROM queues_messages WHERE id = ? AND queue = ? AND message_id = ? AND receives = ?',
  state: 'SELECT receives, visible_at, received_at FROM queues_messages WHERE id = ? AND queue = ? AND message_id = ?',
  setVisibility: 'UPDATE queues_messages SET visible_at = ? WHERE id = ?',
  expire: 'DELETE FROM queues_messages WHERE queue = ? AND sent_at <= ?',
  purge: 'DELETE FROM queues_messages WHERE queue = ?',
  /** A purged queue takes again what it knew as sent (recorded of AWS). */
  forgetDuplicates: 'DELETE FROM queues_deduplication WHERE queue = ?',
  oldest: 'SELECT MIN(sent_at) AS oldest FROM queues_messages WHERE queue = ?',
  hidden: `SELECT COUNT(*) AS hidden, COALESCE(SUM(receives > 0), 0) AS in_flight
    FROM queues_messages INDEXED BY queues_messages_visible WHERE queue = ? AND visible_at > ?`,
  next: 'SELECT MIN(visible_at) AS next FROM queues_messages WHERE queue = ? AND visible_at > ?',
} as const;

/** The store over one database; `senderId` is what SenderId says of every message. */
export function createMessageStore(options: {
  database: LocalDatabase;
  clock: Clock;
  registry: QueueRegistry;
  senderId: string;
  nextSequence: (queue: Queue) => number;
  /** Told when a message has come to rest in a dead-letter queue. */
  deadLettered: (target: Queue) => void;
}): MessageStore {
  const { database, clock, registry, senderId } = options;

  const number = (sql: string, column: string, ...values: number[]) => {
    const row = database.get(sql, ...values);
    return row === undefined || row[column] === null ? undefined : integer(row, column);
  };
  const oldest = (queue: Queue) => number(SQL.oldest, 'oldest', queue.id);
  const candidates = (queue: Queue, now: number, max: number): Row[] =>
    queue.fifo ? orderedCandidates(database, queue, now, max) : database.all(SQL.visible, queue.id, now, max);
  const deadLetter = (queue: Queue, target: Queue, row: Row, now: number) => {
    const id = integer(row, 'id');
    if (target.fifo) {
      database.run(SQL.deadLetterOrdered, target.id, now, queue.arn, now, options.nextSequence(target), id);
    } else {
      database.run(SQL.deadLetter, target.id, now, queue.arn, id);
    }
    const sentAt = target.fifo ? now : integer(row, 'sent_at');
    queue.held--;
    target.held++;
    target.nextExpiry = Math.min(target.nextExpiry, sentAt + target.settings.retentionMs);
    queue.counters.deadLettered++;
    options.deadLettered(target);
  };

  return {
    insert(queue, message) {
      const now = clock.now();
      const { content } = message;
      database.run(
        SQL.insert,
        queue.id,
        message.visibleAt,
        now,
        message.messageId,
        content.md5,
        content.attributesJson,
        content.attributesMd5 ?? null,
        message.traceHeader ?? null,
        message.groupId ?? null,
        message.deduplicationId ?? null,
        message.sequence ?? null,
        content.body,
      );
      queue.held++;
      queue.nextExpiry = Math.min(queue.nextExpiry, now + queue.settings.retentionMs);
    },
    take(queue, max, visibilityMs) {
      const now = clock.now();
      const { redrive } = queue.settings;
      const named = redrive && registry.findArn(redrive.targetArn);
      const target = named === queue ? undefined : named;
      const taken: ReceivedMessage[] = [];
      for (let more = queue.held > 0; more && taken.length < max; ) {
        const rows = candidates(queue, now, max - taken.length);
        more = false;
        for (const row of rows) {
          if (redrive && target && integer(row, 'receives') >= redrive.maxReceiveCount) {
            deadLetter(queue, target, row, now);
            more = true;
            continue;
          }
          database.run(SQL.received, now + visibilityMs, now, now, integer(row, 'id'));
          taken.push(receivedMessage(row, now, senderId));
        }
        // A visibility timeout of 0 leaves what was taken visible: the same rows would come again.
        // And what was taken of an ordered queue now locks its groups, so the rest of them waits for the next receive.
        if (taken.length > 0 && (visibilityMs === 0 || queue.fifo)) break;
      }
      queue.counters.received += taken.length;
      return taken;
    },
    remove(queue, handle) {
      const { row, receive, messageId } = handle;
      const removed = queue.fifo
        ? database.run(SQL.removeLast, row, queue.id, messageId, receive)
        : database.run(SQL.remove, row, queue.id, messageId);
      if (removed === 0) return false;
      queue.held--;
      queue.counters.deleted++;
      return true;
    },
    state(queue, handle) {
      const row = database.get(SQL.state, handle.row, queue.id, handle.messageId);
      if (!row) return { state: 'gone', receivedAt: 0 };
      const receivedAt = optionalInteger(row, 'received_at') ?? 0;
      if (queue.fifo && integer(row, 'receives') !== handle.receive) return { state: 'stale', receivedAt };
      return { state: integer(row, 'visible_at') > clock.now() ? 'inFlight' : 'visible', receivedAt };
    },
    setVisibility: (handle, visibleAt) => {
      database.run(SQL.setVisibility, visibleAt, handle.row);
    },
    expire(queue) {
      const now = clock.now();
      if (queue.nextExpiry > now) return;
      queue.held -= database.run(SQL.expire, queue.id, now - queue.settings.retentionMs);
      queue.nextExpiry = (oldest(queue) ?? Number.POSITIVE_INFINITY) + queue.settings.retentionMs;
    },
    purge(queue) {
      database.run(SQL.purge, queue.id);
      database.run(SQL.forgetDuplicates, queue.id);
      queue.held = 0;
    },
    depth(queue) {
      const row = database.get(SQL.hidden, queue.id, clock.now());
      const hidden = row ? integer(row, 'hidden') : 0;
      const inFlight = row ? integer(row, 'in_flight') : 0;
      return { visible: queue.held - hidden, inFlight, delayed: hidden - inFlight };
    },
    inFlight: (queue) => number(SQL.hidden, 'in_flight', queue.id, clock.now()) ?? 0,
    oldest,
    nextVisible: (queue) => number(SQL.next, 'next', queue.id, clock.now()),
  };
}

/**
 * What a receive of a FIFO queue may have: group by group, each in its order, up to the first of it that is in flight
 * (recorded of AWS: a message whose visibility timeout is over comes again though a later one of its group is in flight).
 */
function orderedCandidates(database: LocalDatabase, queue: Queue, now: number, max: number): Row[] {
  const locks = new Map(
    database.all(SQL.locks, queue.id, now).map((row) => [text(row, 'group_id'), integer(row, 'sequence')]),
  );
  const drained = new Set<string>();
  const rows: Row[] = [];
  for (const row of database.iterate(SQL.ordered, queue.id, now)) {
    const group = text(row, 'group_id');
    const first = integer(row, 'sequence');
    const lock = locks.get(group) ?? Number.MAX_SAFE_INTEGER;
    if (drained.has(group) || first >= lock) continue;
    drained.add(group);
    rows.push(...database.all(SQL.ofGroup, queue.id, group, first, lock, now, max - rows.length));
    if (rows.length === max) break;
  }
  return rows;
}

function receivedMessage(row: Row, now: number, senderId: string): ReceivedMessage {
  const receives = integer(row, 'receives') + 1;
  const messageId = text(row, 'message_id');
  const attributes: Record<string, string> = {
    SenderId: senderId,
    ApproximateFirstReceiveTimestamp: String(row['first_received_at'] ?? now),
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(integer(row, 'sent_at')),
  };
  addText(attributes, 'AWSTraceHeader', row, 'trace');
  addText(attributes, 'DeadLetterQueueSourceArn', row, 'source');
  addText(attributes, 'MessageGroupId', row, 'group_id');
  addText(attributes, 'MessageDeduplicationId', row, 'deduplication_id');
  if (row['sequence'] !== null) attributes['SequenceNumber'] = formatSequence(integer(row, 'sequence'));
  const attributesJson = optionalText(row, 'attributes');
  const attributesMd5 = optionalText(row, 'attributes_md5');
  return {
    messageId,
    receiptHandle: formatReceiptHandle(integer(row, 'id'), receives, messageId),
    body: text(row, 'body'),
    md5OfBody: text(row, 'md5'),
    ...(attributesMd5 === undefined ? {} : { md5OfMessageAttributes: attributesMd5 }),
    attributes,
    messageAttributes: storedAttributes(attributesJson),
  };
}

function storedAttributes(json: string | undefined): MessageAttributes {
  const stored: unknown = json === undefined ? undefined : JSON.parse(json);
  return messageAttributes({ stored }, 'stored') ?? {};
}

function addText(attributes: Record<string, string>, name: string, row: Row, column: string): void {
  const value = optionalText(row, column);
  if (value !== undefined) attributes[name] = value;
}

/** A sequence number as SQS writes it: 20 digits. */
export function formatSequence(sequence: number): string {
  return `188${String(sequence).padStart(17, '0')}`;
}

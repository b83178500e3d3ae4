/**
 * Moves messages out of a dead-letter queue as an SQS message move task does: new ids, retention begins again.
 * SQS guide, configure a dead-letter queue redrive; in a FIFO queue the deduplication id becomes the message id.
 */
import { integer, optionalText, type Row } from '../database.ts';
import { AwsError } from '../errors.ts';
import type { QueueEngine } from './engine.ts';
import type { Queue } from './registry.ts';

const VISIBLE =
  'SELECT id, source, sequence FROM queues_messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, receives, id LIMIT ?';
const MOVE = `UPDATE queues_messages SET queue = ?, visible_at = ?, sent_at = ?, receives = 0, first_received_at = NULL,
  source = NULL, message_id = ?, deduplication_id = CASE WHEN sequence IS NULL THEN NULL ELSE ? END, sequence = ? WHERE id = ?`;

/**
 * Moves up to `max` visible messages to the destination, or each to the queue it came from, and tells of each one moved. Throws
 * at the first whose queue cannot be told, as one that was sent here, or is gone: what was moved before it stays moved.
 */
export function moveMessages(
  engine: QueueEngine,
  source: Queue,
  destinationArn: string | undefined,
  max: number,
  onMoved: () => void,
): void {
  const { registry, arrivals, sender, newId, context } = engine;
  const { database, clock } = context;
  const now = clock.now();
  const targetOf = (row: Row): Queue => {
    const arn = destinationArn ?? optionalText(row, 'source');
    if (arn === undefined) {
      throw new AwsError('CouldNotDetermineMessageSource', 'The message did not come through a dead-letter policy.');
    }
    return registry.byArn(arn);
  };
  for (const row of database.all(VISIBLE, source.id, now, max)) {
    const target = targetOf(row);
    const messageId = newId();
    const sequence = target.fifo ? sender.nextSequence(target) : null;
    database.run(MOVE, target.id, now, now, messageId, messageId, sequence, integer(row, 'id'));
    source.held--;
    target.held++;
    target.nextExpiry = Math.min(target.nextExpiry, now + target.settings.retentionMs);
    arrivals.arrived(target);
    onMoved();
  }
}

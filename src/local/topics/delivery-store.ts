/**
 * The deliveries of the stand-in for SNS that could not be made at once, in the database until they are made or given up.
 * AWS keeps them for 23 days at most; here they are kept for as many tries, whatever the clock does.
 */
import { integer, type LocalDatabase, optionalInteger, optionalText, type Row, text } from '../database.ts';
import type { OutgoingMessage } from '../queues/index.ts';
import { readOutgoing } from './stored-message.ts';

/** One message on its way to one queue. */
export interface Delivery {
  /** The topic's name, for its counters. */
  readonly topic: string;
  /** The ARN of the queue. */
  readonly target: string;
  readonly deadLetterArn: string | undefined;
  /** True on the way to the dead-letter queue. */
  readonly redriven: boolean;
  /** How many tries have failed. */
  readonly tries: number;
  readonly message: OutgoingMessage;
  /** Its row, once it could not be delivered at once. */
  readonly row?: number | undefined;
}

export interface DeliveryStore {
  /** Writes a delivery with the time of its next try, null while it is being tried; returns its row. */
  park(delivery: Delivery, due: number | null): number;
  forget(delivery: Delivery): void;
  /** Up to `max` deliveries whose time has come, in the order of their times. */
  due(now: number, max: number): Delivery[];
  /** The earliest time at which one is due. */
  nextDue(): number | undefined;
  waiting(): number;
}

/** The store over one database; what was being tried when the process ended is due at once. */
export function createDeliveryStore(database: LocalDatabase): DeliveryStore {
  database.run('UPDATE topics_deliveries SET due = 0 WHERE due IS NULL');
  const last = database.get('SELECT COALESCE(MAX(id), 0) AS id FROM topics_deliveries');
  let nextRow = last ? integer(last, 'id') + 1 : 1;
  return {
    park({ topic, target, deadLetterArn, redriven, tries, message, row }, due) {
      if (row !== undefined) {
        database.run('UPDATE topics_deliveries SET tries = ?, due = ? WHERE id = ?', tries, due, row);
        return row;
      }
      const id = nextRow++;
      database.run(
        'INSERT INTO topics_deliveries (id, topic, target, dead_letter, redriven, tries, due, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        topic,
        target,
        deadLetterArn ?? null,
        redriven ? 1 : 0,
        tries,
        due,
        JSON.stringify(message),
      );
      return id;
    },
    forget({ row }) {
      if (row !== undefined) database.run('DELETE FROM topics_deliveries WHERE id = ?', row);
    },
    due: (now, max) =>
      database
        .all('SELECT * FROM topics_deliveries WHERE due <= ? ORDER BY due, id LIMIT ?', now, max)
        .map(readDelivery),
    nextDue() {
      const row = database.get('SELECT MIN(due) AS due FROM topics_deliveries WHERE due IS NOT NULL');
      return row && optionalInteger(row, 'due');
    },
    waiting() {
      const row = database.get('SELECT COUNT(*) AS waiting FROM topics_deliveries');
      return row ? integer(row, 'waiting') : 0;
    },
  };
}

function readDelivery(row: Row): Delivery {
  return {
    topic: text(row, 'topic'),
    target: text(row, 'target'),
    deadLetterArn: optionalText(row, 'dead_letter'),
    redriven: integer(row, 'redriven') === 1,
    tries: integer(row, 'tries'),
    message: readOutgoing(text(row, 'message')),
    row: integer(row, 'id'),
  };
}

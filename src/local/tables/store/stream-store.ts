/**
 * The records of DynamoDB's streams, each in the same group as the change that it tells of.
 * A stream has one shard here; records are kept for 24 hours of the stack's clock, as AWS keeps them.
 */
import { integer, type LocalDatabase, text } from '../../database.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize } from '../values/item-size.ts';
import type { TableDefinition } from './definitions.ts';

/** What happened to an item. */
export interface Change {
  readonly keys: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Set when time to live deleted the item. */
  readonly expired?: boolean;
}

/** A record as it is kept. */
export interface StoredRecord {
  readonly sequence: number;
  readonly at: number;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly change: Change;
}

export interface StreamStore {
  /** Notes a change in the table's stream, if it has one; a change that changes nothing is no event. */
  note(table: TableDefinition, change: Change, now: number): void;
  /** Records of a stream from a sequence number on. */
  read(table: TableDefinition, label: string, from: number, limit: number): StoredRecord[];
  /** The sequence number that the next record of any stream gets. */
  nextSequence(): number;
  /** Forgets records from before a time. */
  trim(before: number): void;
  /** Forgets all records of a table. */
  clear(table: TableDefinition): void;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS tables_stream_records (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, table_id INTEGER NOT NULL, label TEXT NOT NULL, at INTEGER NOT NULL, change TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tables_stream_records_of ON tables_stream_records (table_id, label, sequence);
CREATE INDEX IF NOT EXISTS tables_stream_records_at ON tables_stream_records (at);
`;

/** The store of stream records in the stack's database. */
export function createStreamStore(database: LocalDatabase): StreamStore {
  database.define(SCHEMA);
  return {
    note(table, change, now) {
      if (!table.stream?.enabled || (!change.before && !change.after)) return;
      const kept = JSON.stringify(change);
      if (change.before && change.after && JSON.stringify(change.before) === JSON.stringify(change.after)) return;
      database.run(
        'INSERT INTO tables_stream_records (table_id, label, at, change) VALUES (?, ?, ?, ?)',
        ...[table.id, table.stream.label, now, kept],
      );
    },
    read: (table, label, from, limit) =>
      database
        .all(
          'SELECT sequence, at, change FROM tables_stream_records WHERE table_id = ? AND label = ? AND sequence >= ? ORDER BY sequence LIMIT ?',
          ...[table.id, label, from, limit],
        )
        .map((row) => {
          const change: Change = JSON.parse(text(row, 'change'));
          return { sequence: integer(row, 'sequence'), at: integer(row, 'at'), eventName: eventNameOf(change), change };
        }),
    nextSequence() {
      const row = database.get("SELECT seq FROM sqlite_sequence WHERE name = 'tables_stream_records'");
      return row ? integer(row, 'seq') + 1 : 1;
    },
    trim(before) {
      database.run('DELETE FROM tables_stream_records WHERE at < ?', before);
    },
    clear(table) {
      database.run('DELETE FROM tables_stream_records WHERE table_id = ?', table.id);
    },
  };
}

/** The bytes of a record as GetRecords gives them. */
export function recordSize({ keys, before, after }: Change): number {
  return itemSize(keys) + (before ? itemSize(before) : 0) + (after ? itemSize(after) : 0);
}

function eventNameOf({ before, after }: Change): StoredRecord['eventName'] {
  if (!before) return 'INSERT';
  return after ? 'MODIFY' : 'REMOVE';
}

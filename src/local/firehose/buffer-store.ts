/**
 * Streams, buffered records and closed batches as rows: stands in for the storage inside Amazon Data Firehose.
 * Records are kept until they are delivered, or dropped by their lane.
 */
import { bytes, integer, type LocalDatabase, optionalInteger, optionalText, type Row } from '../database.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS firehose_streams (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, seed TEXT NOT NULL, destination TEXT NOT NULL,
  version INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, tags TEXT NOT NULL, encryption TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS firehose_records (
  id INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, lane TEXT NOT NULL, origin INTEGER, arrived INTEGER NOT NULL,
  buffered INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS firehose_records_by_lane ON firehose_records (stream, lane, id);
CREATE TABLE IF NOT EXISTS firehose_batches (
  id INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, lane TEXT NOT NULL, last INTEGER NOT NULL,
  oldest INTEGER NOT NULL, attempts INTEGER NOT NULL, first_attempt INTEGER, bucket_key TEXT, format TEXT
);
`;

/** The stages in which a stream holds records, in the order in which they pass through them. */
export const LANES = ['source', 'data', 'backup', 'processing-failed', 'AmazonOpenSearchService-failed'] as const;
export type LaneName = (typeof LANES)[number];

/** A record at rest; `origin` is the number that it got when it was put, whatever became of it since. */
export interface BufferedRecord {
  readonly id: number;
  readonly origin: number;
  /** When it was put, in epoch milliseconds. */
  readonly arrived: number;
  readonly data: Buffer;
}

/** A closed buffer: every record of the lane up to `last`. `key` is fixed at closing, so that a repeated write replaces itself. */
export interface Batch {
  readonly id: number;
  readonly last: number;
  readonly oldest: number;
  readonly key: string | undefined;
  readonly format: string | undefined;
  attempts: number;
  firstAttempt: number | undefined;
}

/** What an open buffer holds. */
export interface OpenBuffer {
  readonly records: number;
  readonly bytes: number;
  readonly since: number;
  readonly oldest: number;
  readonly last: number;
}

export interface BufferStore {
  /** Adds a record and returns its number; called within `database.write`. */
  append(
    stream: number,
    lane: LaneName,
    record: Omit<BufferedRecord, 'id' | 'origin'> & { origin?: number },
    now: number,
  ): number;
  /** Records of a lane after one number up to another, in order, about `maxBytes` of them; at least one if there is any. */
  page(stream: number, lane: LaneName, after: number, last: number, maxBytes: number): BufferedRecord[];
  remove(id: number): void;
  /** Gives how many records there were. */
  removeUpTo(stream: number, lane: LaneName, last: number): number;
  count(stream: number, lane?: LaneName): number;
  /** When the oldest record of the lanes was put. */
  oldest(stream: number, lanes: readonly LaneName[]): number | undefined;
  openBuffer(stream: number, lane: LaneName, after: number): OpenBuffer | undefined;
  saveBatch(stream: number, lane: LaneName, batch: Omit<Batch, 'id' | 'attempts' | 'firstAttempt'>): Batch;
  updateBatch(batch: Batch): void;
  removeBatch(batch: Batch): void;
  batches(stream: number, lane: LaneName): Batch[];
  /** Drops everything that a stream holds. */
  clear(stream: number): void;
}

/** Opens the tables of the firehose room. */
export function openBufferStore(database: LocalDatabase): BufferStore {
  database.define(SCHEMA);
  return {
    append(stream, lane, { origin, arrived, data }, now) {
      return database.insert(
        'INSERT INTO firehose_records (stream, lane, origin, arrived, buffered, data) VALUES (?, ?, ?, ?, ?, ?)',
        ...[stream, lane, origin ?? null, arrived, now, data],
      );
    },
    page(stream, lane, after, last, maxBytes) {
      const found: BufferedRecord[] = [];
      let size = 0;
      const rows = database.iterate(
        'SELECT id, origin, arrived, data FROM firehose_records WHERE stream = ? AND lane = ? AND id > ? AND id <= ? ORDER BY id',
        ...[stream, lane, after, last],
      );
      for (const row of rows) {
        const record = recordOf(row);
        found.push(record);
        size += record.data.length + 64;
        if (size >= maxBytes) break;
      }
      return found;
    },
    remove: (id) => void database.run('DELETE FROM firehose_records WHERE id = ?', id),
    removeUpTo: (stream, lane, last) =>
      database.run('DELETE FROM firehose_records WHERE stream = ? AND lane = ? AND id <= ?', stream, lane, last),
    count(stream, lane) {
      const row =
        lane === undefined
          ? database.get('SELECT count(*) AS n FROM firehose_records WHERE stream = ?', stream)
          : database.get('SELECT count(*) AS n FROM firehose_records WHERE stream = ? AND lane = ?', stream, lane);
      return row ? integer(row, 'n') : 0;
    },
    oldest(stream, lanes) {
      const arrivals = lanes.flatMap((lane) => {
        const row = database.get(
          'SELECT min(arrived) AS oldest FROM firehose_records WHERE stream = ? AND lane = ?',
          stream,
          lane,
        );
        return (row && optionalInteger(row, 'oldest')) ?? [];
      });
      return arrivals.length === 0 ? undefined : Math.min(...arrivals);
    },
    openBuffer(stream, lane, after) {
      const row = database.get(
        `SELECT count(*) AS records, sum(length(data)) AS bytes, min(buffered) AS since, min(arrived) AS oldest, max(id) AS last
         FROM firehose_records WHERE stream = ? AND lane = ? AND id > ?`,
        stream,
        lane,
        after,
      );
      if (!row || integer(row, 'records') === 0) return undefined;
      return {
        records: integer(row, 'records'),
        bytes: integer(row, 'bytes'),
        since: integer(row, 'since'),
        oldest: integer(row, 'oldest'),
        last: integer(row, 'last'),
      };
    },
    saveBatch(stream, lane, { last, oldest, key, format }) {
      const id = database.insert(
        'INSERT INTO firehose_batches (stream, lane, last, oldest, attempts, bucket_key, format) VALUES (?, ?, ?, ?, 0, ?, ?)',
        ...[stream, lane, last, oldest, key ?? null, format ?? null],
      );
      return { id, last, oldest, key, format, attempts: 0, firstAttempt: undefined };
    },
    updateBatch: ({ id, attempts, firstAttempt }) =>
      void database.run(
        'UPDATE firehose_batches SET attempts = ?, first_attempt = ? WHERE id = ?',
        attempts,
        firstAttempt ?? null,
        id,
      ),
    removeBatch: ({ id }) => void database.run('DELETE FROM firehose_batches WHERE id = ?', id),
    batches: (stream, lane) =>
      database
        .all('SELECT * FROM firehose_batches WHERE stream = ? AND lane = ? ORDER BY id', stream, lane)
        .map(batchOf),
    clear(stream) {
      database.write(() => {
        database.run('DELETE FROM firehose_batches WHERE stream = ?', stream);
        database.run('DELETE FROM firehose_records WHERE stream = ?', stream);
      });
    },
  };
}

function recordOf(row: Row): BufferedRecord {
  const id = integer(row, 'id');
  return {
    id,
    origin: optionalInteger(row, 'origin') ?? id,
    arrived: integer(row, 'arrived'),
    data: bytes(row, 'data'),
  };
}

function batchOf(row: Row): Batch {
  return {
    id: integer(row, 'id'),
    last: integer(row, 'last'),
    oldest: integer(row, 'oldest'),
    key: optionalText(row, 'bucket_key'),
    format: optionalText(row, 'format'),
    attempts: integer(row, 'attempts'),
    firstAttempt: optionalInteger(row, 'first_attempt'),
  };
}

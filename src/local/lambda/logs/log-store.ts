/**
 * Stands in for CloudWatch Logs: the log groups of functions, kept in the database.
 * Keeps the newest lines of each group only; no metric filters, subscriptions or queries.
 */
import type { LocalContext } from '../../context.ts';
import { integer, optionalInteger, text } from '../../database.ts';
import { AwsError } from '../../errors.ts';

export interface LogEvent {
  readonly id: number;
  readonly group: string;
  readonly stream: string;
  /** Epoch milliseconds of local time. */
  readonly timestamp: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionDays: number | undefined;
}

export interface LogStore {
  /** Creates a group; throws ResourceAlreadyExistsException. */
  createGroup(name: string, retentionDays?: number): void;
  /** Creates a group unless it is there. */
  ensureGroup(name: string): void;
  removeGroup(name: string): void;
  setRetention(name: string, days: number | undefined): void;
  groups(): LogGroup[];
  /** Throws ResourceNotFoundException. */
  group(name: string): LogGroup;
  append(event: { group: string; stream: string; message: string }): void;
  /** Appends events with times of their own, all or none; returns the id of the last event there is. */
  appendAll(events: readonly { group: string; stream: string; message: string; timestamp: number }[]): number;
  /** False where there is such a stream, made or written to. */
  createStream(group: string, name: string): boolean;
  hasStream(group: string, name: string): boolean;
  /** Removes a stream and its events; false where there is none. */
  removeStream(group: string, name: string): boolean;
  /** `first` and `last` are the times of its events, absent where it has none. */
  streams(group: string): { name: string; createdAt: number; first?: number; last?: number }[];
  /** Events in order, oldest first, from `after` (an event's id, exclusive), at most `limit`. */
  read(query: {
    group: string;
    streams?: readonly string[] | undefined;
    from?: number | undefined;
    to?: number | undefined;
    after?: number | undefined;
    before?: number | undefined;
    newestFirst?: boolean | undefined;
    limit: number;
  }): LogEvent[];
}

/** The bound on a group's lines here; CloudWatch has none. */
const KEPT_PER_GROUP = 20_000;
/** Lines are pruned once in so many, to keep appending cheap. */
const PRUNE_EVERY = 500;
const DAY_MS = 86_400_000;
/** A log event's limit (CloudWatch Logs quotas: 1 MB). */
const MAX_MESSAGE_BYTES = 1_048_576;

/** The log groups of a stack; those of an earlier run are still there. */
export function createLogStore({ database, clock }: Pick<LocalContext, 'database' | 'clock'>): LogStore {
  database.define(`
    CREATE TABLE IF NOT EXISTS logs_groups (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL, retention_days INTEGER);
    CREATE TABLE IF NOT EXISTS logs_events (
      id INTEGER PRIMARY KEY AUTOINCREMENT, group_name TEXT NOT NULL, stream TEXT NOT NULL,
      time INTEGER NOT NULL, message TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS logs_by_group ON logs_events (group_name, id);
    CREATE TABLE IF NOT EXISTS logs_streams (
      group_name TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (group_name, name)) WITHOUT ROWID;`);
  const appended = new Map<string, number>();
  const toGroup = (row: Record<string, unknown> & Parameters<typeof text>[0]): LogGroup => ({
    name: text(row, 'name'),
    createdAt: integer(row, 'created_at'),
    retentionDays: optionalInteger(row, 'retention_days'),
  });
  const find = (name: string) => {
    const row = database.get('SELECT * FROM logs_groups WHERE name = ?', name);
    return row && toGroup(row);
  };
  const group = (name: string) => {
    const found = find(name);
    if (!found) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return found;
  };
  const insert = (name: string, retentionDays: number | undefined) =>
    database.run(
      'INSERT OR IGNORE INTO logs_groups (name, created_at, retention_days) VALUES (?, ?, ?)',
      name,
      clock.now(),
      retentionDays ?? null,
    );
  const horizon = ({ retentionDays }: LogGroup) => (retentionDays ? clock.now() - retentionDays * DAY_MS : 0);
  const prune = (name: string) => {
    const found = find(name);
    database.run(
      `DELETE FROM logs_events WHERE group_name = ? AND (time < ? OR id <= ifnull(
        (SELECT id FROM logs_events WHERE group_name = ? ORDER BY id DESC LIMIT 1 OFFSET ${KEPT_PER_GROUP}), 0))`,
      name,
      found ? horizon(found) : 0,
      name,
    );
  };

  const append = (event: { group: string; stream: string; message: string; timestamp: number }) => {
    const { group: name, stream, message, timestamp } = event;
    const id = database.insert(
      'INSERT INTO logs_events (group_name, stream, time, message) VALUES (?, ?, ?, ?)',
      name,
      stream,
      timestamp,
      message.length > MAX_MESSAGE_BYTES ? message.slice(0, MAX_MESSAGE_BYTES) : message,
    );
    const count = (appended.get(name) ?? 0) + 1;
    appended.set(name, count % PRUNE_EVERY);
    if (count === PRUNE_EVERY) prune(name);
    return id;
  };
  const hasStream = (name: string, stream: string) =>
    database.get('SELECT 1 AS found FROM logs_streams WHERE group_name = ? AND name = ?', name, stream) !== undefined ||
    database.get(
      'SELECT 1 AS found FROM logs_events WHERE group_name = ? AND stream = ? AND time >= ? LIMIT 1',
      name,
      stream,
      horizon(group(name)),
    ) !== undefined;

  return {
    createGroup(name, retentionDays) {
      if (insert(name, retentionDays) === 0) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      }
    },
    ensureGroup: (name) => void insert(name, undefined),
    removeGroup(name) {
      group(name);
      database.run('DELETE FROM logs_groups WHERE name = ?', name);
      database.run('DELETE FROM logs_events WHERE group_name = ?', name);
      database.run('DELETE FROM logs_streams WHERE group_name = ?', name);
    },
    setRetention(name, days) {
      group(name);
      database.run('UPDATE logs_groups SET retention_days = ? WHERE name = ?', days ?? null, name);
    },
    groups: () => database.all('SELECT * FROM logs_groups ORDER BY name').map(toGroup),
    group,
    append: (event) => void append({ ...event, timestamp: clock.now() }),
    appendAll: (events) => database.write(() => events.reduce((last, event) => Math.max(last, append(event)), 0)),
    createStream(name, stream) {
      if (hasStream(name, stream)) return false;
      database.run(
        'INSERT INTO logs_streams (group_name, name, created_at) VALUES (?, ?, ?)',
        name,
        stream,
        clock.now(),
      );
      return true;
    },
    hasStream,
    removeStream(name, stream) {
      const made = database.run('DELETE FROM logs_streams WHERE group_name = ? AND name = ?', name, stream);
      const written = database.run('DELETE FROM logs_events WHERE group_name = ? AND stream = ?', name, stream);
      return made + written > 0;
    },
    streams(name) {
      const oldest = horizon(group(name));
      const streams = new Map<string, { name: string; createdAt: number; first?: number; last?: number }>();
      for (const row of database.all('SELECT name, created_at FROM logs_streams WHERE group_name = ?', name)) {
        streams.set(text(row, 'name'), { name: text(row, 'name'), createdAt: integer(row, 'created_at') });
      }
      for (const row of database.all(
        'SELECT stream, min(time) AS first, max(time) AS last FROM logs_events WHERE group_name = ? AND time >= ? GROUP BY stream',
        name,
        oldest,
      )) {
        const stream = text(row, 'stream');
        const [first, last] = [integer(row, 'first'), integer(row, 'last')];
        streams.set(stream, { name: stream, createdAt: streams.get(stream)?.createdAt ?? first, first, last });
      }
      return [...streams.values()];
    },
    read({ group: name, streams, from, to, after, before, newestFirst, limit }) {
      const oldest = Math.max(from ?? 0, horizon(group(name)));
      return database
        .all(
          `SELECT * FROM logs_events WHERE group_name = ? AND id > ? AND id < ? AND time >= ? AND time < ?
           AND (? IS NULL OR stream IN (SELECT value FROM json_each(?)))
           ORDER BY id ${newestFirst ? 'DESC' : 'ASC'} LIMIT ?`,
          name,
          after ?? 0,
          before ?? Number.MAX_SAFE_INTEGER,
          oldest,
          to ?? Number.MAX_SAFE_INTEGER,
          streams ? '' : null,
          streams ? JSON.stringify(streams) : '[]',
          limit,
        )
        .map((row) => ({
          id: integer(row, 'id'),
          group: text(row, 'group_name'),
          stream: text(row, 'stream'),
          timestamp: integer(row, 'time'),
          message: text(row, 'message'),
        }));
    },
  };
}

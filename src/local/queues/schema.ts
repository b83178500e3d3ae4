/**
 * The tables in which the stand-in for SQS keeps queues, messages, deduplication and message move tasks.
 * Bodies lie in the message row, so a message costs one insert, one update for each receive and one delete.
 */

/** Every table of the queues; `visible_at` and `sent_at` are epoch milliseconds of the local clock. */
export const QUEUE_SCHEMA = `
CREATE TABLE IF NOT EXISTS queues_queues (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  attributes TEXT NOT NULL,
  tags TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  purged_at INTEGER,
  sequence INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS queues_messages (
  id INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL,
  visible_at INTEGER NOT NULL,
  receives INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER NOT NULL,
  first_received_at INTEGER,
  received_at INTEGER,
  message_id TEXT NOT NULL,
  md5 TEXT NOT NULL,
  attributes TEXT,
  attributes_md5 TEXT,
  trace TEXT,
  source TEXT,
  group_id TEXT,
  deduplication_id TEXT,
  sequence INTEGER,
  body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS queues_messages_visible ON queues_messages (queue, visible_at, receives);
CREATE INDEX IF NOT EXISTS queues_messages_sent ON queues_messages (queue, sent_at);
CREATE INDEX IF NOT EXISTS queues_messages_ordered ON queues_messages (queue, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX IF NOT EXISTS queues_messages_grouped ON queues_messages (queue, group_id, sequence) WHERE sequence IS NOT NULL;
CREATE TABLE IF NOT EXISTS queues_deduplication (
  queue INTEGER NOT NULL,
  scope TEXT NOT NULL,
  deduplication_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (queue, scope, deduplication_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS queues_move_tasks (
  handle TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  destination TEXT,
  rate INTEGER,
  status TEXT NOT NULL,
  moved INTEGER NOT NULL DEFAULT 0,
  to_move INTEGER NOT NULL,
  failure TEXT,
  started_at INTEGER NOT NULL
);
`;

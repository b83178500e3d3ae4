/**
 * The tables in which the stand-in for SNS keeps topics, subscriptions, the deliveries that wait for another try, and what failed.
 * A delivery that succeeds at once never gets a row.
 */

/** Every table of the topics; `due` is NULL while a delivery is being tried, `minute` is in ms since 1970. */
export const TOPIC_SCHEMA = `
CREATE TABLE IF NOT EXISTS topics_topics (
  name TEXT PRIMARY KEY,
  attributes TEXT NOT NULL,
  tags TEXT NOT NULL,
  unsubscribed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS topics_subscriptions (
  id INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
  topic TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  attributes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS topics_deliveries (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  target TEXT NOT NULL,
  dead_letter TEXT,
  redriven INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  due INTEGER,
  message TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS topics_deliveries_due ON topics_deliveries (due);
CREATE TABLE IF NOT EXISTS topics_failures (
  topic TEXT NOT NULL,
  minute INTEGER NOT NULL,
  failed INTEGER NOT NULL DEFAULT 0,
  redriven INTEGER NOT NULL DEFAULT 0,
  failed_to_redrive INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, minute)
);
`;

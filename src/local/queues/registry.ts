/**
 * Which queues there are: their definitions, kept in memory and in the database, found by name, ARN or URL.
 * A name may be used again at once after a delete, where AWS makes one wait for 60 seconds.
 */
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import { integer, optionalInteger, type Row, text } from '../database.ts';
import { textMap } from '../operation-input.ts';
import { noSuchQueue } from './errors.ts';
import type { QueueAttributes } from './queue-attributes.ts';
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts';

/** A queue as the engine works with it; the mutable part is what counts and caches need. */
export interface Queue {
  readonly id: number;
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt: number | undefined;
  attributes: QueueAttributes;
  tags: Record<string, string>;
  settings: QueueSettings;
  /** The last sequence number given out; FIFO only. */
  sequence: number;
  /** Messages in the table, so that no call has to count them. */
  held: number;
  /** No message expires before this time. */
  nextExpiry: number;
  readonly counters: { sent: number; received: number; deleted: number; deadLettered: number };
}

/** The attributes that each message needs, as numbers. */
export interface QueueSettings {
  readonly visibilityMs: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly waitSeconds: number;
  readonly maximumBytes: number;
  readonly redrive: RedrivePolicy | undefined;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationByGroup: boolean;
}

export interface QueueRegistry {
  byName(name: string): Queue | undefined;
  /** Throws QueueDoesNotExist. */
  byArn(arn: string): Queue;
  findArn(arn: string): Queue | undefined;
  byId(id: number): Queue | undefined;
  /** By the last segment of the URL, whatever its host. Throws QueueDoesNotExist. */
  byUrl(url: string): Queue;
  /** In the order of their names. */
  list(): Queue[];
  create(name: string, attributes: QueueAttributes, tags: Record<string, string>): Queue;
  /** Writes attributes, tags and times as they now are. */
  save(queue: Queue): void;
  remove(queue: Queue): void;
  arnOf(name: string): string;
  urlOf(name: string): string;
}

const STORED = `SELECT *, (SELECT COUNT(*) FROM queues_messages WHERE queue = queues_queues.id) AS held FROM queues_queues`;

/** Reads every queue of the database and keeps both in step. */
export function createRegistry({ database, clock, region, accountId, endpointUrl }: LocalContext): QueueRegistry {
  const names = new Map<string, Queue>();
  const ids = new Map<number, Queue>();
  const prefix = arnOf({ region, accountId }, 'sqs', '');
  const queueArn = (name: string) => prefix + name;
  const add = (queue: Queue) => {
    names.set(queue.name, queue);
    ids.set(queue.id, queue);
    return queue;
  };
  const findArn = (arn: string) => (arn.startsWith(prefix) ? names.get(arn.slice(prefix.length)) : undefined);
  const found = (queue: Queue | undefined): Queue => {
    if (!queue) throw noSuchQueue();
    return queue;
  };
  for (const row of database.all(STORED)) add(readQueue(row, queueArn(text(row, 'name'))));
  let lastId = Math.max(0, ...ids.keys());

  return {
    byName: (name) => names.get(name),
    byArn: (arn) => found(findArn(arn)),
    findArn,
    byId: (id) => ids.get(id),
    byUrl(url) {
      const path = url.endsWith('/') ? url.slice(0, -1) : url;
      return found(names.get(path.slice(path.lastIndexOf('/') + 1)));
    },
    list: () => [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    create(name, attributes, tags) {
      const now = clock.now();
      database.run(
        'INSERT INTO queues_queues (id, name, attributes, tags, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)',
        ++lastId,
        name,
        JSON.stringify(attributes),
        JSON.stringify(tags),
        now,
        now,
      );
      return add(
        newQueue({ id: lastId, name, arn: queueArn(name), createdAt: now, modifiedAt: now, attributes, tags }),
      );
    },
    save(queue) {
      queue.settings = settingsOf(queue.attributes);
      queue.nextExpiry = 0;
      database.run(
        'UPDATE queues_queues SET attributes = ?, tags = ?, modified_at = ?, purged_at = ? WHERE id = ?',
        JSON.stringify(queue.attributes),
        JSON.stringify(queue.tags),
        queue.modifiedAt,
        queue.purgedAt ?? null,
        queue.id,
      );
    },
    remove(queue) {
      names.delete(queue.name);
      ids.delete(queue.id);
      database.run('DELETE FROM queues_queues WHERE id = ?', queue.id);
      database.run('DELETE FROM queues_messages WHERE queue = ?', queue.id);
      database.run('DELETE FROM queues_deduplication WHERE queue = ?', queue.id);
    },
    arnOf: queueArn,
    urlOf: (name) => `${endpointUrl()}/${accountId}/${name}`,
  };
}

type Definition = Pick<Queue, 'id' | 'name' | 'arn' | 'createdAt' | 'modifiedAt' | 'attributes' | 'tags'>;

function newQueue(definition: Definition): Queue {
  return {
    ...definition,
    fifo: definition.name.endsWith('.fifo'),
    purgedAt: undefined,
    settings: settingsOf(definition.attributes),
    sequence: 0,
    held: 0,
    nextExpiry: Number.POSITIVE_INFINITY,
    counters: { sent: 0, received: 0, deleted: 0, deadLettered: 0 },
  };
}

function readQueue(row: Row, arn: string): Queue {
  const queue = newQueue({
    id: integer(row, 'id'),
    name: text(row, 'name'),
    arn,
    createdAt: integer(row, 'created_at'),
    modifiedAt: integer(row, 'modified_at'),
    attributes: storedMap(row, 'attributes'),
    tags: storedMap(row, 'tags'),
  });
  queue.purgedAt = optionalInteger(row, 'purged_at');
  queue.sequence = integer(row, 'sequence');
  queue.held = integer(row, 'held');
  queue.nextExpiry = 0;
  return queue;
}

function storedMap(row: Row, column: string): Record<string, string> {
  const stored: unknown = JSON.parse(text(row, column));
  return textMap({ stored }, 'stored');
}

function settingsOf(attributes: QueueAttributes): QueueSettings {
  const seconds = (name: string) => Number(attributes[name] ?? 0);
  const redrive = attributes['RedrivePolicy'];
  return {
    visibilityMs: seconds('VisibilityTimeout') * 1000,
    delayMs: seconds('DelaySeconds') * 1000,
    retentionMs: seconds('MessageRetentionPeriod') * 1000,
    waitSeconds: seconds('ReceiveMessageWaitTimeSeconds'),
    maximumBytes: seconds('MaximumMessageSize'),
    redrive: redrive === undefined ? undefined : parseRedrivePolicy(redrive),
    contentBasedDeduplication: attributes['ContentBasedDeduplication'] === 'true',
    deduplicationByGroup: attributes['DeduplicationScope'] === 'messageGroup',
  };
}

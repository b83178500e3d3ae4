/**
 * Which topics and subscriptions there are: kept in memory, filter policies compiled, and in the database.
 * Everything belongs to one account and Region; a subscription is confirmed as soon as it is made.
 */
import { arnOf } from '../../domain/arn.ts';
import { type FilterPolicy, parseFilterPolicy } from '../../domain/filter-policy/index.ts';
import type { LocalContext } from '../context.ts';
import { integer, type Row, text } from '../database.ts';
import { textMap } from '../operation-input.ts';
import { invalidParameter, notFound } from './errors.ts';

export type Attributes = Readonly<Record<string, string>>;

export interface Topic {
  readonly name: string;
  readonly arn: string;
  attributes: Attributes;
  tags: Record<string, string>;
  /** How many subscriptions it has lost. */
  unsubscribed: number;
  readonly subscriptions: Map<string, Subscription>;
  readonly counters: {
    published: number;
    delivered: number;
    filteredOut: number;
    failed: number;
    redriven: number;
    failedToRedrive: number;
  };
}

export interface Subscription {
  readonly arn: string;
  readonly topic: Topic;
  /** The ARN of the queue. */
  readonly endpoint: string;
  attributes: Attributes;
  settings: SubscriptionSettings;
}

/** What each delivery needs of the attributes. */
export interface SubscriptionSettings {
  readonly raw: boolean;
  readonly filter: FilterPolicy | undefined;
  readonly deadLetterArn: string | undefined;
}

export interface TopicRegistry {
  /** Throws InvalidParameter for what is no ARN, and NotFound. */
  topic(arn: string): Topic;
  findTopic(name: string): Topic | undefined;
  findTopicByArn(arn: string): Topic | undefined;
  /** In the order of their names. */
  topics(): Topic[];
  /** Throws InvalidParameter for what is no ARN, and NotFound. */
  subscription(arn: string): Subscription;
  /** Throws InvalidParameter for what is no ARN. */
  findSubscription(arn: string): Subscription | undefined;
  createTopic(name: string, attributes: Attributes, tags: Record<string, string>): Topic;
  saveTopic(topic: Topic): void;
  removeTopic(topic: Topic): void;
  createSubscription(topic: Topic, endpoint: string, attributes: Attributes): Subscription;
  saveSubscription(subscription: Subscription): void;
  removeSubscription(subscription: Subscription): void;
}

/** Reads every topic and subscription of the database and keeps both in step. */
export function createRegistry({ database, region, accountId }: LocalContext, newId: () => string): TopicRegistry {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();
  const prefix = arnOf({ region, accountId }, 'sns', '');

  const addTopic = (topic: Topic) => {
    topics.set(topic.name, topic);
    return topic;
  };
  const addSubscription = (subscription: Subscription) => {
    subscriptions.set(subscription.arn, subscription);
    subscription.topic.subscriptions.set(subscription.arn, subscription);
    return subscription;
  };
  for (const row of database.all('SELECT * FROM topics_topics')) {
    const name = text(row, 'name');
    const topic = addTopic(newTopic(name, prefix + name, storedMap(row, 'attributes'), storedMap(row, 'tags')));
    topic.unsubscribed = integer(row, 'unsubscribed');
  }
  for (const row of database.all('SELECT * FROM topics_subscriptions ORDER BY id')) {
    const topic = topics.get(text(row, 'topic'));
    const attributes = storedMap(row, 'attributes');
    if (!topic) continue;
    const settings = settingsOf(attributes);
    addSubscription({ arn: text(row, 'arn'), topic, endpoint: text(row, 'endpoint'), attributes, settings });
  }
  const dropSubscription = (subscription: Subscription) => {
    subscriptions.delete(subscription.arn);
    subscription.topic.subscriptions.delete(subscription.arn);
    database.run('DELETE FROM topics_subscriptions WHERE arn = ?', subscription.arn);
  };
  const saveTopic = (topic: Topic) => {
    database.run(
      'UPDATE topics_topics SET attributes = ?, tags = ?, unsubscribed = ? WHERE name = ?',
      JSON.stringify(topic.attributes),
      JSON.stringify(topic.tags),
      topic.unsubscribed,
      topic.name,
    );
  };
  const findTopicByArn = (arn: string) => {
    const topic = topics.get(arn.slice(prefix.length));
    return topic?.arn === arn ? topic : undefined;
  };
  const findSubscription = (arn: string) => {
    checkArn('SubscriptionArn', arn);
    return subscriptions.get(arn);
  };

  return {
    topic(arn) {
      checkArn('TopicArn', arn);
      const topic = findTopicByArn(arn);
      if (!topic) throw notFound('Topic');
      return topic;
    },
    findTopic: (name) => topics.get(name),
    findTopicByArn,
    topics: () => [...topics.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    subscription(arn) {
      const subscription = findSubscription(arn);
      if (!subscription) throw notFound('Subscription');
      return subscription;
    },
    findSubscription,
    createTopic(name, attributes, tags) {
      database.run(
        'INSERT INTO topics_topics (name, attributes, tags) VALUES (?, ?, ?)',
        name,
        JSON.stringify(attributes),
        JSON.stringify(tags),
      );
      return addTopic(newTopic(name, prefix + name, attributes, tags));
    },
    saveTopic,
    removeTopic(topic) {
      for (const subscription of [...topic.subscriptions.values()]) dropSubscription(subscription);
      topics.delete(topic.name);
      database.run('DELETE FROM topics_topics WHERE name = ?', topic.name);
    },
    createSubscription(topic, endpoint, attributes) {
      const arn = `${topic.arn}:${newId()}`;
      const settings = settingsOf(attributes);
      database.run(
        'INSERT INTO topics_subscriptions (arn, topic, endpoint, attributes) VALUES (?, ?, ?, ?)',
        arn,
        topic.name,
        endpoint,
        JSON.stringify(attributes),
      );
      return addSubscription({ arn, topic, endpoint, attributes, settings });
    },
    saveSubscription(subscription) {
      subscription.settings = settingsOf(subscription.attributes);
      database.run(
        'UPDATE topics_subscriptions SET attributes = ? WHERE arn = ?',
        JSON.stringify(subscription.attributes),
        subscription.arn,
      );
    },
    removeSubscription(subscription) {
      dropSubscription(subscription);
      subscription.topic.unsubscribed++;
      saveTopic(subscription.topic);
    },
  };
}

function newTopic(name: string, arn: string, attributes: Attributes, tags: Record<string, string>): Topic {
  return {
    name,
    arn,
    attributes,
    tags,
    unsubscribed: 0,
    subscriptions: new Map(),
    counters: { published: 0, delivered: 0, filteredOut: 0, failed: 0, redriven: 0, failedToRedrive: 0 },
  };
}

function storedMap(row: Row, column: string): Record<string, string> {
  const stored: unknown = JSON.parse(text(row, column));
  return textMap({ stored }, 'stored');
}

function settingsOf(attributes: Attributes): SubscriptionSettings {
  const policy = attributes['FilterPolicy'];
  const redrive = attributes['RedrivePolicy'];
  const target: unknown = redrive === undefined ? {} : JSON.parse(redrive);
  return {
    raw: attributes['RawMessageDelivery'] === 'true',
    filter:
      policy === undefined
        ? undefined
        : parseFilterPolicy(policy, attributes['FilterPolicyScope'] ?? 'MessageAttributes'),
    deadLetterArn: textMap({ target }, 'target')['deadLetterTargetArn'],
  };
}

function checkArn(parameter: string, arn: string): void {
  const elements = arn.split(':').length;
  if (elements < 6) {
    throw invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`);
  }
}

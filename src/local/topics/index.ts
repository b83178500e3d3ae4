/**
 * Stands in for Amazon SNS: standard topics, subscriptions of queues with filter policies, raw or not, and their dead-letter queues.
 * It does not: run FIFO topics, deliver to anything but SQS, check policies or keys, sign notifications, or log delivery status.
 */
import { randomUUID } from 'node:crypto';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import type { Queues } from '../queues/index.ts';
import { createDeliveries } from './delivery.ts';
import { createFailureHistory, type FailureHistory } from './failure-history.ts';
import { publishOperations } from './publish-operations.ts';
import { createRegistry } from './registry.ts';
import { TOPIC_SCHEMA } from './schema.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { topicOperations } from './topic-operations.ts';

export type { Failure } from './failure-history.ts';
export { toTopicQueryResult } from './query-protocol.ts';

/** What GET /_local/metrics says of a topic; all but `published` count deliveries to subscriptions. */
export interface TopicMetrics {
  readonly published: number;
  readonly delivered: number;
  readonly filteredOut: number;
  /** Given up: for the subscription's dead-letter queue, or lost where it has none. */
  readonly failed: number;
  /** Of those, put on the dead-letter queue. */
  readonly redriven: number;
  /** Of those, lost: the dead-letter queue did not take them either. */
  readonly failedToRedrive: number;
}

export interface Topics {
  /** The SNS API (SNS API reference); an attribute map is an object `{name: text}`. */
  readonly operations: Operations;
  metrics(): Record<string, TopicMetrics>;
  /** What became of deliveries that were given up, minute by minute. */
  readonly failures: Pick<FailureHistory, 'sums'>;
  /** Deliveries that are being tried or wait for another try. */
  waiting(): number;
  /** Waits until no delivery waits, or `until` (as performance.now() counts) has come. Resolves true if it had to wait. */
  settle(until: number): Promise<boolean>;
  close(): void;
}

/**
 * The topics of one stack; those already in the database go on where they were, with the deliveries that waited.
 * Sizes are bytes; every refusal is an AwsError with SNS's code (SNS API reference).
 * @example
 * const topics = createTopics(context, { queues });
 * await topics.operations.CreateTopic({ Name: 'news' }, request);
 */
export function createTopics(
  context: LocalContext,
  { queues, newId = randomUUID }: { queues: Queues; newId?: () => string },
): Topics {
  context.database.define(TOPIC_SCHEMA);
  const registry = createRegistry(context, newId);
  const failures = createFailureHistory(context);
  const deliveries = createDeliveries(context, { registry, queues, failures });
  return {
    operations: {
      ...topicOperations({ context, registry }),
      ...subscriptionOperations({ context, registry }),
      ...publishOperations({ context, registry, deliveries, newId }),
    },
    metrics: () => Object.fromEntries(registry.topics().map(({ name, counters }) => [name, { ...counters }])),
    failures,
    waiting: deliveries.waiting,
    settle: deliveries.settle,
    close: deliveries.close,
  };
}

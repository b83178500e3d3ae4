/**
 * Carries published messages to queues: filter, raw or notification, retries on the local clock, the subscription's dead-letter queue.
 * It stands in for SNS delivery to SQS; delivery status logging and the jitter between tries are left out.
 */

import { messageOf } from '../../domain/errors.ts';
import { matchFilterPolicy } from '../../domain/filter-policy/index.ts';
import { MAX_SQS_ATTRIBUTES } from '../../domain/service-limits.ts';
import type { Timer } from '../clock.ts';
import type { LocalContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { OutgoingMessage, Queues } from '../queues/index.ts';
import { createDeliveryStore, type Delivery } from './delivery-store.ts';
import type { Failure, FailureHistory } from './failure-history.ts';
import { notificationWriter, type Published } from './notification.ts';
import type { Subscription, Topic, TopicRegistry } from './registry.ts';
import { retryDelay } from './retry-policy.ts';

export interface Deliveries {
  /** Hands a message to every subscription of the topic. What cannot be delivered now is on disk when this returns. */
  deliver(topic: Topic, published: Published): void;
  /** How many deliveries are being tried or wait for another try. */
  waiting(): number;
  /** Waits until none is left, or `until` (as performance.now() counts) has come. Resolves true if it had to wait. */
  settle(until: number): Promise<boolean>;
  close(): void;
}

const CHUNK = 100;

/** Deliveries over one database; those that were waiting when the process ended go on. */
export function createDeliveries(
  context: LocalContext,
  { registry, queues, failures }: { registry: TopicRegistry; queues: Queues; failures: FailureHistory },
): Deliveries {
  const { clock, faults, warn } = context;
  const store = createDeliveryStore(context.database);
  const settling = new Set<() => void>();
  let timer: Timer | undefined;
  let timerAt = 0;
  let closed = false;

  const countersOf = (topic: string) => registry.findTopic(topic)?.counters;
  const arm = (at: number | undefined) => {
    if (at === undefined || (timer && timerAt <= at)) return;
    timer?.cancel();
    timerAt = at;
    timer = clock.at(at, tryDue);
  };
  const done = (delivery: Delivery) => {
    store.forget(delivery);
    if (settling.size > 0 && store.waiting() === 0) for (const settled of [...settling]) settled();
  };

  const count = (topic: string, what: Failure) => {
    const counters = countersOf(topic);
    if (counters) counters[what]++;
    failures.count(topic, what);
  };

  /** Trying again will not help: to the dead-letter queue, or lost. */
  const giveUp = (delivery: Delivery, reason: string) => {
    const { topic, target, deadLetterArn, redriven, message } = delivery;
    count(topic, redriven ? 'failedToRedrive' : 'failed');
    if (redriven || deadLetterArn === undefined) warn(`topic ${topic}: a message for ${target} is lost: ${reason}`);
    else attempt({ topic, target: deadLetterArn, deadLetterArn: undefined, redriven: true, tries: 0, message });
    done(delivery);
  };
  const again = (delivery: Delivery, reason: string) => {
    const tries = delivery.tries + 1;
    const delay = retryDelay(tries);
    if (delay === undefined) {
      giveUp(delivery, reason);
      return;
    }
    const due = clock.now() + delay;
    store.park({ ...delivery, tries }, due);
    arm(due);
  };
  const send = (delivery: Delivery) => {
    try {
      if (delivery.redriven) queues.sendUnlimited(delivery.target, delivery.message);
      else queues.send(delivery.target, delivery.message);
    } catch (error) {
      // What SQS refuses it will refuse again; anything else is of the moment.
      if (error instanceof AwsError) giveUp(delivery, error.message);
      else again(delivery, messageOf(error));
      return;
    }
    const counters = countersOf(delivery.topic);
    if (delivery.redriven) count(delivery.topic, 'redriven');
    else if (counters) counters.delivered++;
    done(delivery);
  };
  const attempt = (delivery: Delivery) => {
    const gate = faults.pass('sqs', 'SendMessage', delivery.target.slice(delivery.target.lastIndexOf(':') + 1));
    if (gate === undefined) {
      send(delivery);
      return;
    }
    const parked: Delivery = { ...delivery, row: store.park(delivery, null) };
    gate.then(
      () => closed || send(parked),
      (error) => closed || again(parked, messageOf(error)),
    );
  };
  const tryDue = () => {
    timer = undefined;
    for (const delivery of store.due(clock.now(), CHUNK)) attempt(delivery);
    arm(store.nextDue());
  };
  arm(store.nextDue());

  return {
    deliver(topic, published) {
      topic.counters.published++;
      const notification = notificationWriter(published, context.endpointUrl());
      const { message: body, attributes, groupId, traceHeader } = published;
      const raw: OutgoingMessage = { body, attributes, groupId, traceHeader };
      for (const subscription of topic.subscriptions.values()) {
        const { filter, deadLetterArn } = subscription.settings;
        if (filter && !matchFilterPolicy(filter, { body, attributes }).matched) {
          topic.counters.filteredOut++;
          continue;
        }
        const message = subscription.settings.raw
          ? raw
          : { body: notification(subscription.arn), groupId, traceHeader };
        const target = subscription.endpoint;
        const delivery = { topic: topic.name, target, deadLetterArn, redriven: false, tries: 0, message };
        if (tooManyAttributes(subscription, published)) giveUp(delivery, 'raw delivery takes at most 10 attributes');
        else attempt(delivery);
      }
    },
    waiting: store.waiting,
    settle(until) {
      if (closed || store.waiting() === 0) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settled = () => {
          clearTimeout(timeout);
          settling.delete(settled);
          resolve(true);
        };
        const timeout = setTimeout(settled, Math.max(0, until - performance.now()));
        settling.add(settled);
      });
    },
    close() {
      closed = true;
      timer?.cancel();
      for (const settled of [...settling]) settled();
    },
  };
}

function tooManyAttributes({ settings }: Subscription, { attributes }: Published): boolean {
  return settings.raw && attributes !== undefined && Object.keys(attributes).length > MAX_SQS_ATTRIBUTES;
}

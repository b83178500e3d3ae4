/**
 * Carries published messages to queues: filter, raw or notification, retries on the local clock, the subscription's dead-letter queue.
 * It stands in for SNS delivery to SQS; delivery status logging and the jitter between tries are left out.
 */
import { matchFilterPolicy } from '../../domain/filter-policy/index.ts';
import type { Timer } from '../clock.ts';
import type { LocalContext } from '../context.ts';
import { integer, optionalInteger, optionalText, text } from '../database.ts';
import { messageOf } from '../errors.ts';
import type { OutgoingMessage, Queues } from '../queues/index.ts';
import { notificationWriter, type Published } from './notification.ts';
import type { Subscription, Topic, TopicRegistry } from './registry.ts';
import { retryDelay } from './retry-policy.ts';
import { readOutgoing } from './stored-message.ts';

export interface Deliveries {
  /** Hands a message to every subscription of the topic. What cannot be delivered now is on disk when this returns. */
  deliver(topic: Topic, published: Published): void;
  /** How many deliveries are being tried or wait for another try. */
  waiting(): number;
  close(): void;
}

/** One message on its way to one queue. */
interface Delivery {
  readonly topic: string;
  readonly target: string;
  readonly deadLetterArn: string | undefined;
  /** True on the way to the dead-letter queue. */
  readonly redriven: boolean;
  readonly tries: number;
  readonly message: OutgoingMessage;
  /** Its row, once it could not be delivered at once. */
  readonly row?: number | undefined;
}

/** SQS takes no more; SNS takes that for an error of the client and does not try again (SNS guide, raw message delivery). */
const MOST_RAW_ATTRIBUTES = 10;
const CHUNK = 100;

export function createDeliveries(context: LocalContext, registry: TopicRegistry, queues: Queues): Deliveries {
  const { clock, database, faults, warn } = context;
  let timer: Timer | undefined;
  let timerAt = 0;
  let closed = false;

  const countersOf = (topic: string) => registry.findTopic(topic)?.counters;
  const forget = ({ row }: Delivery) => {
    if (row !== undefined) database.run('DELETE FROM topics_deliveries WHERE id = ?', row);
  };
  const arm = (at: number) => {
    if (timer && timerAt <= at) return;
    timer?.cancel();
    timerAt = at;
    timer = clock.at(at, tryDue);
  };
  const park = (delivery: Delivery, due: number | null): number => {
    const { topic, target, deadLetterArn, redriven, tries, message, row } = delivery;
    if (due !== null) arm(due);
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
  };

  /** Neither the network nor the queue's own state will change by trying again: to the dead-letter queue, or lost. */
  const giveUp = (delivery: Delivery, reason: string) => {
    forget(delivery);
    const { topic, target, deadLetterArn, redriven, message } = delivery;
    const counters = countersOf(topic);
    if (counters && !redriven) counters.failed++;
    if (redriven || deadLetterArn === undefined) {
      warn(`topic ${topic}: a message for ${target} is lost: ${reason}`);
      return;
    }
    attempt({ topic, target: deadLetterArn, deadLetterArn: undefined, redriven: true, tries: 0, message });
  };
  const send = (delivery: Delivery) => {
    try {
      if (delivery.redriven) queues.sendUnlimited(delivery.target, delivery.message);
      else queues.send(delivery.target, delivery.message);
    } catch (error) {
      giveUp(delivery, messageOf(error));
      return;
    }
    forget(delivery);
    const counters = countersOf(delivery.topic);
    if (counters && !delivery.redriven) counters.delivered++;
  };
  const again = (delivery: Delivery, reason: string) => {
    const delay = retryDelay(delivery.tries + 1);
    if (delay === undefined) giveUp(delivery, reason);
    else park({ ...delivery, tries: delivery.tries + 1 }, clock.now() + delay);
  };
  const attempt = (delivery: Delivery) => {
    let gate: Promise<unknown> | undefined;
    try {
      gate = faults.pass('sqs', 'SendMessage', delivery.target.slice(delivery.target.lastIndexOf(':') + 1));
    } catch (error) {
      again(delivery, messageOf(error));
      return;
    }
    if (gate === undefined) {
      send(delivery);
      return;
    }
    const parked: Delivery = { ...delivery, row: park(delivery, null) };
    gate.then(
      () => closed || send(parked),
      (error) => closed || again(parked, messageOf(error)),
    );
  };
  const tryDue = () => {
    timer = undefined;
    const due = database.all(
      'SELECT * FROM topics_deliveries WHERE due <= ? ORDER BY due, id LIMIT ?',
      clock.now(),
      CHUNK,
    );
    for (const row of due) {
      attempt({
        topic: text(row, 'topic'),
        target: text(row, 'target'),
        deadLetterArn: optionalText(row, 'dead_letter'),
        redriven: integer(row, 'redriven') === 1,
        tries: integer(row, 'tries'),
        message: readOutgoing(text(row, 'message')),
        row: integer(row, 'id'),
      });
    }
    armNext();
  };
  const armNext = () => {
    const next = database.get('SELECT MIN(due) AS due FROM topics_deliveries WHERE due IS NOT NULL');
    const due = next && optionalInteger(next, 'due');
    if (due !== undefined) arm(due);
  };

  // What was being tried when the process ended is tried again.
  database.run('UPDATE topics_deliveries SET due = 0 WHERE due IS NULL');
  const last = database.get('SELECT COALESCE(MAX(id), 0) AS id FROM topics_deliveries');
  let nextRow = last ? integer(last, 'id') + 1 : 1;
  armNext();

  return {
    deliver(topic, published) {
      topic.counters.published++;
      const notification = notificationWriter(published, context.endpointUrl());
      const raw = rawMessage(published);
      for (const subscription of topic.subscriptions.values()) {
        const { filter, deadLetterArn } = subscription.settings;
        if (
          filter &&
          !matchFilterPolicy(filter, { body: published.message, attributes: published.attributes }).matched
        ) {
          topic.counters.filteredOut++;
          continue;
        }
        const message = subscription.settings.raw
          ? raw
          : { body: notification(subscription.arn), groupId: raw.groupId, traceHeader: raw.traceHeader };
        const delivery = {
          topic: topic.name,
          target: subscription.endpoint,
          deadLetterArn,
          redriven: false,
          tries: 0,
          message,
        };
        if (tooManyAttributes(subscription, published)) giveUp(delivery, 'raw delivery takes at most 10 attributes');
        else attempt(delivery);
      }
    },
    waiting() {
      const row = database.get('SELECT COUNT(*) AS waiting FROM topics_deliveries');
      return row ? integer(row, 'waiting') : 0;
    },
    close() {
      closed = true;
      timer?.cancel();
    },
  };
}

function rawMessage({ message, attributes, groupId, traceHeader }: Published): OutgoingMessage {
  return { body: message, attributes, groupId, traceHeader };
}

function tooManyAttributes({ settings }: Subscription, { attributes }: Published): boolean {
  return settings.raw && attributes !== undefined && Object.keys(attributes).length > MOST_RAW_ATTRIBUTES;
}

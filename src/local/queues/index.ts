/**
 * Stands in for Amazon SQS: queues, messages, visibility, delay, retention, long polling, dead letters and move tasks.
 * It does not: check policies or keys, throttle, spread a queue over servers (a receive is never short of what is there), or reach other accounts.
 */
import { randomUUID } from 'node:crypto';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { createArrivals } from './arrivals.ts';
import { moveTaskOperations } from './message-move-tasks.ts';
import { messageOperations } from './message-operations.ts';
import { createMessageStore } from './message-store.ts';
import { queueOperations } from './queue-operations.ts';
import { parseReceiptHandle } from './receipt-handle.ts';
import { createRegistry } from './registry.ts';
import { QUEUE_SCHEMA } from './schema.ts';
import { createSender } from './sender.ts';
import type { Queues } from './types.ts';

export { messageAttributes } from './input.ts';
export { fromQueueQuery, toQueueQueryResult } from './query-protocol.ts';
export type { OutgoingMessage, Queues, ReceivedMessage } from './types.ts';

/** How often messages that expired are looked for, in local time. */
const EXPIRY_INTERVAL_MS = 3_600_000;

/**
 * The queues of one stack; those already in the database go on where they were.
 * Sizes are bytes, times are local epoch milliseconds; every refusal is an AwsError with SQS's code (SQS API reference).
 * @example
 * const queues = createQueues(context);
 * await queues.operations.CreateQueue({ QueueName: 'orders' }, request);
 * queues.send(queues.arnOf('orders'), { body: 'hello' });
 */
export function createQueues(context: LocalContext, { newId = randomUUID }: { newId?: () => string } = {}): Queues {
  const { clock, database, accountId } = context;
  database.define(QUEUE_SCHEMA);
  const registry = createRegistry(context);
  const arrivals = createArrivals(clock, (queue) => store.nextVisible(queue));
  const store = createMessageStore({
    database,
    clock,
    registry,
    senderId: accountId,
    nextSequence: (queue) => sender.nextSequence(queue),
    deadLettered: (target) => arrivals.arrived(target),
  });
  const sender = createSender({ database, clock, store, arrivals, newId });
  const engine = { context, registry, store, sender, arrivals, newId };
  const tasks = moveTaskOperations(engine);
  // What expired is gone from the disk though nobody asks for it.
  let expiring = clock.after(EXPIRY_INTERVAL_MS, function expireAll() {
    for (const queue of registry.list()) store.expire(queue);
    expiring = clock.after(EXPIRY_INTERVAL_MS, expireAll);
  });
  const operations: Operations = { ...queueOperations(engine), ...messageOperations(engine), ...tasks.operations };

  return {
    operations,
    metrics: () =>
      Object.fromEntries(
        registry.list().map((queue) => {
          store.expire(queue);
          return [queue.name, { ...queue.counters, held: queue.held, inFlight: store.inFlight(queue) }];
        }),
      ),
    exists: (arn) => registry.findArn(arn) !== undefined,
    arnOf: registry.arnOf,
    urlOf: registry.urlOf,
    send: (arn, message) => ({ messageId: sender.send(registry.byArn(arn), message).messageId }),
    sendUnlimited: (arn, message) => ({
      messageId: sender.send(registry.byArn(arn), message, { anyNumberOfAttributes: true }).messageId,
    }),
    receive(arn, max) {
      const queue = registry.byArn(arn);
      store.expire(queue);
      const taken = store.take(queue, max, queue.settings.visibilityMs);
      if (taken.length > 0) arrivals.expect(queue, clock.now() + queue.settings.visibilityMs);
      return taken;
    },
    remove(arn, receiptHandles) {
      const queue = registry.byArn(arn);
      for (const text of receiptHandles) {
        const handle = parseReceiptHandle(text);
        if (handle && store.remove(queue, handle) && queue.fifo) arrivals.arrived(queue);
      }
    },
    depth(arn) {
      const queue = registry.byArn(arn);
      store.expire(queue);
      return store.depth(queue);
    },
    oldest(arn) {
      const queue = registry.byArn(arn);
      store.expire(queue);
      return store.oldest(queue);
    },
    watch: (arn, listener) => arrivals.watch(registry.byArn(arn), listener),
    counts: () =>
      Object.fromEntries(
        registry.list().map((queue) => {
          store.expire(queue);
          return [queue.name, queue.held];
        }),
      ),
    close() {
      expiring.cancel();
      tasks.close();
      arrivals.close();
    },
  };
}

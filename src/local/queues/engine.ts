/**
 * What the operations of the stand-in for SQS work with; all of it belongs to one stack.
 * It has no behaviour of its own.
 */
import type { LocalContext } from '../context.ts';
import type { Arrivals } from './arrivals.ts';
import type { MessageStore } from './message-store.ts';
import type { QueueRegistry } from './registry.ts';
import type { Sender } from './sender.ts';

export interface QueueEngine {
  readonly context: LocalContext;
  readonly registry: QueueRegistry;
  readonly store: MessageStore;
  readonly sender: Sender;
  readonly arrivals: Arrivals;
  readonly newId: () => string;
}

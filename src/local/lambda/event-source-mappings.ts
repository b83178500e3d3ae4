/**
 * Stands in for Lambda's event source mappings of SQS queues.
 * Streams, provisioned pollers and failure destinations are refused by name.
 */
import type { LocalContext } from '../context.ts';
import type { Queues } from '../queues/types.ts';
import type { EventSourceMappings } from './event-source-mapping.ts';
import type { FunctionControl } from './function-control.ts';

/** What mappings need of the queues. */
export type QueueSource = Pick<Queues, 'exists' | 'receive' | 'remove' | 'watch' | 'operations' | 'urlOf'>;

export function createEventSourceMappings(_options: {
  context: LocalContext;
  queues: QueueSource;
  functions: Pick<FunctionControl, 'invoke' | 'stored'>;
  newId: () => string;
}): EventSourceMappings {
  const later = () => {
    throw new Error('not yet');
  };
  return {
    create: later,
    update: later,
    remove: later,
    get: later,
    list: () => [],
    settle: async () => false,
    close: async () => {},
  };
}

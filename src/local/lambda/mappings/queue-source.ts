/**
 * What event source mappings need of the queues, and the two calls that only SQS's API offers.
 * Cross-account queues and queues of other Regions are not reachable.
 */
import { nameOfArn } from '../../../domain/arn.ts';
import type { ServiceRequest } from '../../endpoint/service.ts';
import type { Queues } from '../../queues/index.ts';

export type QueueSource = Pick<Queues, 'exists' | 'receive' | 'remove' | 'watch' | 'operations' | 'urlOf'>;

/** The name in a queue's ARN. */
export function queueName(arn: string): string {
  return nameOfArn(arn);
}

/** The queue's visibility timeout in seconds, or undefined when it cannot be had. */
export function visibilitySeconds(queues: QueueSource, arn: string): number | undefined {
  const result = call(queues, 'GetQueueAttributes', {
    QueueUrl: queues.urlOf(queueName(arn)),
    AttributeNames: ['VisibilityTimeout'],
  });
  const value: unknown = Reflect.get(Object(Reflect.get(Object(result), 'Attributes')), 'VisibilityTimeout');
  return value === undefined ? undefined : Number(value);
}

/** Makes received messages visible again at once; those deleted meanwhile are passed over. */
export function release(queues: QueueSource, arn: string, receiptHandles: readonly string[]): void {
  for (const ReceiptHandle of receiptHandles) {
    try {
      call(queues, 'ChangeMessageVisibility', {
        QueueUrl: queues.urlOf(queueName(arn)),
        ReceiptHandle,
        VisibilityTimeout: 0,
      });
    } catch {
      // Gone, or no longer ours: its own visibility timeout decides.
    }
  }
}

function call(queues: QueueSource, operation: string, input: Record<string, unknown>): unknown {
  const request: ServiceRequest = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    requestId: 'event-source-mapping',
  };
  return queues.operations[operation]?.(input, request);
}

import type { SqsMessage } from '../sqs-event.ts';

/** How often a message was received, this time counted. */
export function receivesOf({ attributes }: Pick<SqsMessage, 'attributes'>): number {
  return Number(attributes['ApproximateReceiveCount'] ?? 1);
}

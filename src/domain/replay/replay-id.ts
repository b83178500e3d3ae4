import type { SqsMessage } from '../sqs-event.ts';

/** The attribute by which `store-order` tells a replay from a repeated delivery. */
export const REPLAY_ID = 'replay-id';

/** The replay that a message belongs to; `original` for the first delivery of an event. */
export function replayIdOf({ messageAttributes }: Pick<SqsMessage, 'messageAttributes'>): string {
  const written = Object.hasOwn(messageAttributes, REPLAY_ID) ? messageAttributes[REPLAY_ID]?.stringValue : undefined;
  return written || 'original';
}

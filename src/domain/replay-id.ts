import { attributeText, type EventAttributes } from './event-attributes.ts';

/** The attribute by which `store-order` tells a replay from a repeated delivery. */
export const REPLAY_ID = 'replay-id';

/** The replay that an event belongs to; `original` for its first delivery. */
export function replayIdOf({ attributes }: { readonly attributes: EventAttributes }): string {
  return attributeText(attributes, REPLAY_ID) || 'original';
}

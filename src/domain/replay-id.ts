import { attributeText, type EventAttributes } from './event-attributes.ts';

/** The attribute by which `store-order` tells a replay from a repeated delivery. */
export const REPLAY_ID = 'replay-id';

/** What stands for no replay. */
const ORIGINAL = 'original';

/** The replay that an event belongs to; `original` for its first delivery. */
export function replayIdOf({ attributes }: { readonly attributes: EventAttributes }): string {
  return attributeText(attributes, REPLAY_ID) || ORIGINAL;
}

/** Whether a replay is one from the archive, which an operator names; not a first delivery, nor an event from the buffer. */
export function isArchiveReplay(replayId: string): boolean {
  return replayId !== ORIGINAL && !replayId.startsWith('buffer:');
}

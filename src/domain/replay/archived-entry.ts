import type { ArchivedEvent } from '../archive/archived-event.ts';
import type { MessageAttribute } from '../message-bytes.ts';
import { type ReplayEntry, withReplayId } from './replay-entry.ts';

/** An archived event to be sent again; a topic takes its subject too. */
export interface ArchivedEntry extends ReplayEntry {
  subject: string | undefined;
}

/**
 * The archived event as it was published, with the attribute `replay-id`; throws an UnsendableMessageError where it
 * leaves no room for it. `messageId` tells it from the others of its batch.
 */
export function archivedEntry(
  { attributes, body, subject }: Pick<ArchivedEvent, 'attributes' | 'body' | 'subject'>,
  { messageId, replayId }: { messageId: string; replayId: string },
): ArchivedEntry {
  const kept = Object.entries(attributes).map(([name, attribute]) => [name, published(attribute)] as const);
  const entry = { messageId, body, groupId: undefined, traceHeader: undefined, deduplicationId: undefined };
  return { ...withReplayId({ ...entry, attributes: Object.fromEntries(kept) }, replayId), subject };
}

function published({ type, value }: ArchivedEvent['attributes'][string]): MessageAttribute {
  return /^Binary(\.|$)/.test(type) ? { DataType: type, BinaryValue: value } : { DataType: type, StringValue: value };
}

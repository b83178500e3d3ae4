import type { ArchivedEvent } from '../archive/archived-event.ts';
import { type ReplayEntry, replayed } from './replay-entry.ts';

/** An archived event to be sent again; a topic takes its subject too. */
export interface ArchivedEntry extends ReplayEntry {
  subject: string | undefined;
}

/**
 * The archived event as it was published, with the attributes `occurred-at` and `replay-id`; throws an
 * UnsendableMessageError where it leaves no room for them. `messageId` tells it from the others of its batch.
 */
export function archivedEntry(
  event: Omit<ArchivedEvent, 'id' | 'redacted'>,
  { messageId, replayId }: { messageId: string; replayId: string },
): ArchivedEntry {
  const delivery = { messageId, groupId: undefined, traceHeader: undefined, deduplicationId: undefined };
  return { ...replayed(event, replayId, delivery), subject: event.subject };
}

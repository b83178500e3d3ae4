import { sentAttributes } from '../../domain/event-attributes.ts';
import { type FilterPolicy, matchFilterPolicy } from '../../domain/filter-policy/index.ts';
import type { ArchivedEvents } from './archived-events.ts';
import type { DrainWork } from './drain-buffer.ts';

/** What besides the archive tells what becomes of an event. */
interface Rules {
  /** The one of the backup: what it does not take is none of its archive's. */
  readonly policy: FilterPolicy | undefined;
  /** Published since then, an event may be on its way to the archive. */
  readonly before: number;
  readonly includeUnidentified: boolean;
  readonly signal: AbortSignal;
}

/** Tells of events of the buffer whether the archive has or lacks them, or why that is left open. */
export function judgeBy(
  archived: Pick<ArchivedEvents, 'cover' | 'has'>,
  { policy, before, includeUnidentified, signal }: Rules,
): DrainWork['judge'] {
  return async (message) => {
    const { publishedAt, body, attributes } = message.event;
    const time = Date.parse(publishedAt);
    await archived.cover(time);
    // Then the archive may not be read to its end.
    if (signal.aborted) return 'pending';
    if (archived.has(message)) return 'archived';
    if (time >= before) return 'pending';
    const wanted =
      policy === undefined || matchFilterPolicy(policy, { body, attributes: sentAttributes(attributes) }).matched;
    if (!wanted) return 'unwanted';
    return message.identified || includeUnidentified ? 'lacking' : 'unidentified';
  };
}

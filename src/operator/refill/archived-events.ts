import { readArchive } from '../../aws/archive/read-events.ts';
import type { BufferedEvent } from '../../domain/archive/buffered-event.ts';
import { createEventIndex, type EventIndex } from '../../domain/archive/event-index.ts';
import type { OpenArchive } from '../archive/open-archive.ts';
import { OperationError } from '../errors.ts';

/** What the archive holds, as far back as it was asked for. */
export interface ArchivedEvents extends Pick<EventIndex, 'has' | 'addSent'> {
  readonly events: number;
  /** Reads the events published at a time and later, unless they are read already. */
  cover(from: number): Promise<void>;
}

/** How the archive is read. */
interface Reading {
  /** No event of the buffer should be older: reading the archive once more goes at least so far back. */
  readonly earliest: number;
  readonly skipUnreadable: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (events: number) => void;
  readonly index?: EventIndex;
}

/**
 * Reads an archive into an index. What cannot be read would be taken for lacking, so it ends the reading with an OperationError
 * unless it is to be passed over; so does an archive that does not fit into memory.
 */
export function openArchivedEvents(
  { s3, archive, window }: OpenArchive,
  { earliest, skipUnreadable, signal, onProgress, index = createEventIndex() }: Reading,
): ArchivedEvents {
  let covered = Number.POSITIVE_INFINITY;
  let reading = Promise.resolve();

  /** Bodies have the time of their objects alone, which a stream begins up to one buffering interval before an event comes. */
  async function read(from: number): Promise<void> {
    const to = Math.min(window.to, covered);
    for await (const found of readArchive(s3, archive, { ...window, from: from - archive.bufferMs, to })) {
      if (signal.aborted) return;
      if (found.kind === 'event') {
        index.add(found);
        if (index.full) throw tooMany(index.events, from);
        if (index.events % PROGRESS_EVENTS === 0) onProgress(index.events);
      }
      if (found.kind === 'unreadable' && !skipUnreadable) {
        const place = `${found.line === undefined ? '' : `line ${found.line} of `}s3://${archive.bucket}/${found.key}`;
        throw new OperationError(
          (called) =>
            `${place} cannot be read, and what is in it would be written again: ${found.reason} (${called('skipUnreadable')} takes it for lacking)`,
        );
      }
    }
    covered = from;
  }

  return {
    has: (event: BufferedEvent) => index.has(event),
    addSent: (event: BufferedEvent) => index.addSent(event),
    get events() {
      return index.events;
    },
    async cover(from) {
      if (from >= covered) return;
      // One reading at a time: who waits finds that it was read meanwhile.
      reading = reading.then(async () => {
        if (from < covered) await read(covered === Number.POSITIVE_INFINITY ? from : Math.min(from, earliest));
      });
      await reading;
    },
  };
}

const PROGRESS_EVENTS = 1000;

function tooMany(events: number, from: number): OperationError {
  return new OperationError(
    `the archive holds more than ${events} events since ${new Date(from).toISOString()}, more than can be told apart at once: let the buffer run empty by a replay, and refill sooner next time`,
  );
}

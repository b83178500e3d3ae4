import type { S3Client } from '@aws-sdk/client-s3';
import { type ArchivedEvent, archivedEvent } from '../../domain/archive/archived-event.ts';
import { codeOf, reasonOf } from '../../domain/errors.ts';
import type { Archive } from './describe-archive.ts';
import { type ArchivedObject, type ArchiveWindow, listArchive, type Unreadable } from './list-archive.ts';
import { readLineBatches } from './read-lines.ts';

/** Where an event stands in the archive. */
export interface Position {
  readonly key: string;
  /** Counted from 1; lines that are empty count and are no events. */
  readonly line: number;
}

/** An event and its place. */
export interface FoundEvent extends Position, ArchivedEvent {
  readonly kind: 'event';
  /** When it was published, in epoch milliseconds; for a plain body, when the oldest record of its object arrived. */
  readonly time: number;
}

/** An object has been read to its end, or as far as it could be. */
export interface ObjectDone {
  readonly kind: 'done';
  readonly object: ArchivedObject;
  readonly lines: number;
}

/**
 * Reads the events of a window, in the order of their objects and lines, from behind the position `after` on where it is
 * given: an event belongs to the window by the time it was published. What cannot be read is told and does not end the
 * reading; each object ends with a `done`. Memory does not grow with the size or the number of objects.
 */
export async function* readArchive(
  client: S3Client,
  archive: Archive,
  window: ArchiveWindow,
  after?: Position,
): AsyncGenerator<FoundEvent | Unreadable | ObjectDone> {
  for await (const entry of listArchive(client, archive, window, after?.key)) {
    if (entry.kind === 'unreadable') {
      yield entry;
      continue;
    }
    const skipped = entry.key === after?.key ? after.line : 0;
    for await (const found of readEvents(client, archive, entry, skipped)) {
      if (found.kind !== 'event' || isInWindow(found, window)) yield found;
    }
  }
}

/** True for an event that was published in the window. */
function isInWindow({ time }: FoundEvent, { from, to }: ArchiveWindow): boolean {
  return time >= from && time < to;
}

/**
 * Reads the events of one object from behind the line `skipped` on. Damage within a line is told for that line; what comes
 * behind any other damage is not read. A connection that is lost on the way is tried again from where it was.
 */
export async function* readEvents(
  client: S3Client,
  { bucket }: Archive,
  object: ArchivedObject,
  skipped = 0,
): AsyncGenerator<FoundEvent | Unreadable | ObjectDone> {
  const { key } = object;
  let done = skipped;
  for (let tries = 1; ; tries += 1) {
    let line = 0;
    try {
      for await (const lines of readLineBatches(client, { bucket, key })) {
        for (const text of lines) {
          line += 1;
          if (line <= done) continue;
          done = line;
          if (text !== '') yield readLine(object, line, text);
        }
      }
    } catch (error) {
      if (tries < MAX_TRIES && isLostConnection(error)) continue;
      yield { kind: 'unreadable', key, line: done + 1, reason: reasonOf(error) };
    }
    yield { kind: 'done', object, lines: done };
    return;
  }
}

const MAX_TRIES = 3;

function isLostConnection(error: unknown): boolean {
  return codeOf(error) === 'ECONNRESET' || codeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE';
}

function readLine({ key, arrivedAt }: ArchivedObject, line: number, text: string | undefined): FoundEvent | Unreadable {
  if (text === undefined) return { kind: 'unreadable', key, line, reason: 'the line is not UTF-8' };
  const event = archivedEvent(text);
  const time = event.publishedAt === undefined ? arrivedAt : Date.parse(event.publishedAt);
  if (Number.isNaN(time)) return { kind: 'unreadable', key, line, reason: `${event.publishedAt} is no time` };
  return { kind: 'event', key, line, time, ...event };
}

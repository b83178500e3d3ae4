import { createHash } from 'node:crypto';
import type { Unreadable } from '../../../aws/archive/list-archive.ts';
import type { FoundEvent, ObjectDone, Position } from '../../../aws/archive/read-events.ts';
import type { UnsentMessage } from '../../../aws/send-messages.ts';
import { backOffMs } from '../../../domain/back-off.ts';
import { UnsendableMessageError } from '../../../domain/errors.ts';
import { type ArchivedEntry, archivedEntry } from '../../../domain/replay/archived-entry.ts';
import { type MaskedValues, maskedReason, maskedValues } from '../../../domain/replay/masked-values.ts';
import type { ReplayEntry } from '../../../domain/replay/replay-entry.ts';
import { OperationError } from '../../errors.ts';

/** How far a replay is. */
export interface ReplayCounts {
  objects: number;
  read: number;
  matched: number;
  sent: number;
  /** Events that can never be sent. */
  unsent: number;
  /** Events with masked values, and those that may have some, sent or not. */
  masked: number;
  possiblyMasked: number;
  /** Events that were not sent for that. */
  skipped: number;
  unreadable: number;
  batches: number;
}

/** What a replay does with what it reads. */
export interface ReplayWork {
  readonly replayId: string;
  /** At most so many events go into a batch, and so many bytes. */
  readonly burst: number;
  readonly maxBytes: number;
  /** How many more events may match. */
  readonly limit: number;
  readonly signal: AbortSignal;
  matches(event: FoundEvent): boolean;
  /** True where events with such values are not to be sent. */
  skips(masked: MaskedValues): boolean;
  /** Told of every event that matches, before it is sent. */
  found(event: FoundEvent, masked: MaskedValues): void;
  /** Sends a batch until all of it is through; returns what was refused for good, and throws when that cannot be had. */
  send(batch: readonly ArchivedEntry[]): Promise<readonly UnsentMessage[]>;
  /** Told of an event that can never be sent. */
  unsendable(event: Position, reason: string): void;
  /** Told of an event that is not sent for its masked values. */
  skipped(event: Position, reason: string): void;
  /** Told of what cannot be read; throws where the replay is to end with it. */
  unreadable(what: Unreadable): void;
  /** Told when everything up to a position is through. */
  reached(position: Position): void;
  progress(at: FoundEvent): void;
}

/** An event on its way, in its turn: to be sent, or to be passed over for a reason. */
type Waiting = { readonly position: Position; readonly masked: MaskedValues } & (
  | { readonly way: 'send'; readonly entry: ArchivedEntry }
  | { readonly way: 'unsendable' | 'skipped'; readonly reason: string }
);

/** So many events may wait, sent or not, before they are told as reached. */
const MAX_WAITING = 1000;

/**
 * Sends the events that match, in their order and in batches, one batch at a time: a position is told as reached only
 * once every event up to it is through, so that going on behind it repeats one batch at most and loses nothing.
 */
export async function replayEvents(
  entries: AsyncIterable<FoundEvent | Unreadable | ObjectDone>,
  counts: ReplayCounts,
  work: ReplayWork,
): Promise<'done' | 'limit' | 'interrupted'> {
  let waiting: Waiting[] = [];
  let batch = { events: 0, bytes: 0 };
  const flush = async () => {
    const turn = waiting;
    waiting = [];
    batch = { events: 0, bytes: 0 };
    await settle(turn, counts, work);
  };
  const endsAt = counts.matched + work.limit;
  for await (const found of entries) {
    if (work.signal.aborted) break;
    if (found.kind === 'done') {
      counts.objects += 1;
      continue;
    }
    if (found.kind === 'unreadable') {
      await flush();
      counts.unreadable += 1;
      work.unreadable(found);
      continue;
    }
    counts.read += 1;
    if (counts.read % 500 === 0) work.progress(found);
    if (!work.matches(found)) continue;
    counts.matched += 1;
    const masked = maskedValues(found);
    work.found(found, masked);
    const next = waitingOf(found, masked, work);
    const bytes = next.way === 'send' ? next.entry.bytes : 0;
    const isFull = next.way === 'send' && (batch.events >= work.burst || batch.bytes + bytes > work.maxBytes);
    if (isFull || waiting.length >= MAX_WAITING) {
      await flush();
      work.progress(found);
    }
    waiting.push(next);
    batch = { events: batch.events + (next.way === 'send' ? 1 : 0), bytes: batch.bytes + bytes };
    if (counts.matched === endsAt) {
      await flush();
      return 'limit';
    }
  }
  if (work.signal.aborted) return 'interrupted';
  await flush();
  return 'done';
}

/** Sends what is to be sent of some events, tells and counts the others, and then tells the last of all as reached. */
async function settle(waiting: readonly Waiting[], counts: ReplayCounts, work: ReplayWork): Promise<void> {
  const sending = waiting.flatMap((event) => (event.way === 'send' ? event : []));
  if (sending.length > 0) {
    const refused = await work.send(sending.map(({ entry }) => entry));
    for (const { messageId, reason } of refused) {
      const position = sending.find(({ entry }) => entry.messageId === messageId)?.position;
      if (position !== undefined) work.unsendable(position, reason);
    }
    counts.batches += 1;
    counts.sent += sending.length - refused.length;
    counts.unsent += refused.length;
  }
  for (const event of waiting) {
    if (event.masked !== 'none') counts[event.masked] += 1;
    if (event.way === 'send') continue;
    work[event.way](event.position, event.reason);
    counts[event.way === 'skipped' ? 'skipped' : 'unsent'] += 1;
  }
  const last = waiting.at(-1);
  if (last !== undefined) work.reached(last.position);
}

function waitingOf(event: FoundEvent, masked: MaskedValues, { replayId, skips }: ReplayWork): Waiting {
  const position = { key: event.key, line: event.line };
  if (skips(masked)) return { position, masked, way: 'skipped', reason: maskedReason(event) };
  const entry = entryOf(event, replayId);
  if (typeof entry === 'string') return { position, masked, way: 'unsendable', reason: entry };
  return { position, masked, way: 'send', entry };
}

/** The event as it is sent, or why it cannot be. */
function entryOf(event: FoundEvent, replayId: string): ArchivedEntry | string {
  const messageId = createHash('sha256').update(`${event.key}\n${event.line}`).digest('hex').slice(0, 32);
  try {
    // A FIFO queue takes the same event of the same replay once, however often the archive has it.
    const deduplicationId = createHash('sha256')
      .update(`${replayId}\n${event.id ?? messageId}`)
      .digest('hex');
    return { ...archivedEntry(event, { messageId, replayId }), deduplicationId };
  } catch (error) {
    if (error instanceof UnsendableMessageError) return error.message;
    throw error;
  }
}

const MAX_TRIES = 8;
const PAUSES = { first: 200, max: 10_000 };

/**
 * Sends a batch, and again what failed of it, with growing pauses. Returns what the destination refuses for good; throws
 * a OperationError when it does not take the rest.
 */
export async function sendUntilThrough<Entry extends Pick<ReplayEntry, 'messageId'>>(
  send: (batch: readonly Entry[]) => Promise<readonly UnsentMessage[]>,
  batch: readonly Entry[],
  wait: (ms: number) => Promise<void>,
): Promise<UnsentMessage[]> {
  const refused: UnsentMessage[] = [];
  let pending = batch;
  for (let tries = 1; ; tries += 1) {
    const failures = new Map((await send(pending)).map((failure) => [failure.messageId, failure]));
    const failed = [...failures.values()];
    refused.push(...failed.filter(({ senderFault }) => senderFault));
    pending = pending.filter(({ messageId }) => failures.has(messageId) && !failures.get(messageId)?.senderFault);
    if (pending.length === 0) return refused;
    const reason = failed.find(({ senderFault }) => !senderFault)?.reason ?? '';
    if (tries >= MAX_TRIES || /NonExistentQueue|QueueDoesNotExist|AccessDenied|NotFound/.test(reason)) {
      throw new OperationError(`${pending.length} events could not be sent (${reason})`);
    }
    await wait(backOffMs(tries, PAUSES));
  }
}

import type { BufferedEvent } from '../../domain/archive/buffered-event.ts';
import { reasonOf } from '../../domain/errors.ts';
import { OperationError } from '../errors.ts';

/** An event of the buffer, and the message it was received in. */
export interface BufferedMessage extends BufferedEvent {
  /** The id of the queue's message. */
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly traceHeader: string | undefined;
}

/** Why an event stays in the buffer. */
type Kept = 'pending' | 'unwanted' | 'unidentified' | 'unsent';

/** What a drain works with. */
export interface DrainWork {
  /** Takes some messages, and hides them from others for an hour. */
  receive(): Promise<readonly BufferedMessage[]>;
  /** What is to become of an event. */
  judge(event: BufferedMessage): Promise<'archived' | 'lacking' | Exclude<Kept, 'unsent'>>;
  /** Sends events; gives those that are refused for good with the reason, and throws when the rest cannot be sent. */
  send(events: readonly BufferedMessage[]): Promise<ReadonlyMap<BufferedMessage, string>>;
  /** Told of every event that was sent, before its message is deleted. */
  sent(event: BufferedMessage): void;
  /** Deletes messages; gives how many could not be. */
  remove(messages: readonly BufferedMessage[]): Promise<number>;
  /** Makes messages visible again. */
  show(messages: readonly BufferedMessage[]): Promise<void>;
  readonly signal: AbortSignal;
  onProgress(counts: DrainCounts): void;
}

/** What became of the events of a buffer so far. */
export interface DrainCounts extends Readonly<Record<Kept, number>> {
  readonly refilled: number;
  /** Those that the archive had. */
  readonly archived: number;
  /** Those of both that could not be deleted: they are visible again after an hour. */
  readonly undeleted: number;
  /** Why those are unsent. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** What became of a buffer; `full`: too many events stay for one run to pass over. */
export interface DrainOutcome extends DrainCounts {
  readonly state: 'done' | 'full' | 'interrupted';
}

/** So many batches are on their way at a time. */
const LANES = 8;

/**
 * A buffer is empty once so many receives in a row, of all lanes, gave nothing but what is too new: a single short poll asks
 * only some of SQS's servers, and a long poll would not tell of too many messages in flight (SQS API, ReceiveMessage).
 */
const MAX_IDLE_RECEIVES = 32;

/** Messages that stay are hidden to the end of the run, so that each is received once; SQS hides 120,000 (SQS guide, quotas). */
const MAX_KEPT = 100_000;

/**
 * Empties a buffer: sends what lacks, deletes what was sent and what the archive has, and lets the rest be seen again at the
 * end. A message is deleted only once its event is safe, so a run that fails or ends anywhere loses nothing; going on by another
 * run repeats at most what was sent and not deleted. Throws OperationError with what was done when it cannot go on.
 */
export async function drainBuffer(work: DrainWork, { maxKept = MAX_KEPT } = {}): Promise<DrainOutcome> {
  const kept = new Map<string, { readonly message: BufferedMessage; readonly why: Kept }>();
  const underWay = new Set<string>();
  const reasons = new Map<string, number>();
  const done = { refilled: 0, archived: 0, undeleted: 0 };
  let idle = 0;
  let failed = false;

  const counts = (): DrainCounts => ({ ...done, ...countKept(kept), reasons: Object.fromEntries(reasons) });
  const goesOn = () => !failed && !work.signal.aborted && idle < MAX_IDLE_RECEIVES && kept.size < maxKept;
  const keep = (message: BufferedMessage, why: Kept) => kept.set(message.messageId, { message, why });

  /** Sends what lacks of a batch; gives what is safe by that. */
  async function sendLacking(lacking: readonly BufferedMessage[]): Promise<BufferedMessage[]> {
    if (lacking.length === 0) return [];
    try {
      const refused = await work.send(lacking);
      for (const [message, reason] of refused) {
        keep(message, 'unsent');
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      const sent = lacking.filter((message) => !refused.has(message));
      for (const message of sent) work.sent(message);
      done.refilled += sent.length;
      return sent;
    } finally {
      for (const { event } of lacking) underWay.delete(event.id);
    }
  }

  async function settle(messages: readonly BufferedMessage[]): Promise<void> {
    const archived: BufferedMessage[] = [];
    const lacking: BufferedMessage[] = [];
    let pending = 0;
    for (const message of messages) {
      const verdict = await work.judge(message);
      if (verdict === 'archived') archived.push(message);
      else if (verdict !== 'lacking') keep(message, verdict);
      // SNS may deliver an event twice: its other message is safe with this one, which stays where sending fails.
      else if (underWay.has(message.event.id)) archived.push(message);
      else {
        underWay.add(message.event.id);
        lacking.push(message);
      }
      if (verdict === 'pending') pending += 1;
    }
    const sent = await sendLacking(lacking);
    const safe = [...archived, ...sent];
    for (const { messageId } of safe) kept.delete(messageId);
    const undeleted = await work.remove(safe);
    done.archived += archived.length;
    done.undeleted += undeleted;
    idle = pending === messages.length ? idle + 1 : 0;
    work.onProgress(counts());
  }

  async function drainLane(): Promise<void> {
    try {
      while (goesOn()) await settle(await work.receive());
    } catch (error) {
      failed = true;
      throw error;
    }
  }

  const lanes = await Promise.allSettled(Array.from({ length: LANES }, drainLane));
  // What cannot be shown now is seen again after the hour.
  await work.show([...kept.values()].map(({ message }) => message)).catch(() => {});
  const failure = lanes.find((lane) => lane.status === 'rejected');
  if (failure !== undefined) throw failureOf(failure.reason, done.refilled);
  const state = work.signal.aborted ? 'interrupted' : kept.size >= maxKept ? 'full' : 'done';
  return { ...counts(), state };
}

function countKept(kept: ReadonlyMap<string, { readonly why: Kept }>): Record<Kept, number> {
  const counts = { pending: 0, unwanted: 0, unidentified: 0, unsent: 0 };
  for (const { why } of kept.values()) counts[why] += 1;
  return counts;
}

function failureOf(cause: unknown, refilled: number): OperationError {
  const done = `${refilled} events are refilled, and nothing is lost: another run goes on`;
  return cause instanceof OperationError
    ? new OperationError((called) => `${cause.sentence(called)}; ${done}`, { cause })
    : new OperationError(`${reasonOf(cause)}; ${done}`, { cause });
}

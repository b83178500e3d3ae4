import { OperationError } from '../../errors.ts';
import type { Operator } from '../../operator.ts';
import { createPace } from '../../pace.ts';
import { openStackClock } from '../../stack/stack-clock.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ReplayRequest } from './plan.ts';
import {
  type ArchiveReplay,
  eventsOf,
  prepareReplay,
  type ReplayRange,
  type ReplayWatch,
  rangeOf,
  startCounts,
  workOf,
} from './prepare.ts';
import { type ReplayCounts, replayEvents, sendUntilThrough } from './send-events.ts';

/** What a replay from the archive did. */
export interface ReplayedArchive extends ReplayRange {
  readonly replayId: string;
  readonly destination: string;
  readonly state: 'done' | 'limit' | 'interrupted';
  readonly objects: number;
  readonly read: number;
  readonly matched: number;
  readonly sent: number;
  /** Events that can never be sent; the file has their places and reasons. */
  readonly unsent: number;
  readonly unreadable: number;
  readonly seconds: number;
  readonly rate: number;
  readonly checkpoint: string;
  readonly unsentFile: string | null;
}

/**
 * Sends archived events again, by the time they were published, to the end of the window, to the limit or until the signal is
 * aborted, with a checkpoint behind each batch: going on with it repeats one batch at most and loses nothing. Throws
 * ReplayRunningError where another process runs it, and OperationError when the destination does not take the rest.
 *
 * @example
 * const { state, sent } = await replayArchive(operator, { from, to, rate: 100, checkpointFolder: '/var/lib/replays' });
 */
export async function replayArchive(
  operator: Operator,
  request: ReplayRequest,
  {
    signal = new AbortController().signal,
    onStart,
    onProgress,
    onPassedOver,
  }: ReplayWatch & { signal?: AbortSignal; onStart?: (replayId: string, range: ReplayRange) => void } = {},
): Promise<ReplayedArchive> {
  const replay = await prepareReplay(operator, request, { dryRun: false });
  const { plan, target } = replay;
  const unlock = plan.file.lock();
  try {
    const counts = startCounts(plan);
    const pace = createPace(request.rate, await openStackClock(operator));
    const checkpoint = (state: Checkpoint['state'], position: Checkpoint['position']) =>
      plan.file.write(checkpointOf(replay, counts, { state, position }));
    let position = plan.checkpoint?.position ?? null;
    checkpoint('running', position);
    onStart?.(plan.id, rangeOf(replay));
    const start = operator.clock.now();
    const skipped = { ...counts };
    let end: ReplayedArchive['state'];
    try {
      end = await replayEvents(eventsOf(replay), counts, {
        ...workOf(replay, counts, { rate: request.rate, start, ...(onProgress === undefined ? {} : { onProgress }) }),
        signal,
        found: () => {},
        send: async (batch) => {
          await pace(batch.length);
          return sendUntilThrough(target.send, batch, operator.clock.wait);
        },
        unsendable: (where, reason) => {
          plan.file.addUnsent({ ...where, reason });
          onPassedOver?.({ what: 'unsendable', ...where, reason });
        },
        unreadable: ({ key, line, reason }) => {
          if (!request.skipUnreadable) {
            const place = line === undefined ? key : `line ${line} of ${key}`;
            throw new OperationError(
              (called) => `${place} cannot be read: ${reason} (${called('skipUnreadable')} passes over it)`,
            );
          }
          onPassedOver?.({ what: 'unreadable', key, line, reason });
        },
        reached: (reached) => {
          position = reached;
          checkpoint('running', position);
        },
      });
    } catch (cause) {
      if (!(cause instanceof OperationError)) throw cause;
      throw new OperationError(
        (called) =>
          `${cause.sentence(called)}; ${counts.sent} events are sent, ${called('resume')} ${plan.id} goes on behind them`,
        { cause },
      );
    }
    checkpoint(end === 'interrupted' ? 'running' : end, position);
    const seconds = (operator.clock.now() - start) / 1000;
    return {
      replayId: plan.id,
      destination: target.name,
      state: end,
      objects: counts.objects,
      read: counts.read,
      matched: counts.matched,
      sent: counts.sent,
      unsent: counts.unsent,
      unreadable: counts.unreadable,
      ...rangeOf(replay),
      seconds,
      rate: seconds > 0 ? (counts.sent - skipped.sent) / seconds : 0,
      checkpoint: plan.file.path,
      unsentFile: counts.unsent > 0 ? plan.file.unsentPath : null,
    };
  } finally {
    unlock();
  }
}

function checkpointOf(
  { plan, open, target }: ArchiveReplay,
  { sent, unsent }: ReplayCounts,
  { state, position }: Pick<Checkpoint, 'state' | 'position'>,
): Checkpoint {
  return {
    version: 1,
    id: plan.id,
    state,
    bucket: open.archive.bucket,
    prefix: open.archive.prefix,
    from: new Date(plan.from).toISOString(),
    to: new Date(plan.to).toISOString(),
    lateMs: open.window.lateMs,
    policy: plan.policy ?? null,
    scope: plan.scope,
    destination: target.kind === 'topic' ? 'topic' : target.name,
    limit: plan.limit ?? null,
    position,
    matched: sent + unsent,
    sent,
    unsent,
  };
}

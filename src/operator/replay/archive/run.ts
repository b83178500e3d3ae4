import type { ReplayOutcomes } from '../../../domain/replay/replay-outcomes.ts';
import { OperationError } from '../../errors.ts';
import type { Operator } from '../../operator.ts';
import { createPace } from '../../pace.ts';
import { openStackClock } from '../../stack/stack-clock.ts';
import type { Checkpoint } from './checkpoint.ts';
import { openOutcomes, type Waiting } from './outcomes.ts';
import type { ReplayRequest } from './plan.ts';
import {
  type ArchiveReplay,
  checkpointName,
  eventsOf,
  type MaskedCounts,
  maskedCounts,
  prepareReplay,
  type ReplayRange,
  type ReplayWatch,
  rangeOf,
  startCounts,
  workOf,
} from './prepare.ts';
import { type ReplayCounts, replayEvents, sendUntilThrough } from './send-events.ts';

/** What a replay from the archive did. */
export interface ReplayedArchive extends ReplayRange, MaskedCounts {
  readonly replayId: string;
  readonly destination: string;
  readonly state: 'done' | 'limit' | 'interrupted';
  readonly objects: number;
  readonly read: number;
  readonly matched: number;
  readonly sent: number;
  /** Events that can never be sent; the file has their places and reasons, as those of the skipped ones. */
  readonly unsent: number;
  readonly unreadable: number;
  readonly seconds: number;
  readonly rate: number;
  readonly checkpoint: string;
  readonly unsentFile: string | null;
  /** What became of the events; null where that was not waited for. */
  readonly outcomes: ReplayOutcomes | null;
}

/** What a replay tells meanwhile, and what ends it. */
export interface RunWatch extends ReplayWatch {
  readonly signal?: AbortSignal;
  readonly onStart?: (replayId: string, range: ReplayRange) => void;
  readonly onWaiting?: (waiting: Waiting) => void;
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
    onWarning = () => {},
    onStart,
    onProgress,
    onPassedOver,
    onWaiting = () => {},
  }: RunWatch = {},
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
    const outcomes = request.wait ? await openOutcomes(operator, replay) : undefined;
    checkpoint('running', position);
    onStart?.(plan.id, rangeOf(replay));
    for (const warning of replay.warnings) onWarning(warning);
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
        skipped: (where, reason) => {
          plan.file.addUnsent({ ...where, reason });
          onPassedOver?.({ what: 'masked', ...where, reason });
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
      ...maskedCounts(replay, counts),
      unreadable: counts.unreadable,
      ...rangeOf(replay),
      seconds,
      rate: seconds > 0 ? (counts.sent - skipped.sent) / seconds : 0,
      checkpoint: plan.file.path,
      unsentFile: counts.unsent + counts.skipped > 0 ? plan.file.unsentPath : null,
      outcomes: outcomes && end !== 'interrupted' ? await outcomes.wait(counts.sent, { signal, onWaiting }) : null,
    };
  } finally {
    unlock();
  }
}

function checkpointOf(
  replay: ArchiveReplay,
  counts: ReplayCounts,
  { state, position }: Pick<Checkpoint, 'state' | 'position'>,
): Checkpoint {
  const { plan, open, target, binding, now } = replay;
  const { sent, unsent, skipped } = counts;
  return {
    version: 1,
    id: plan.id,
    state,
    boundTo: binding,
    begun: plan.checkpoint === undefined ? new Date(now).toISOString() : plan.checkpoint.begun,
    bucket: open.archive.bucket,
    prefix: open.archive.prefix,
    from: new Date(plan.from).toISOString(),
    to: new Date(plan.to).toISOString(),
    lateMs: open.window.lateMs,
    policy: plan.policy ?? null,
    scope: plan.scope,
    destination: checkpointName(target),
    limit: plan.limit ?? null,
    position,
    matched: sent + unsent + skipped,
    sent,
    unsent,
    ...maskedCounts(replay, counts),
  };
}

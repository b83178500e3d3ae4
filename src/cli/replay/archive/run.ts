import { OperationError } from '../../../operator/errors.ts';
import { createPace } from '../../../operator/pace.ts';
import type { Checkpoint } from '../../../operator/replay/archive/checkpoint.ts';
import { type ReplayCounts, replayEvents, sendUntilThrough } from '../../../operator/replay/archive/send-events.ts';
import { openStackClock } from '../../../operator/stack/stack-clock.ts';
import { formatReplay } from './text.ts';
import { type ArchiveReplay, eventsOf, placeOf, rangeOf, startCounts, tellPlace, workOf } from './work.ts';

/** Runs a replay to its end, its limit or Ctrl-C, with a checkpoint behind each batch. Exit code 1 when an event could not be sent, or on Ctrl-C. */
export async function runArchiveReplay(replay: ArchiveReplay): Promise<number> {
  const { session, flags, plan, target } = replay;
  const { terminal } = session;
  const unlock = plan.file.lock();
  try {
    const counts = startCounts(plan);
    const signal = terminal.interrupted();
    const pace = createPace(flags.rate, await openStackClock(session));
    const checkpoint = (state: Checkpoint['state'], position: Checkpoint['position']) =>
      plan.file.write(checkpointOf(replay, counts, { state, position }));
    let position = plan.checkpoint?.position ?? null;
    checkpoint('running', position);
    if (!session.json) terminal.warn(rangeLine(replay));
    const start = performance.now();
    const skipped = { ...counts };
    let end: 'done' | 'limit' | 'interrupted';
    try {
      end = await replayEvents(eventsOf(replay), counts, {
        ...workOf(replay, counts, start),
        signal,
        found: () => {},
        send: async (batch) => {
          await pace(batch.length);
          return sendUntilThrough(target.send, batch, session.clock.wait);
        },
        unsendable: (where, reason) => {
          plan.file.addUnsent({ ...where, reason });
          tellPlace(session, counts.unsent, 'cannot be sent', { ...where, reason });
        },
        unreadable: (what) => {
          if (!flags.skipUnreadable) {
            throw new OperationError(
              `${placeOf(what)} cannot be read: ${what.reason} (--skip-unreadable passes over it)`,
            );
          }
          tellPlace(session, counts.unreadable - 1, 'is passed over', what);
        },
        reached: (reached) => {
          position = reached;
          checkpoint('running', position);
        },
      });
    } catch (cause) {
      if (!(cause instanceof OperationError)) throw cause;
      throw new OperationError(
        `${cause.message}; ${counts.sent} events are sent, --resume ${plan.id} goes on behind them`,
        { cause },
      );
    }
    checkpoint(end === 'interrupted' ? 'running' : end, position);
    const seconds = (performance.now() - start) / 1000;
    const document = {
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
    session.report(document, formatReplay(document));
    return end === 'interrupted' || counts.unsent > 0 ? 1 : 0;
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
    from: plan.from,
    to: plan.to,
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

function rangeLine(replay: ArchiveReplay): string {
  const { from, to, bucket, arrived } = rangeOf(replay);
  return `Replay ${replay.plan.id} of the events published from ${from} to ${to}: objects of s3://${bucket} that arrived from ${arrived.from} to ${arrived.to}`;
}

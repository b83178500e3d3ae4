import { arrivalRange } from '../../../aws/archive/list-archive.ts';
import { type FoundEvent, readArchive } from '../../../aws/archive/read-events.ts';
import { matchFilterPolicy } from '../../../domain/filter-policy/index.ts';
import type { OpenArchive } from '../../../operator/archive/open-archive.ts';
import { burstFor } from '../../../operator/pace.ts';
import type { ReplayCounts, ReplayWork } from '../../../operator/replay/archive/send-events.ts';
import type { Session } from '../../line/session.ts';
import type { ReplayArchiveFlags, ReplayPlan } from './plan.ts';
import type { ReplayTarget } from './target.ts';
import { policyMessage } from './text.ts';

/** A replay from the archive, and what it works with. */
export interface ArchiveReplay {
  readonly session: Session;
  readonly flags: ReplayArchiveFlags;
  readonly plan: ReplayPlan;
  readonly open: OpenArchive;
  readonly target: ReplayTarget;
  /** By the stack's clock. */
  readonly now: number;
}

/** SendMessageBatch and PublishBatch take ten. */
const mostEntries = 10;

/** How many places are told one by one. */
const mostTold = 10;

/** The events of the window, from behind the checkpoint on. */
export function eventsOf({ plan, open }: ArchiveReplay) {
  return readArchive(open.s3, open.archive, open.window, plan.checkpoint?.position ?? undefined);
}

/** What a replay and its trial have in common. */
export function workOf(
  { session, flags, plan, open, target }: ArchiveReplay,
  counts: ReplayCounts,
  start: number,
): Pick<ReplayWork, 'replayId' | 'burst' | 'mostBytes' | 'limit' | 'matches' | 'progress'> {
  const { filter } = plan;
  const { from, to } = open.window;
  return {
    replayId: plan.id,
    burst: burstFor(flags.dryRun ? undefined : flags.rate, mostEntries),
    mostBytes: target.mostBytes,
    limit: plan.limit === undefined ? Number.POSITIVE_INFINITY : plan.limit - counts.matched,
    matches: (event: FoundEvent) => filter === undefined || matchFilterPolicy(filter, policyMessage(event)).matched,
    progress: ({ time }: FoundEvent) => {
      // Objects are read in the order of their arrival, so that the events' own time tells how far the reading is.
      const share = Math.min(1, Math.max(0, (time - from) / (to - from)));
      const elapsed = (performance.now() - start) / 1000;
      const left = share > 0.01 ? `, about ${Math.ceil((elapsed / share) * (1 - share))} s left` : '';
      session.terminal.progress(
        `${counts.matched} of ${counts.read} events match, ${counts.sent} ${flags.dryRun ? 'would be sent' : 'sent'}, ${Math.round(counts.sent / Math.max(elapsed, 0.001))}/s, ${Math.floor(share * 100)} % of the window${left}`,
      );
    },
  };
}

/** What was counted before, where a replay is resumed. */
export function startCounts({ checkpoint }: ReplayPlan): ReplayCounts {
  const { matched = 0, sent = 0, unsent = 0 } = checkpoint ?? {};
  return { objects: 0, read: 0, matched, sent, unsent, unreadable: 0, batches: 0 };
}

/** Forwarders gather events for up to a minute before they put them to the stream. */
const forwarderMs = 60_000;

/**
 * The window of a replay, when the objects arrived that it reads, and whether every event of the window had the time to
 * reach the archive.
 */
export function rangeOf({ plan: { from, to }, open: { archive, window }, now }: ArchiveReplay) {
  const range = arrivalRange(archive, window);
  return {
    from,
    to,
    bucket: archive.bucket,
    settled: window.to + archive.bufferMs + forwarderMs <= now,
    arrived: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
  };
}

/** Names a place on standard error; of many, only the first. */
export function tellPlace(
  { terminal }: Session,
  before: number,
  what: string,
  where: { key: string; line: number | undefined; reason: string },
): void {
  if (before < mostTold) terminal.warn(`forks: ${placeOf(where)} ${what}: ${where.reason}`);
  if (before === mostTold) terminal.warn('forks: more places follow; only their number is told');
}

/** A place as a person reads it. */
export function placeOf({ key, line }: { key: string; line: number | undefined }): string {
  return line === undefined ? key : `line ${line} of ${key}`;
}

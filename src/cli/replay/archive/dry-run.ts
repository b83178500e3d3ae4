import { billedRequests } from '../../../domain/cost/billed-requests.ts';
import { estimateReplay } from '../../../domain/replay/replay-estimate.ts';
import { replayEvents } from '../../../operator/replay/archive/send-events.ts';
import { type FoundLine, formatDryRun, foundLine } from './text.ts';
import { type ArchiveReplay, eventsOf, rangeOf, startCounts, tellPlace, workOf } from './work.ts';

/** Reads all that a replay would and sends nothing: what it would send, and what it would take. Exit code 1 when something stands in its way. */
export async function tryArchiveReplay(replay: ArchiveReplay): Promise<number> {
  const { session, flags, target } = replay;
  const first: FoundLine[] = [];
  const unreadable: object[] = [];
  const counts = startCounts(replay.plan);
  let requests = 0;
  const start = performance.now();
  await replayEvents(eventsOf(replay), counts, {
    ...workOf(replay, counts, start),
    signal: new AbortController().signal,
    found: (event) => {
      if (first.length < flags.first) first.push(foundLine(event));
    },
    send: async (batch) => {
      requests += billedRequests(batch.reduce((sum, { bytes }) => sum + bytes, 0));
      return [];
    },
    unsendable: (position, reason) => tellPlace(session, counts.unsent, 'cannot be sent', { ...position, reason }),
    unreadable: (what) => {
      const { key, line, reason } = what;
      unreadable.push({ key, line: line ?? null, reason });
      tellPlace(session, counts.unreadable - 1, 'cannot be read', what);
    },
    reached: () => {},
  });
  session.terminal.progress('');
  const estimate = estimateReplay({
    events: counts.sent,
    batches: counts.batches,
    requests,
    objects: counts.objects,
    to: target.kind,
    rate: flags.rate,
    readSeconds: (performance.now() - start) / 1000,
    batchSeconds: target.callSeconds,
  });
  const { matched, objects, read, unsent } = counts;
  const document = {
    dryRun: true,
    matched,
    objects,
    first,
    read,
    unsendable: unsent,
    unreadable,
    destination: target.name,
    ...rangeOf(replay),
    rate: flags.rate ?? null,
    estimate,
  };
  session.report(document, formatDryRun(document));
  return unsent > 0 || (unreadable.length > 0 && !flags.skipUnreadable) ? 1 : 0;
}

import type { FoundEvent } from '../../../aws/archive/read-events.ts';
import { redactCardData } from '../../../domain/card-data/redact-card-data.ts';
import { billedRequests } from '../../../domain/cost/billed-requests.ts';
import { estimateReplay, type ReplayEstimate } from '../../../domain/replay/replay-estimate.ts';
import type { Operator } from '../../operator.ts';
import type { ReplayRequest } from './plan.ts';
import {
  eventsOf,
  prepareReplay,
  type ReplayRange,
  type ReplayWatch,
  rangeOf,
  startCounts,
  workOf,
} from './prepare.ts';
import { replayEvents } from './send-events.ts';

/** An event as a dry run names it; card data masked. */
export interface NamedEvent {
  /** The SNS message id, where the archive has it. */
  readonly id: string | null;
  readonly eventId: string | null;
  readonly publishedAt: string;
  readonly key: string;
  readonly line: number;
  readonly body: string;
}

/** What a replay would send, and what it would take. */
export interface DryRun extends ReplayRange {
  readonly dryRun: true;
  readonly matched: number;
  readonly objects: number;
  readonly first: readonly NamedEvent[];
  readonly read: number;
  readonly unsendable: number;
  readonly unreadable: readonly { readonly key: string; readonly line: number | null; readonly reason: string }[];
  readonly destination: string;
  readonly rate: number | null;
  readonly estimate: ReplayEstimate;
}

/**
 * Reads all that a replay would and sends nothing; `first` of the events are named.
 *
 * @example
 * const { matched, estimate } = await tryReplay(operator, { from, to, first: 5, checkpointFolder: '/var/lib/replays' });
 */
export async function tryReplay(
  operator: Operator,
  request: ReplayRequest & { readonly first: number },
  { onWarning = () => {}, onProgress, onPassedOver }: ReplayWatch = {},
): Promise<DryRun> {
  const replay = await prepareReplay(operator, request, { dryRun: true });
  const { target } = replay;
  for (const warning of replay.warnings) onWarning(warning);
  const first: NamedEvent[] = [];
  const unreadable: { key: string; line: number | null; reason: string }[] = [];
  const counts = startCounts(replay.plan);
  let requests = 0;
  const start = operator.clock.now();
  await replayEvents(eventsOf(replay), counts, {
    ...workOf(replay, counts, { rate: undefined, start, ...(onProgress === undefined ? {} : { onProgress }) }),
    signal: new AbortController().signal,
    found: (event) => {
      if (first.length < request.first) first.push(named(event));
    },
    send: async (batch) => {
      requests += billedRequests(batch.reduce((sum, { bytes }) => sum + bytes, 0));
      return [];
    },
    unsendable: (position, reason) => onPassedOver?.({ what: 'unsendable', ...position, reason }),
    unreadable: ({ key, line, reason }) => {
      unreadable.push({ key, line: line ?? null, reason });
      onPassedOver?.({ what: 'unreadable', key, line, reason });
    },
    reached: () => {},
  });
  const estimate = estimateReplay({
    events: counts.sent,
    batches: counts.batches,
    requests,
    objects: counts.objects,
    to: target.kind,
    rate: request.rate,
    readSeconds: (operator.clock.now() - start) / 1000,
    batchSeconds: target.callSeconds,
  });
  return {
    dryRun: true,
    matched: counts.matched,
    objects: counts.objects,
    first,
    read: counts.read,
    unsendable: counts.unsent,
    unreadable,
    destination: target.name,
    ...rangeOf(replay),
    rate: request.rate ?? null,
    estimate,
  };
}

const MAX_BODY_CHARACTERS = 200;

function named({ id, attributes, time, key, line, body }: FoundEvent): NamedEvent {
  return {
    id: id ?? null,
    eventId: attributes['event-id']?.value ?? null,
    publishedAt: new Date(time).toISOString(),
    key,
    line,
    body: redactCardData(body).slice(0, MAX_BODY_CHARACTERS),
  };
}

import type { FoundEvent } from '../../../aws/archive/read-events.ts';
import { redactCardData } from '../../../domain/card-data/redact-card-data.ts';
import { billedRequests } from '../../../domain/cost/billed-requests.ts';
import { estimateReplay, type ReplayEstimate } from '../../../domain/replay/replay-estimate.ts';
import type { Operator } from '../../operator.ts';
import type { ReplayRequest } from './plan.ts';
import {
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

/** An event with masked values as a dry run names it. */
export interface MaskedEvent extends Omit<NamedEvent, 'body'> {
  /** False where its line does not tell, and it only looks so. */
  readonly certain: boolean;
  /** JSON pointers into its line, or of a possibly masked one none. */
  readonly masked: readonly string[];
  /** How many more there are, which have no room in the line. */
  readonly more: number;
}

/** What a replay would send, and what it would take. */
export interface DryRun extends ReplayRange, MaskedCounts {
  readonly dryRun: true;
  readonly matched: number;
  readonly objects: number;
  readonly first: readonly NamedEvent[];
  readonly read: number;
  readonly unsendable: number;
  /** The first hundred events that have masked values, or look so. */
  readonly maskedEvents: readonly MaskedEvent[];
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
  const maskedEvents: MaskedEvent[] = [];
  const unreadable: { key: string; line: number | null; reason: string }[] = [];
  const counts = startCounts(replay.plan);
  let requests = 0;
  const start = operator.clock.now();
  await replayEvents(eventsOf(replay), counts, {
    ...workOf(replay, counts, { rate: undefined, start, ...(onProgress === undefined ? {} : { onProgress }) }),
    signal: new AbortController().signal,
    found: (event, masked) => {
      if (first.length < request.first) first.push(named(event));
      if (masked !== 'none' && maskedEvents.length < MAX_MASKED_EVENTS) maskedEvents.push(namedMasked(event));
    },
    send: async (batch) => {
      requests += billedRequests(batch.reduce((sum, { bytes }) => sum + bytes, 0));
      return [];
    },
    unsendable: (position, reason) => onPassedOver?.({ what: 'unsendable', ...position, reason }),
    skipped: () => {},
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
    ...maskedCounts(replay, counts),
    maskedEvents,
    unreadable,
    destination: target.name,
    ...rangeOf(replay),
    rate: request.rate ?? null,
    estimate,
  };
}

const MAX_BODY_CHARACTERS = 200;
const MAX_MASKED_EVENTS = 100;

function named(event: FoundEvent): NamedEvent {
  return { ...placed(event), body: redactCardData(event.body).slice(0, MAX_BODY_CHARACTERS) };
}

function namedMasked(event: FoundEvent): MaskedEvent {
  const { masked = [], more = 0 } = event.redacted ?? {};
  return { ...placed(event), certain: event.redacted !== undefined, masked, more };
}

function placed({ id, attributes, time, key, line }: FoundEvent): Omit<NamedEvent, 'body'> {
  return {
    id: id ?? null,
    eventId: attributes['event-id']?.value ?? null,
    publishedAt: new Date(time).toISOString(),
    key,
    line,
  };
}

import { LambdaClient } from '@aws-sdk/client-lambda';
import { arrivalRange } from '../../../aws/archive/list-archive.ts';
import { type FoundEvent, readArchive } from '../../../aws/archive/read-events.ts';
import { type FilterableMessage, matchFilterPolicy } from '../../../domain/filter-policy/index.ts';
import { type OpenArchive, openArchive } from '../../archive/open-archive.ts';
import { RequestError, type Sentence } from '../../errors.ts';
import type { Operator } from '../../operator.ts';
import { burstFor } from '../../pace.ts';
import type { Deployment } from '../../stack/deployment.ts';
import { findDeployment } from '../../stack/find-deployment.ts';
import { openStackClock } from '../../stack/stack-clock.ts';
import { type Consumer, consumerWarnings, type ReplayWarning, readConsumers } from '../destination.ts';
import { adoptedText, bindingOf, isSameStack, refuseOtherBucket, refuseOtherStack } from './binding.ts';
import type { Binding, Checkpoint } from './checkpoint.ts';
import { planReplay, type ReplayPlan, type ReplayRequest } from './plan.ts';
import type { ReplayCounts, ReplayWork } from './send-events.ts';
import { openTarget, type ReplayTarget } from './target.ts';

/** A replay from the archive, and what it works with. */
export interface ArchiveReplay {
  readonly operator: Operator;
  readonly request: ReplayRequest;
  readonly plan: ReplayPlan;
  readonly open: OpenArchive;
  readonly target: ReplayTarget;
  readonly binding: Binding;
  /** The functions that take what is sent; undefined where the stack cannot be asked. */
  readonly consumers: readonly Consumer[] | undefined;
  /** What speaks against it, or should be known before anything is sent. */
  readonly warnings: readonly ReplayWarning[];
  /** By the stack's clock. */
  readonly now: number;
}

/** How far a replay is. */
export interface ArchiveProgress {
  readonly matched: number;
  readonly read: number;
  /** Of a dry run, what would be sent. */
  readonly sent: number;
  readonly perSecond: number;
  /** Of the window, from 0 to 1. */
  readonly share: number;
  /** Undefined while it cannot be told. */
  readonly secondsLeft: number | undefined;
}

/** Something of the archive that is not sent, and why. */
export interface PassedOver {
  readonly what: 'unsendable' | 'masked' | 'unreadable';
  readonly key: string;
  readonly line: number | undefined;
  readonly reason: string;
}

/** What a replay, or its dry run, tells meanwhile. */
export interface ReplayWatch {
  /** Told before anything is sent. */
  readonly onWarning?: (warning: ReplayWarning) => void;
  readonly onProgress?: (progress: ArchiveProgress) => void;
  readonly onPassedOver?: (place: PassedOver) => void;
}

/** Finds all that a replay needs, and looks once at its destination. Throws RequestError for what must not be, or cannot be chosen. */
export async function prepareReplay(
  operator: Operator,
  request: ReplayRequest,
  { dryRun }: { dryRun: boolean },
): Promise<ArchiveReplay> {
  const { yesAllForks = false, stream } = request;
  const refuseTopic = (isTopic: boolean) => {
    if (isTopic && !yesAllForks && !dryRun) throw new RequestError(allForks);
  };
  refuseTopic(request.destination === 'topic');
  const plan = planReplay(request, { dryRun });
  const { bucket, prefix, from, to, lateMs, checkpoint } = plan;
  let found: Promise<Deployment> | undefined;
  const deployment = () => {
    found ??= findDeployment(operator);
    return found;
  };
  const stack = await stackOf(deployment, checkpoint);
  const binding = bindingOf(operator.connection, stack);
  if (checkpoint !== undefined) refuseOtherStack(checkpoint, binding, { adopt: request.adopt === true });
  const open = await openArchive(operator, { stream, bucket, prefix, from, to, lateMs });
  if (checkpoint !== undefined) refuseOtherBucket(checkpoint, open.archive.bucket);
  const target = await openTarget(operator, deployment, plan.destination);
  refuseTopic(target.kind === 'topic');
  const consumers = stack && (await consumersOf(operator, stack, target));
  const warnings = [
    ...(checkpoint !== undefined && checkpoint.boundTo === undefined
      ? [{ sentence: adoptedText(checkpoint, binding) }]
      : []),
    ...usedUp(plan, { binding, destination: checkpointName(target) }),
    ...consumerWarnings(consumers ?? []),
  ];
  const now = (await openStackClock(operator)).now();
  return { operator, request, plan, open, target, binding, consumers, warnings, now };
}

/**
 * The stack that is there. A role for replays alone may not ask: then there is none, unless a replay of a stack is gone on
 * with, which has to know where it is. Throws why it cannot be told then.
 */
async function stackOf(
  deployment: () => Promise<Deployment>,
  checkpoint: Checkpoint | undefined,
): Promise<Deployment | undefined> {
  const hasStack = typeof checkpoint?.boundTo?.stackId === 'string';
  return hasStack ? deployment() : deployment().catch(() => undefined);
}

/** Who may not ask Lambda can replay all the same. */
async function consumersOf(
  { connection }: Operator,
  stack: Deployment,
  { kind, address }: ReplayTarget,
): Promise<Consumer[] | undefined> {
  const queueUrl = kind === 'queue' ? address : undefined;
  return readConsumers(new LambdaClient(connection), stack, queueUrl).catch(() => undefined);
}

/** A replay that came to an end before: its consumers apply an event once for each name. */
function usedUp(
  { id, earlier }: ReplayPlan,
  { binding, destination }: { binding: Binding; destination: string },
): ReplayWarning[] {
  if (earlier === undefined || earlier.sent === 0 || earlier.destination !== destination) return [];
  if (earlier.boundTo !== undefined && !isSameStack(earlier.boundTo, binding)) return [];
  const sentence: Sentence = (called) =>
    `the replay ${id} was run before and is used up: the ${earlier.sent} events that it reached in ${destination} will not change; choose another ${called('id')} to apply them again`;
  return [{ sentence }];
}

/** What a checkpoint calls its destination. */
export function checkpointName({ kind, name }: ReplayTarget): string {
  return kind === 'topic' ? 'topic' : name;
}

const allForks = (called: (wish: string) => string) =>
  `a replay to the topic sends every event to every subscriber again: it is archived, indexed and buffered a second time; say ${called('yesAllForks')} to do it, or name a queue with ${called('destination')}`;

/** SendMessageBatch and PublishBatch take ten. */
const MAX_ENTRIES = 10;

/** The events of the window, from behind the checkpoint on. */
export function eventsOf({ plan, open }: ArchiveReplay) {
  return readArchive(open.s3, open.archive, open.window, plan.checkpoint?.position ?? undefined);
}

/** What a replay and its dry run have in common. */
export function workOf(
  { operator, plan, open, target }: ArchiveReplay,
  counts: ReplayCounts,
  { rate, start, onProgress }: { rate: number | undefined; start: number } & Pick<ReplayWatch, 'onProgress'>,
): Pick<ReplayWork, 'replayId' | 'burst' | 'maxBytes' | 'limit' | 'matches' | 'skips' | 'progress'> {
  const { filter } = plan;
  const { from, to } = open.window;
  return {
    replayId: plan.id,
    burst: burstFor(rate, MAX_ENTRIES),
    maxBytes: target.maxBytes,
    limit: plan.limit === undefined ? Number.POSITIVE_INFINITY : plan.limit - counts.matched,
    skips: (masked) =>
      (masked === 'masked' && !plan.includeMasked) || (masked === 'possiblyMasked' && plan.skipPossiblyMasked),
    matches: (event: FoundEvent) => filter === undefined || matchFilterPolicy(filter, policyMessage(event)).matched,
    progress: ({ time }: FoundEvent) => {
      // Objects are read in the order of their arrival, so that the events' own time tells how far the reading is.
      const share = Math.min(1, Math.max(0, (time - from) / (to - from)));
      const elapsed = (operator.clock.now() - start) / 1000;
      const { matched, read, sent } = counts;
      const secondsLeft = share > 0.01 ? Math.ceil((elapsed / share) * (1 - share)) : undefined;
      onProgress?.({ matched, read, sent, perSecond: sent / Math.max(elapsed, 0.001), share, secondsLeft });
    },
  };
}

/** An archived event as a subscription's filter policy sees it. */
function policyMessage({ body, attributes }: FoundEvent): FilterableMessage {
  return {
    body,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { type, value }]) => [
        name,
        /^Binary(\.|$)/.test(type) ? { DataType: type, BinaryValue: value } : { DataType: type, StringValue: value },
      ]),
    ),
  };
}

/** What was counted before, where a replay is resumed. */
export function startCounts({ checkpoint }: ReplayPlan): ReplayCounts {
  const { matched = 0, sent = 0, unsent = 0, masked = 0, possiblyMasked = 0, skipped = 0 } = checkpoint ?? {};
  const kept = { matched, sent, unsent, masked, possiblyMasked, skipped };
  return { ...kept, objects: 0, read: 0, unreadable: 0, batches: 0 };
}

/** What became of events with masked values. */
export interface MaskedCounts {
  /** Events with values that redaction masked, which are sent only if `includeMasked` is asked. */
  readonly masked: number;
  /** Events that look so, where the archive does not tell: sent unless `skipPossiblyMasked` is asked. */
  readonly possiblyMasked: number;
  /** Of both, the events that were not sent. */
  readonly skipped: number;
  readonly includeMasked: boolean;
  readonly skipPossiblyMasked: boolean;
}

/** What a replay counted of masked values so far, and what it was asked. */
export function maskedCounts(
  { plan: { includeMasked, skipPossiblyMasked } }: ArchiveReplay,
  { masked, possiblyMasked, skipped }: ReplayCounts,
): MaskedCounts {
  return { masked, possiblyMasked, skipped, includeMasked, skipPossiblyMasked };
}

/** Forwarders gather events for up to a minute before they put them to the stream. */
const forwarderMs = 60_000;

/** Which events a replay is of, and which objects it reads for them. */
export interface ReplayRange {
  readonly from: string;
  readonly to: string;
  readonly bucket: string;
  /** Whether every event of the window had the time to reach the archive. */
  readonly settled: boolean;
  /** When the objects arrived that are read. */
  readonly arrived: { readonly from: string; readonly to: string };
}

/** The range of a replay. */
export function rangeOf({ plan: { from, to }, open: { archive, window }, now }: ArchiveReplay): ReplayRange {
  const range = arrivalRange(archive, window);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucket: archive.bucket,
    settled: window.to + archive.bufferMs + forwarderMs <= now,
    arrived: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
  };
}

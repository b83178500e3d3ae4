import type { FailedMessage } from '../batch-outcome.ts';
import { attributesOf } from '../event-attributes.ts';
import type { Outcome } from '../order/order-outcome.ts';
import { isArchiveReplay, replayIdOf } from '../replay-id.ts';
import type { SqsMessage } from '../sqs-event.ts';

/** What became of the events of one replay; of those that failed, each try counts. */
export type ReplayOutcomes = Readonly<Record<Outcome | 'failed', number>>;

/** A batch after its work; a message that failed has no result. */
export interface ReplayBatch {
  readonly messages: readonly SqsMessage[];
  readonly results: readonly { readonly replayId: string; readonly outcome: Outcome }[];
  readonly failures: readonly FailedMessage[];
}

/** None of anything. */
export const NO_OUTCOMES: ReplayOutcomes = { applied: 0, repeated: 0, stale: 0, failed: 0 };

/** The counts of each replay from the archive that a batch has events of, by its name; undefined where there is none. */
export function replayOutcomes({
  messages,
  results,
  failures,
}: ReplayBatch): Readonly<Record<string, ReplayOutcomes>> | undefined {
  const replays = new Map<string, ReplayOutcomes>();
  const failed = new Set(failures.map(({ messageId }) => messageId));
  const failedReplays = messages
    .filter(({ messageId }) => failed.has(messageId))
    .map((message) => ({ replayId: replayIdOf({ attributes: attributesOf(message) }), outcome: 'failed' as const }));
  for (const { replayId, outcome } of [...results, ...failedReplays]) {
    if (!isArchiveReplay(replayId)) continue;
    const counts = replays.get(replayId) ?? NO_OUTCOMES;
    replays.set(replayId, { ...counts, [outcome]: counts[outcome] + 1 });
  }
  return replays.size === 0 ? undefined : Object.fromEntries(replays);
}

/** How many events came to an end. */
export function toldOf({ applied, repeated, stale }: ReplayOutcomes): number {
  return applied + repeated + stale;
}

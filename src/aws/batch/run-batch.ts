import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  type FailedMessage,
  type FailureKind,
  type PartialBatchResponse,
  partialBatchResponse,
} from '../../domain/batch-outcome.ts';
import { nameOf } from '../../domain/errors.ts';
import { messageGroups } from '../../domain/failure/message-groups.ts';
import { parseSqsEvent, type SqsMessage } from '../../domain/sqs-event.ts';
import { reportBatch, type Telemetry } from '../report-batch.ts';
import type { InvocationContext } from '../run-once.ts';
import { createDeadline, type Deadline, type Pacing, withinDeadline } from '../within-deadline.ts';
import { functionQueue } from './function-queue.ts';
import { createQueueCalls, type KeptMessage, type QueueCalls } from './queue-calls.ts';

/** What became of the messages that were worked on: what to count, and those that did not get through. */
export interface WorkOutcome {
  counts: Record<string, number>;
  failures: readonly FailedMessage[];
}

/** What is done with messages that are tried together, in the time that is left for it; it throws for none of them. */
export type Work = (messages: readonly SqsMessage[], remainingMs: () => number) => Promise<WorkOutcome>;

/** Works on the messages of an event of a queue, and tells of them in a line of that title; the answer is Lambda's. */
export type RunBatch = (
  invocation: { event: unknown; context: InvocationContext; title: string },
  work: Work,
) => Promise<PartialBatchResponse>;

/** What the work is to leave of the invocation's time, for a hundred calls to the queue and its dead-letter queue. */
const SETTLING_MS = 4_000;

/** A group is not begun with less time than a slow service may need for a call; one that hangs is given up in time. */
const MIN_GROUP_MS = 5_000;

/**
 * Runs the batches of a function's queue. What can never succeed goes to the dead-letter queue at once, with the reason;
 * what may succeed later comes back after a wait that grows with its receives; everything else is done. Throws for an
 * event or an environment that is none of a queue's function.
 */
export function createRunBatch({
  client,
  env,
  now = Date.now,
  sleep,
  ...telemetry
}: { client: Pick<SQSClient, 'send'>; env: NodeJS.ProcessEnv; now?: () => number } & Telemetry &
  Pick<Pacing, 'sleep'>): RunBatch {
  return async ({ event, context, title }, work) => {
    const queue = functionQueue(env);
    const remainingMs = () => context.getRemainingTimeInMillis();
    const deadline = createDeadline({ remainingMs, ...(sleep === undefined ? {} : { sleep }) });
    const calls = createQueueCalls({ client, queue, deadline, now });
    const groups = messageGroups(parseSqsEvent(event), queue.maxReceiveCount);
    const { counts, failures, kept, untried } = await runGroups({
      groups,
      work,
      calls,
      deadline: { ...deadline, remainingMs: () => remainingMs() - SETTLING_MS },
    });
    const poison = poisonOf(failures) - poisonOf(kept);
    const failed = failures.length - poison + untried.length;
    reportBatch(telemetry, title, { ...counts, failed, poison }, failures);
    // Last: an invocation that ends here has done its work, and the queue's own visibility timeout serves as well.
    await calls.postpone(kept, untried);
    return partialBatchResponse([...kept.map(({ message }) => message), ...untried]);
  };
}

const poisonOf = (all: readonly { kind: FailureKind }[]): number => all.filter(({ kind }) => kind === 'poison').length;

interface BatchOutcome {
  counts: Record<string, number>;
  failures: FailedMessage[];
  /** Failed, and still on the queue. */
  kept: KeptMessage[];
  /** Left for lack of time. */
  untried: SqsMessage[];
}

/** What a group got through is deleted before the next begins: should that one end the function, it costs nobody else. */
async function runGroups({
  groups,
  work,
  calls,
  deadline,
}: {
  groups: readonly SqsMessage[][];
  work: Work;
  calls: QueueCalls;
  deadline: Deadline;
}): Promise<BatchOutcome> {
  const batch: BatchOutcome = { counts: {}, failures: [], kept: [], untried: [] };
  for (const [index, group] of groups.entries()) {
    if (index > 0 && deadline.remainingMs() < MIN_GROUP_MS) {
      batch.untried.push(...group);
      continue;
    }
    const { counts, failures } = await workWithin(deadline, work, group);
    for (const [name, count] of Object.entries(counts)) batch.counts[name] = (batch.counts[name] ?? 0) + count;
    const kept = await calls.bury(group, failures);
    batch.failures.push(...failures);
    batch.kept.push(...kept);
    if (index < groups.length - 1) {
      const stays = new Set(kept.map(({ message }) => message));
      await calls.remove(group.filter((message) => !stays.has(message)));
    }
  }
  return batch;
}

/**
 * Works on a group for as long as there is time. What hangs has failed and may succeed later: should Lambda end the function
 * instead, everything would come back after the queue's visibility timeout, however often it was received.
 */
async function workWithin(deadline: Deadline, work: Work, group: readonly SqsMessage[]): Promise<WorkOutcome> {
  try {
    return await withinDeadline(deadline, () => work(group, deadline.remainingMs), Number.POSITIVE_INFINITY);
  } catch (error) {
    if (nameOf(error) !== 'TimeoutError') throw error;
    const reason = 'The invocation ran out of time.';
    return { counts: {}, failures: group.map(({ messageId }) => ({ messageId, kind: 'later', reason })) };
  }
}

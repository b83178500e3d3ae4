import type { FailedMessage } from '../../domain/batch-outcome.ts';
import { nameOf } from '../../domain/errors.ts';
import { groupSize, isOrdered, type Stage } from '../../domain/failure/message-groups.ts';
import type { SqsMessage } from '../../domain/sqs-event.ts';
import { type Deadline, withinDeadline } from '../within-deadline.ts';
import type { KeptMessage, QueueCalls } from './queue-calls.ts';

/** What became of the messages that were worked on: what to count, and those that did not get through. */
export interface WorkOutcome {
  counts: Record<string, number>;
  failures: readonly FailedMessage[];
}

/** What is done with messages that are tried together, in the time that is left for it; it throws for none of them. */
export type Work = (messages: readonly SqsMessage[], remainingMs: () => number) => Promise<WorkOutcome>;

/** What became of a batch. */
export interface BatchOutcome {
  counts: Record<string, number>;
  failures: FailedMessage[];
  /** Failed, and still on the queue. */
  kept: KeptMessage[];
  /** Left for lack of time, or since one that failed comes before them. */
  untried: SqsMessage[];
}

/** A group is not begun with less time than a slow service may need for a call; one that hangs is given up in time. */
const MIN_GROUP_MS = 5_000;

/**
 * Works on the stages of a batch, group after group. What a group got through is deleted before the next begins, and what is
 * begun is hidden for longer than what is not: should a group end the function, it costs nobody behind it more than this
 * receive, and does not come back together with them.
 */
export async function runStages({
  stages,
  work,
  calls,
  deadline,
}: {
  stages: readonly Stage[];
  work: Work;
  calls: QueueCalls;
  deadline: Deadline;
}): Promise<BatchOutcome> {
  const batch: BatchOutcome = { counts: {}, failures: [], kept: [], untried: [] };
  let done: readonly SqsMessage[] = [];
  for (const { messages, isFirst, isApart } of groupsOf(stages, deadline)) {
    const isLate = deadline.remainingMs() < MIN_GROUP_MS;
    if (!isFirst && (isLate || (batch.kept.length > 0 && isOrdered(messages)))) {
      batch.untried.push(...messages);
      continue;
    }
    await Promise.all([calls.remove(done), isApart ? calls.setApart(messages) : undefined]);
    const { counts, failures } = await workWithin(deadline, work, messages);
    for (const [name, count] of Object.entries(counts)) batch.counts[name] = (batch.counts[name] ?? 0) + count;
    const kept = await calls.bury(messages, failures);
    batch.failures.push(...failures);
    batch.kept.push(...kept);
    const stays = new Set(kept.map(({ message }) => message));
    done = messages.filter((message) => !stays.has(message));
  }
  return batch;
}

interface Group {
  readonly messages: readonly SqsMessage[];
  readonly isFirst: boolean;
  /** To be set apart, from others that are in doubt. */
  readonly isApart: boolean;
}

/** The groups of the stages, as large as the time demands that those before took. */
function* groupsOf(stages: readonly Stage[], deadline: Deadline): Generator<Group> {
  const spent = { groups: 0, ms: 0 };
  let groupsToCome = stages.reduce((sum, { messages, size }) => sum + Math.ceil(messages.length / size), 0);
  for (const [index, { messages, size, isFresh }] of stages.entries()) {
    for (let start = 0; start < messages.length; ) {
      const began = deadline.remainingMs();
      const msOfGroup = spent.ms / Math.max(spent.groups, 1);
      const end = start + groupSize(size, { groupsToCome, msOfGroup, remainingMs: began - MIN_GROUP_MS });
      const isLast = index === stages.length - 1 && end >= messages.length;
      const isFirst = index === 0 && start === 0;
      yield { messages: messages.slice(start, end), isFirst, isApart: !isFresh && !(isFirst && isLast) };
      groupsToCome -= Math.ceil((Math.min(end, messages.length) - start) / size);
      start = end;
      if (isFresh) continue;
      spent.groups += 1;
      spent.ms += began - deadline.remainingMs();
    }
  }
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

import type { SQSClient } from '@aws-sdk/client-sqs';
import { type FailureKind, type PartialBatchResponse, partialBatchResponse } from '../../domain/batch-outcome.ts';
import { messageStages } from '../../domain/failure/message-groups.ts';
import { parseSqsEvent } from '../../domain/sqs-event.ts';
import { reportBatch, type Telemetry } from '../report-batch.ts';
import type { InvocationContext } from '../run-once.ts';
import { createDeadline, type Pacing } from '../within-deadline.ts';
import { functionQueue } from './function-queue.ts';
import { createQueueCalls } from './queue-calls.ts';
import { runStages, type Work } from './run-stages.ts';

/** Works on the messages of an event of a queue, and tells of them in a line of that title; the answer is Lambda's. */
export type RunBatch = (
  invocation: { event: unknown; context: InvocationContext; title: string },
  work: Work,
) => Promise<PartialBatchResponse>;

/** What the work is to leave of the invocation's time, for a hundred calls to the queue and its dead-letter queue. */
const SETTLING_MS = 4_000;

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
    const { counts, failures, kept, untried } = await runStages({
      stages: messageStages(parseSqsEvent(event), queue.maxReceiveCount),
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

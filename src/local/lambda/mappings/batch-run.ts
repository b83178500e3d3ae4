/**
 * One batch from its invocation to the deletion of what succeeded (Lambda guide, "Handling errors for an SQS event source").
 * What failed is left to the queue's own visibility timeout, never shortened.
 */
import { messageOf } from '../../../domain/errors.ts';
import type { LocalContext } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import type { FunctionControl, InvokeResult } from '../functions/function-control.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { OpenBatch } from './open-batch.ts';
import { readBatchResponse } from './partial-batch-response.ts';
import { type QueueSource, queueName, visibilitySeconds } from './queue-source.ts';

/** `error` when the whole batch failed, so that pollers slow down. */
export type BatchResult = 'done' | 'error';

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 30_000;
const DELETE_ATTEMPTS = 3;

/** Runs batches of one mapping; never rejects. A throttled invocation is repeated until the messages become visible again. */
export function createBatchRun(options: {
  context: LocalContext;
  queues: QueueSource;
  functions: Pick<FunctionControl, 'invoke'>;
  sleep: (ms: number) => Promise<void>;
  /** False once the mapping is disabled or gone: nothing is tried again. */
  isActive: () => boolean;
}): (batch: OpenBatch, mapping: EventSourceMapping) => Promise<BatchResult> {
  const { context, queues, functions, sleep, isActive } = options;
  const { clock, faults } = context;

  const invoke = async (
    batch: OpenBatch,
    mapping: EventSourceMapping,
    messageIds: readonly string[],
  ): Promise<InvokeResult> => {
    const payload = batch.payload();
    const startedAt = clock.now();
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, MAX_RETRY_MS)) {
      try {
        return await functions.invoke(mapping.functionName, payload, { messageIds });
      } catch (error) {
        const isPassing = !(error instanceof AwsError) || error.status === 429 || error.status >= 500;
        const visibleAt = startedAt + (visibilitySeconds(queues, mapping.queueArn) ?? 30) * 1000;
        if (!isPassing || !isActive() || clock.now() + wait >= visibleAt) throw error;
        await sleep(wait);
        if (!isActive()) throw error;
      }
    }
  };
  /** Deletes; what cannot be deleted comes again, as on AWS. */
  const remove = async (queueArn: string, handles: readonly string[]): Promise<void> => {
    for (let attempt = 1; attempt <= DELETE_ATTEMPTS; attempt++) {
      try {
        const partial = await faults.pass('sqs', 'DeleteMessageBatch', queueName(queueArn));
        queues.remove(queueArn, partial ? handles.filter(() => !partial.failNext()) : handles);
        return;
      } catch (error) {
        if (attempt === DELETE_ATTEMPTS)
          context.warn(`${queueName(queueArn)}: ${handles.length} messages could not be deleted: ${messageOf(error)}`);
      }
    }
  };

  return async (batch, mapping) => {
    const messages = batch.records().map(({ message }) => message);
    const ids = messages.map(({ messageId }) => messageId);
    try {
      const { payload, functionError } = await invoke(batch, mapping, ids);
      if (functionError) return 'error';
      const isReporting = mapping.responseTypes.includes('ReportBatchItemFailures');
      const outcome = isReporting ? readBatchResponse(payload, new Set(ids)) : { failedIds: new Set<string>() };
      const handles = messages
        .filter(({ messageId }) => !outcome.failedIds.has(messageId))
        .map(({ receiptHandle }) => receiptHandle);
      if (handles.length > 0) await remove(mapping.queueArn, handles);
      if (outcome.failedIds.size > 0) context.warn(warning(mapping.functionName, outcome, messages.length));
      return outcome.invalid ? 'error' : 'done';
    } catch (error) {
      if (isActive())
        context.warn(
          `${mapping.functionName} was not invoked, message ${ids[0]}${more(ids.length)}: ${messageOf(error)}`,
        );
      return 'error';
    }
  };
}

function warning(
  name: string,
  { failedIds, invalid }: { failedIds: ReadonlySet<string>; invalid?: string | undefined },
  of: number,
): string {
  const [first] = failedIds;
  const reason = invalid ?? `reported as failed, of ${of} in the batch; the function's log says why`;
  return `${name} failed, message ${first}${more(failedIds.size)}: ${reason}`;
}

function more(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : '';
}

/**
 * The Lambda transformation of a closed buffer (Firehose guide, "Transform source data"), one invocation at a time.
 * The five minutes of AWS's invocation cap are left to the function's own timeout.
 */

import { randomUUID } from 'node:crypto';
import { messageOf } from '../../../domain/errors.ts';
import { MAX_PAYLOAD_BYTES } from '../../../domain/service-limits.ts';
import type { LocalContext } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import type { Batch, BufferedRecord, BufferStore, OpenBuffer } from '../buffer-store.ts';
import { transformRecordId } from '../record-id.ts';
import type { TransformPlan } from '../stream-plan.ts';
import { processingFailedLine } from './error-lines.ts';
import { type Attempt, type Lane, retryPauseMs } from './lane.ts';
import { readTransformAnswer, type Verdict } from './transform-answer.ts';

/** Above what a record adds to its base64 text, and the rest of the event. */
const RECORD_OVERHEAD = 180;
const EVENT_OVERHEAD = 1024;

/** Runs a function by name or ARN; a failing function is an answer, not an exception. */
export interface FunctionInvoker {
  invoke(functionNameOrArn: string, payload: string): Promise<{ payload: string; functionError?: string | undefined }>;
}

export interface Transformation {
  readonly context: LocalContext;
  readonly store: BufferStore;
  readonly functions: FunctionInvoker;
  readonly stream: { readonly id: number; readonly arn: string; readonly seed: string };
  plan(): TransformPlan | undefined;
  isStopped(): boolean;
  /** Where records go from here. */
  readonly data: Lane;
  readonly failed: Lane;
}

/** True when a further record could make the invocation's event larger than Lambda takes. */
export function exceedsInvocation(open: OpenBuffer, size: number): boolean {
  const records = open.records + 1;
  return ((open.bytes + size) / 3) * 4 + records * (RECORD_OVERHEAD + 4) + EVENT_OVERHEAD > MAX_PAYLOAD_BYTES;
}

/** Sends a batch through the function, and each record on by its verdict, in one transaction. Errors are tried again NumberOfRetries times. */
export async function transformBatch(transformation: Transformation, batch: Batch): Promise<Attempt> {
  const { context, store, stream, data, failed } = transformation;
  const records = store.page(stream.id, 'source', 0, batch.last, Number.POSITIVE_INFINITY);
  const plan = transformation.plan();
  const outcome = plan ? await invoke(transformation, plan, records) : undefined;
  if (transformation.isStopped()) return { retryAt: context.clock.now() };
  if (plan && outcome && 'failure' in outcome && batch.attempts <= plan.retries)
    return { retryAt: context.clock.now() + retryPauseMs(batch.attempts) };

  context.database.write(() => {
    for (const record of records) {
      const { origin, arrived } = record;
      const verdict = verdictOn(record, outcome, stream.seed);
      if (verdict.result === 'Ok') data.add({ origin, arrived, data: verdict.data });
      if (verdict.result !== 'ProcessingFailed') continue;
      const failure = {
        data: record.data,
        arrived,
        errorCode: verdict.code,
        errorMessage: verdict.message,
        attemptsMade: batch.attempts,
        endedAt: context.clock.now(),
      };
      failed.add({ origin, arrived, data: processingFailedLine(failure, plan?.functionArn ?? '') });
    }
    store.removeUpTo(stream.id, 'source', batch.last);
    store.removeBatch(batch);
  });
  return 'done';
}

type Outcome = { readonly failure: Verdict } | { readonly verdicts: Map<string, Verdict> } | undefined;

/** A stream whose transformation was taken away meanwhile passes its records on as they are. */
function verdictOn(record: BufferedRecord, outcome: Outcome, seed: string): Verdict {
  if (!outcome) return { result: 'Ok', data: record.data };
  if ('failure' in outcome) return outcome.failure;
  return outcome.verdicts.get(transformRecordId(seed, record.origin)) ?? { result: 'Ok', data: record.data };
}

async function invoke(
  { context, functions, stream }: Transformation,
  plan: TransformPlan,
  records: readonly BufferedRecord[],
): Promise<NonNullable<Outcome>> {
  const ids = records.map(({ origin }) => transformRecordId(stream.seed, origin));
  const event = {
    invocationId: randomUUID(),
    deliveryStreamArn: stream.arn,
    region: context.region,
    records: records.map(({ arrived, data }, index) => ({
      recordId: ids[index],
      approximateArrivalTimestamp: arrived,
      data: data.toString('base64'),
    })),
  };
  try {
    const { payload, functionError } = await functions.invoke(plan.functionArn, JSON.stringify(event));
    if (functionError !== undefined) return { failure: functionFailure(payload) };
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) return { failure: functionFailure('') };
    return { verdicts: readTransformAnswer(payload, ids) };
  } catch (error) {
    return { failure: invocationFailure(error) };
  }
}

function functionFailure(payload: string): Verdict {
  return /Task timed out after/.test(payload)
    ? failure(
        'Lambda.FunctionTimedOut',
        'The Lambda function invocation timed out. Check the Function Timeout setting in the Lambda function.',
      )
    : failure('Lambda.FunctionError', 'The Lambda function was successfully invoked but it returned an error result.');
}

function invocationFailure(error: unknown): Verdict {
  const code = error instanceof AwsError ? error.code : '';
  if (code === 'ResourceNotFoundException') return failure('Lambda.ResourceNotFound', messageOf(error));
  if (code === 'TooManyRequestsException') return failure('Lambda.InvokeLimitExceeded', messageOf(error));
  return failure('Lambda.ServiceFailure', messageOf(error));
}

function failure(code: string, message: string): Verdict {
  return { result: 'ProcessingFailed', code, message };
}

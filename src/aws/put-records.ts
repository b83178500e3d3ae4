import { PutRecordBatchCommand, type PutRecordBatchCommandOutput } from '@aws-sdk/client-firehose';
import { cutBatches } from '../domain/cut-batches.ts';
import { nameOf, reasonOf } from '../domain/errors.ts';
import { MAX_CALL_BYTES, MAX_CALL_RECORDS } from '../domain/service-limits.ts';
import { createDeadline, type Deadline, type Pacing, withinDeadline } from './within-deadline.ts';

/** The send function of a Firehose client, as far as it is used here. */
export type SendPutRecordBatch = (
  command: PutRecordBatchCommand,
  options?: { abortSignal?: AbortSignal },
) => Promise<Pick<PutRecordBatchCommandOutput, 'FailedPutCount' | 'RequestResponses'>>;

/** A record's text and its length in UTF-8, or its bytes. */
export interface RecordToPut {
  data: string | Uint8Array;
  bytes: number;
}

/** Puts records to a stream within the time left; returns exactly those that were not acknowledged, in their order. */
export type PutRecords = (request: {
  streamName: string;
  records: readonly RecordToPut[];
  remainingMs: () => number;
}) => Promise<FailedRecord[]>;

/** A record that was not acknowledged: its place among the records given, and Firehose's reason. */
export interface FailedRecord {
  index: number;
  reason: string;
  /** Refused by itself while the stream took others: another try would fail as well. */
  refused?: boolean;
}

/** A record on its way: why it is not acknowledged so far. */
interface Pending extends FailedRecord {
  record: RecordToPut;
}

/**
 * Puts records to a stream and returns exactly those that Firehose did not acknowledge. Failed entries, and they alone,
 * are sent again with a jittered, growing pause for as long as the deadline leaves time. A call that fails for good for
 * what it holds is halved, so that one bad record takes no other with it. Never throws.
 */
export function createPutRecords({ send, ...pacing }: { send: SendPutRecordBatch } & Pacing): PutRecords {
  return ({ streamName, records, remainingMs }) =>
    putWithin(createDeadline({ remainingMs, ...pacing }), { send, streamName, records });
}

async function putWithin(
  deadline: Deadline,
  { send, streamName, records }: { send: SendPutRecordBatch; streamName: string; records: readonly RecordToPut[] },
): Promise<FailedRecord[]> {
  const givenUp: Pending[] = [];
  let pending: Pending[] = records.map((record, index) => ({
    index,
    record,
    reason: 'The invocation ran out of time.',
  }));
  for (let attempt = 0; pending.length > 0; attempt += 1) {
    if (attempt > 0 && !(await deadline.pause(attempt))) break;
    const failed: Pending[] = [];
    const calls = cutBatches(pending, {
      maxItems: MAX_CALL_RECORDS,
      maxBytes: MAX_CALL_BYTES,
      bytesOf: ({ record }) => record.bytes,
    });
    for (const call of calls) {
      const outcome = await putOnce(call);
      failed.push(...outcome.failed);
      givenUp.push(...outcome.givenUp);
    }
    pending = failed;
  }
  const takesOthers = givenUp.length + pending.length < records.length;
  return [...givenUp, ...pending]
    .sort((a, b) => a.index - b.index)
    .map(({ index, reason, refused }) => ({ index, reason, ...(refused && takesOthers ? { refused } : {}) }));

  async function putOnce(call: readonly Pending[]): Promise<{ failed: Pending[]; givenUp: Pending[] }> {
    if (deadline.remainingMs() <= 0) return { failed: [...call], givenUp: [] };
    const command = new PutRecordBatchCommand({
      DeliveryStreamName: streamName,
      Records: call.map(({ record }) => ({ Data: Buffer.from(record.data) })),
    });
    try {
      const { RequestResponses } = await withinDeadline(deadline, (abortSignal) => send(command, { abortSignal }));
      return { failed: call.flatMap((entry, i) => unacknowledged(entry, RequestResponses?.[i])), givenUp: [] };
    } catch (error) {
      const failed = call.map((entry) => ({ ...entry, reason: reasonOf(error) }));
      if (!REFUSALS.has(nameOf(error))) return { failed, givenUp: [] };
      if (nameOf(error) !== 'InvalidArgumentException') return { failed: [], givenUp: failed };
      if (call.length === 1) return { failed: [], givenUp: failed.map((one) => ({ ...one, refused: true })) };
      const middle = Math.ceil(call.length / 2);
      const halves = [await putOnce(call.slice(0, middle)), await putOnce(call.slice(middle))];
      return { failed: halves.flatMap((half) => half.failed), givenUp: halves.flatMap((half) => half.givenUp) };
    }
  }
}

/** Errors that a further attempt in the same invocation cannot mend; the queue brings the messages back later. */
const REFUSALS = new Set([
  'InvalidArgumentException',
  'ResourceNotFoundException',
  'InvalidKMSResourceException',
  'InvalidSourceException',
  'AccessDeniedException',
]);

/** Responses stand in the order of the request; only one with a RecordId says that its record was taken. */
function unacknowledged(
  entry: Pending,
  response: { RecordId?: string | undefined; ErrorCode?: string | undefined; ErrorMessage?: string | undefined } = {},
): Pending[] {
  const { RecordId, ErrorCode, ErrorMessage } = response;
  if (RecordId !== undefined && ErrorCode === undefined) return [];
  return [{ ...entry, reason: `${ErrorCode ?? 'No answer for the record'}${ErrorMessage ? `: ${ErrorMessage}` : ''}` }];
}

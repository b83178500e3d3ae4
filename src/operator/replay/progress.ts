import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { readLogLines } from '../../aws/describe/log-lines.ts';
import { parseJson } from '../../domain/json/parse-json.ts';

/** What a replay has done so far, by the function's own log: one line a batch. */
export interface ReplayProgress {
  readonly batches: number;
  readonly sent: number;
  readonly failed: number;
  /** What can never be sent, and went to the dead-letter queue of the buffer instead. */
  readonly poison: number;
  /** Events a second over the time from the start to the newest batch; undefined before the second batch. */
  readonly rate: number | undefined;
}

/** The message of the line that `replay-events` writes for each batch, and its counts. */
const batchMessage = 'Replayed events';
const BatchLine = v.object({
  message: v.literal(batchMessage),
  replayed: v.number(),
  failed: v.number(),
  // A function of version 1.0 does not tell it.
  poison: v.optional(v.number(), 0),
});

/** Sums up the batches since a time. */
export async function readReplayProgress(
  client: CloudWatchLogsClient,
  { logGroup, from }: { logGroup: string; from: number },
): Promise<ReplayProgress> {
  let batches = 0;
  let sent = 0;
  let failed = 0;
  let poison = 0;
  let newest = from;
  for await (const { message, timestamp } of readLogLines(client, { logGroup, from, pattern: `"${batchMessage}"` })) {
    const line = v.safeParse(BatchLine, parseJson(message));
    if (!line.success) continue;
    batches += 1;
    sent += line.output.replayed;
    failed += line.output.failed;
    poison += line.output.poison;
    newest = Math.max(newest, timestamp);
  }
  const seconds = (newest - from) / 1000;
  return { batches, sent, failed, poison, rate: batches > 1 && seconds > 0 ? sent / seconds : undefined };
}

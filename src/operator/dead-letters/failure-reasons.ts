import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { readLogLines } from '../../aws/describe/log-lines.ts';
import { parseJson } from '../../domain/json/parse-json.ts';

const FailureLine = v.object({ failures: v.array(v.object({ messageId: v.string(), reason: v.string() })) });

/**
 * Why a function failed messages, by SQS message id, which a message keeps among the dead letters: its log names up to ten
 * failures of a batch. The newest reason of each; none for a function that crashed.
 */
export async function readFailureReasons(
  client: CloudWatchLogsClient,
  { logGroup, from, messageIds }: { logGroup: string; from: number; messageIds: ReadonlySet<string> },
): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  for await (const { message } of readLogLines(client, { logGroup, from, pattern: '"messages failed"' })) {
    const line = v.safeParse(FailureLine, parseJson(message));
    if (!line.success) continue;
    for (const { messageId, reason } of line.output.failures) {
      if (messageIds.has(messageId)) reasons.set(messageId, reason);
    }
  }
  return reasons;
}

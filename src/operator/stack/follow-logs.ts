import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { type LogLine, readLogLines } from '../../aws/describe/log-lines.ts';
import type { Operator } from '../operator.ts';
import { findDeployment } from './find-deployment.ts';
import { findFunction } from './find-function.ts';

/** Lines can reach CloudWatch Logs out of order: each look begins this much before the newest line seen. */
const OVERLAP_MS = 10_000;
const LOOK_EVERY_MS = 1000;

/**
 * The log lines of a function from a time on (ms), oldest first, each once; with a signal it goes on for new ones until that is
 * aborted. The function is named as `findFunction` takes it.
 *
 * @example
 * for await (const { timestamp, message } of followLogs(operator, { function: 'store-order', from: 0 })) console.log(message);
 */
export async function* followLogs(
  operator: Operator,
  { function: wanted, from: start, until }: { function: string; from: number; until?: AbortSignal | undefined },
): AsyncGenerator<LogLine> {
  const functionName = findFunction(await findDeployment(operator), wanted);
  const { logGroup } = await readFunctionSettings(new LambdaClient(operator.connection), functionName);
  const client = new CloudWatchLogsClient(operator.connection);
  const signal = until ?? AbortSignal.abort();
  let from = start;
  let shown = new Map<string, number>();
  do {
    let newest = from;
    for await (const line of readLogLines(client, { logGroup, from })) {
      newest = Math.max(newest, line.timestamp);
      if (shown.has(line.id)) continue;
      shown.set(line.id, line.timestamp);
      yield line;
    }
    from = Math.max(from, newest - OVERLAP_MS);
    shown = new Map([...shown].filter(([, timestamp]) => timestamp >= from));
    if (!signal.aborted) await operator.clock.wait(LOOK_EVERY_MS, signal);
  } while (!signal.aborted);
}

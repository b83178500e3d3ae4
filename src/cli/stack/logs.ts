import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { type LogLine, readLogLines } from '../../aws/describe/log-lines.ts';
import { findDeployment } from '../../operator/stack/find-deployment.ts';
import { findFunction } from '../../operator/stack/find-function.ts';
import { readTime } from '../line/read-time.ts';
import type { Session } from '../line/session.ts';

/** Lines can reach CloudWatch Logs out of order: each look begins this much before the newest line seen. */
const overlapMs = 10_000;

/** `forks logs FUNCTION [--follow]`: a function's log lines, oldest first. */
export async function logs(
  session: Session,
  wanted: string,
  { follow = false, since = '1h' }: { follow?: boolean | undefined; since?: string | undefined },
): Promise<void> {
  let from = await readTime(session, since);
  const functionName = findFunction(await findDeployment(session), wanted);
  const { logGroup } = await readFunctionSettings(new LambdaClient(session.connection), functionName);
  const client = new CloudWatchLogsClient(session.connection);
  const signal = follow ? session.terminal.interrupted() : AbortSignal.abort();
  let shown = new Map<string, number>();
  do {
    let newest = from;
    for await (const line of readLogLines(client, { logGroup, from })) {
      newest = Math.max(newest, line.timestamp);
      if (shown.has(line.id)) continue;
      shown.set(line.id, line.timestamp);
      printLine(session, line);
    }
    from = Math.max(from, newest - overlapMs);
    shown = new Map([...shown].filter(([, timestamp]) => timestamp >= from));
    if (!signal.aborted) await session.clock.wait(1000, signal);
  } while (!signal.aborted);
}

function printLine({ json, terminal }: Session, { timestamp, message }: LogLine): void {
  const time = new Date(timestamp).toISOString();
  terminal.print(json ? JSON.stringify({ timestamp: time, message }) : `${time} ${message}`);
}

import { followLogs } from '../../operator/stack/follow-logs.ts';
import { readTime } from '../line/read-time.ts';
import type { Session } from '../line/session.ts';

/** `forks logs FUNCTION [--follow]`: a function's log lines, oldest first. */
export async function logs(
  session: Session,
  wanted: string,
  { follow = false, since = '1h' }: { follow?: boolean | undefined; since?: string | undefined },
): Promise<void> {
  const from = await readTime(session, since);
  const until = follow ? session.terminal.interrupted() : undefined;
  for await (const { timestamp, message } of followLogs(session, { function: wanted, from, until })) {
    const time = new Date(timestamp).toISOString();
    session.report({ timestamp: time, message }, [`${time} ${message}`]);
  }
}

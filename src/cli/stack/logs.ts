import * as v from 'valibot';
import { positional, textOr, toggle } from '../line/args.ts';
import { command } from '../line/command.ts';
import { readTime } from '../line/read-time.ts';

/** `forks logs FUNCTION [--follow]`: a function's log lines, oldest first. */
export const logs = command({
  name: 'logs',
  description: "a function's log lines",
  args: {
    function: positional('function', 'its logical id, its handler (store-order) or its physical name'),
    follow: toggle('go on until Ctrl-C'),
    since: textOr('1h', 't', 'from this time on: ISO 8601 with a zone, or a duration back from now'),
  },
  each: true,
  result: v.strictObject({ timestamp: v.string(), message: v.string() }),
  async run(session, { function: wanted, follow, since }) {
    const { followLogs } = await import('../../operator/stack/follow-logs.ts');
    const from = await readTime(session, since);
    const until = follow ? session.terminal.interrupted() : undefined;
    for await (const { timestamp, message } of followLogs(session, { function: wanted, from, until })) {
      const time = new Date(timestamp).toISOString();
      session.report(
        { timestamp: time, message },
        `${time} ${message}`.split(/\r?\n/).map((line, at) => (at === 0 ? line : `  ${line}`)),
      );
    }
  },
});

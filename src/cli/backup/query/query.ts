import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { recordOf } from '../../../domain/record-of.ts';
import { optionalPositional, text, toggle } from '../../line/args.ts';
import { command } from '../../line/command.ts';
import { archiveArgs } from '../archive-args.ts';
import { archiveRequest } from '../archive-request.ts';
import { hiddenText } from './hidden-text.ts';
import { resultCsv, resultDocument, resultTable } from './result-text.ts';

/** `forks backup query [SQL]`. Exit code 1 when something could not be read, unless that is to be skipped. */
export const query = command({
  name: 'query',
  description: "SQL over a window's events",
  args: {
    sql: optionalPositional('sql', 'one SELECT over the table `events`; without it, what fields the events have'),
    ...archiveArgs,
    csv: toggle('print CSV'),
    skipUnreadable: toggle('exit with 0 also when something could not be read'),
    cache: text('folder', 'keep copies here; without it, in the cache folder of the user'),
  },
  result: v.strictObject({
    columns: v.array(v.strictObject({ name: v.string(), type: v.string() })),
    rows: v.array(recordOf(v.unknown())),
    objects: v.number(),
    fetched: v.number(),
    unreadable: v.array(
      v.strictObject({
        kind: v.literal('unreadable'),
        key: v.string(),
        line: v.optional(v.number()),
        reason: v.string(),
      }),
    ),
    hidden: v.array(v.strictObject({ reason: v.picklist(['case', 'name']), expressions: v.array(v.string()) })),
  }),
  async run(session, { sql, ...flags }) {
    const { askArchive } = await import('../../../operator/archive/ask-archive.ts');
    const { terminal, env } = session;
    const answer = await askArchive(
      session,
      { ...(await archiveRequest(session, flags)), sql, cache: flags.cache ?? defaultCache(env) },
      { onProgress: (done, all, what) => terminal.progress(`${bar(done, all)} ${done} of ${all} ${what}`) },
    );
    const { bucket, objects, fetched, unreadable, hidden } = answer;
    session.report(
      { ...resultDocument(answer), objects, fetched, unreadable, hidden },
      (flags.csv ? resultCsv : resultTable)(answer),
      flags.csv ? 'exact' : undefined,
    );
    for (const { key, line, reason } of unreadable) {
      terminal.warn(`forks: s3://${bucket}/${key}${line === undefined ? '' : ` from line ${line} on`}: ${reason}`);
    }
    for (const keys of hidden) terminal.warn(`forks: ${hiddenText(keys)}`);
    return unreadable.length > 0 && !flags.skipUnreadable ? 1 : 0;
  },
});

function defaultCache(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'event-fork-pipelines', 'archive');
}

function bar(done: number, all: number): string {
  const full = all === 0 ? 0 : Math.round((done / all) * 20);
  return `[${'#'.repeat(full)}${' '.repeat(20 - full)}]`;
}

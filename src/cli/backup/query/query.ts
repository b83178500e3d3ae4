import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../../operator/archive/open-archive.ts';
import { queryArchive } from '../../../operator/archive/query/query-archive.ts';
import type { Session } from '../../line/session.ts';
import type { ArchiveFlags } from '../archive-flags.ts';
import { archiveRequest } from '../archive-request.ts';
import { resultCsv, resultDocument, resultTable } from './result-text.ts';

/** What the events have, for a query that is not given. */
const describeEvents = 'SELECT column_name AS field, column_type AS type FROM (DESCRIBE events)';

/**
 * `forks backup query [SQL]`: runs a query over a window's events. Exit code 1 when something could not be read, unless that
 * is to be skipped.
 */
export async function backupQuery(
  session: Session,
  sql: string | undefined,
  flags: ArchiveFlags & { csv?: boolean | undefined; cache?: string | undefined; skipUnreadable?: boolean | undefined },
): Promise<number> {
  const { s3, archive, window, whole } = await openArchive(session, await archiveRequest(session, flags));
  const { terminal, json, connection, env } = session;
  const place = `${connection.endpoint ?? connection.profile ?? ''} ${archive.bucket}`;
  const answer = await queryArchive({
    s3,
    archive,
    window,
    wholeArchive: whole,
    sql: sql ?? describeEvents,
    folder: join(flags.cache ?? defaultCache(env), createHash('sha256').update(place).digest('hex').slice(0, 16)),
    progress: (done, all, what) => terminal.progress(`${bar(done, all)} ${done} of ${all} ${what}`),
  });
  if (json)
    terminal.print(
      JSON.stringify({
        ...resultDocument(answer),
        objects: answer.objects,
        fetched: answer.fetched,
        unreadable: answer.unreadable,
      }),
    );
  else for (const line of (flags.csv ? resultCsv : resultTable)(answer)) terminal.print(line);
  for (const { key, line, reason } of answer.unreadable) {
    terminal.warn(
      `forks: s3://${archive.bucket}/${key}${line === undefined ? '' : ` from line ${line} on`}: ${reason}`,
    );
  }
  return answer.unreadable.length > 0 && !flags.skipUnreadable ? 1 : 0;
}

function defaultCache(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'event-fork-pipelines', 'archive');
}

function bar(done: number, all: number): string {
  const full = all === 0 ? 0 : Math.round((done / all) * 20);
  return `[${'#'.repeat(full)}${' '.repeat(20 - full)}]`;
}

import { homedir } from 'node:os';
import { join } from 'node:path';
import { askArchive } from '../../../operator/archive/ask-archive.ts';
import type { Session } from '../../line/session.ts';
import type { ArchiveFlags } from '../archive-flags.ts';
import { archiveRequest } from '../archive-request.ts';
import { resultCsv, resultDocument, resultTable } from './result-text.ts';

/**
 * `forks backup query [SQL]`: runs a query over a window's events. Exit code 1 when something could not be read, unless that
 * is to be skipped.
 */
export async function backupQuery(
  session: Session,
  sql: string | undefined,
  flags: ArchiveFlags & { csv?: boolean | undefined; cache?: string | undefined; skipUnreadable?: boolean | undefined },
): Promise<number> {
  const { terminal, env } = session;
  const answer = await askArchive(
    session,
    { ...(await archiveRequest(session, flags)), sql, cache: flags.cache ?? defaultCache(env) },
    { onProgress: (done, all, what) => terminal.progress(`${bar(done, all)} ${done} of ${all} ${what}`) },
  );
  const { bucket, objects, fetched, unreadable } = answer;
  session.report(
    { ...resultDocument(answer), objects, fetched, unreadable },
    (flags.csv ? resultCsv : resultTable)(answer),
  );
  for (const { key, line, reason } of unreadable) {
    terminal.warn(`forks: s3://${bucket}/${key}${line === undefined ? '' : ` from line ${line} on`}: ${reason}`);
  }
  return unreadable.length > 0 && !flags.skipUnreadable ? 1 : 0;
}

function defaultCache(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'event-fork-pipelines', 'archive');
}

function bar(done: number, all: number): string {
  const full = all === 0 ? 0 : Math.round((done / all) * 20);
  return `[${'#'.repeat(full)}${' '.repeat(20 - full)}]`;
}

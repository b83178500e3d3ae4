import { readArchive } from '../../aws/archive/read-events.ts';
import { openArchive } from '../../operator/archive/open-archive.ts';
import type { Session } from '../line/session.ts';
import type { ArchiveFlags } from './archive-flags.ts';
import { archiveRequest } from './archive-request.ts';

/**
 * `forks backup cat`: the bodies of a window's events, one after the other; with --json everything that the archive has of
 * them, a line each. Exit code 1 when something could not be read.
 */
export async function backupCat(
  session: Session,
  flags: ArchiveFlags & { limit?: number | undefined },
): Promise<number> {
  const { s3, archive, window } = await openArchive(session, await archiveRequest(session, flags));
  const { terminal } = session;
  const { limit = Number.POSITIVE_INFINITY } = flags;
  let events = 0;
  let unreadable = 0;
  for await (const found of readArchive(s3, archive, window)) {
    if (found.kind === 'unreadable') {
      unreadable += 1;
      terminal.warn(
        `forks: s3://${archive.bucket}/${found.key}${found.line === undefined ? '' : ` line ${found.line}`}: ${found.reason}`,
      );
    }
    if (found.kind !== 'event') continue;
    const { kind: _kind, time: _time, ...event } = found;
    session.report(event, [found.body]);
    events += 1;
    if (events >= limit) break;
  }
  return unreadable > 0 ? 1 : 0;
}

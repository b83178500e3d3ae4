import type { ArchiveRequest } from '../../operator/archive/open-archive.ts';
import { openStackClock } from '../../operator/stack/stack-clock.ts';
import { UsageError } from '../line/errors.ts';
import { parseDuration } from '../line/parse-duration.ts';
import { parseTime } from '../line/parse-time.ts';
import type { Session } from '../line/session.ts';
import type { ArchiveFlags } from './archive-args.ts';

/** What the flags ask of an archive; a duration is one back from now by the stack's own clock. Throws UsageError. */
export async function archiveRequest(session: Session, flags: ArchiveFlags): Promise<ArchiveRequest> {
  const now = (await openStackClock(session)).now();
  const lateMs = flags.late === undefined ? undefined : parseDuration(flags.late);
  if (flags.late !== undefined && lateMs === undefined) {
    throw new UsageError(`'${flags.late}' is no duration: give one as 4d or 12h`);
  }
  const from = flags.from === undefined ? undefined : parseTime(flags.from, now);
  const to = flags.to === undefined ? undefined : parseTime(flags.to, now);
  const { stream, bucket, prefix } = flags;
  return { stream, bucket, prefix, from, to, lateMs };
}

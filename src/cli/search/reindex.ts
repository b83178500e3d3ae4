import {
  type BackfillProgress,
  backfillIndex,
  createBackfillIndex,
  showBackfill,
  unfinishedBackfills,
} from '../../aws/search/backfill-index.ts';
import { removeBackfilled } from '../../aws/search/remove-backfilled.ts';
import { type BackfillNames, backfillNames } from '../../domain/search/backfill.ts';
import { type OpenArchive, openArchive } from '../../operator/archive/open-archive.ts';
import { OperationError } from '../../operator/errors.ts';
import { readForkRules } from '../../operator/search/fork-rules.ts';
import { openSearchFork, type SearchFork } from '../../operator/search/search-fork.ts';
import { openStackClock } from '../../operator/stack/stack-clock.ts';
import type { ArchiveFlags } from '../backup/archive-flags.ts';
import { archiveRequest } from '../backup/archive-request.ts';
import { describeError } from '../line/describe-error.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';
import type { Backfill } from './backfill.ts';
import { fillBackfill } from './fill.ts';

/** What is back-filled. */
export interface ReindexFlags {
  readonly stream?: string | undefined;
  readonly archive: ArchiveFlags;
  readonly resume?: string | undefined;
}

/**
 * `forks search reindex`: fills a window of the archive into an index of its own, lets `name*` find it when it is complete, and
 * removes its events from the live index. Exit code 1 when it was interrupted, or something could not be read or indexed.
 */
export async function searchReindex(session: Session, flags: ReindexFlags): Promise<number> {
  const fork = await openSearchFork(session, flags);
  const { resume: id } = flags;
  const backfill =
    id === undefined ? await begin(session, fork, flags) : await resume(session, fork, { ...flags, resume: id });
  try {
    return await carryOn(backfill);
  } catch (cause) {
    const reason = describeError(cause, session.connection.endpoint);
    throw new OperationError(`${reason}; forks search reindex --resume ${backfill.names.id} goes on`, { cause });
  }
}

async function carryOn(backfill: Backfill): Promise<number> {
  const { session, fork, names, progress } = backfill;
  if (progress.state === 'filling') {
    const complete = await fillBackfill(backfill, await readForkRules(session, fork));
    await backfill.save();
    if (!complete) return end(backfill, [`Interrupted: forks search reindex --resume ${names.id} goes on`], 1);
    // Shown before its events are removed elsewhere: what readers see twice for a moment, they count once; a gap they would not notice.
    await showBackfill(fork.domain, names);
    progress.state = 'removing';
    await backfill.save();
  }
  if (progress.state === 'removing') {
    progress.removed += await removeBackfilled(fork.domain, {
      indexName: fork.indexName,
      backfill: names.index,
      onProgress: (ids) => session.terminal.progress(`removing ${ids} events from the live index …`),
    });
    progress.state = 'done';
    await backfill.save();
  }
  const { refused, unreadable, withoutId } = progress;
  return end(
    backfill,
    withoutId === 0 ? [] : [`${withoutId} without an id are new; documents they may have had before are still there`],
    refused + unreadable > 0 ? 1 : 0,
  );
}

async function begin(session: Session, fork: SearchFork, { archive: flags }: ReindexFlags): Promise<Backfill> {
  if (flags.from === undefined) throw new UsageError('a new back-fill needs --from; --resume goes on with an old one');
  const now = (await openStackClock(session)).now();
  const open = await openArchive(session, {
    ...(await archiveRequest(session, flags)),
    ...(flags.to === undefined && { to: now }),
  });
  const names = backfillNames(fork.indexName, now);
  await createBackfillIndex(fork.domain, { indexName: fork.indexName, name: names.index });
  const counts = { read: 0, filtered: 0, written: 0, refused: 0, unreadable: 0, withoutId: 0, removed: 0 };
  const { bucket, prefix } = open.archive;
  const backfill = create(session, fork, names, open, {
    ...{ version: 1, state: 'filling', bucket, prefix, ...open.window, position: null },
    ...counts,
  });
  await backfill.save();
  return backfill;
}

async function resume(
  session: Session,
  fork: SearchFork,
  { resume: given, ...flags }: ReindexFlags & { resume: string },
): Promise<Backfill> {
  const names = backfillNames(fork.indexName, given.replace(/^.*?(?=\d{8}-\d{6}$)/, ''));
  const progress = await backfillIndex(fork.domain, names.index).read();
  if (progress === undefined) {
    const others = await unfinishedBackfills(fork.domain, fork.indexName);
    const known = others.length === 0 ? 'none is unfinished' : `unfinished are: ${others.join(', ')}`;
    throw new UsageError(`there is no back-fill ${given} of ${fork.indexName}; ${known}`);
  }
  const { from, to, lateMs, bucket, prefix } = progress;
  const { stream, bucket: wanted } = flags.archive;
  const open = await openArchive(session, { stream, bucket: wanted, prefix });
  if (open.archive.bucket !== bucket) {
    throw new UsageError(
      `the back-fill ${names.id} is of ${bucket}, not of ${open.archive.bucket}: name it with --bucket`,
    );
  }
  return create(session, fork, names, { ...open, window: { from, to, lateMs } }, progress);
}

function create(
  session: Session,
  fork: SearchFork,
  names: BackfillNames,
  open: OpenArchive,
  progress: BackfillProgress,
): Backfill {
  const index = backfillIndex(fork.domain, names.index);
  return { session, fork, names, open, progress, save: () => index.save(progress) };
}

function end({ session, names, progress }: Backfill, notes: readonly string[], code: number): number {
  const { state, read, filtered, written, refused, unreadable, withoutId, removed } = progress;
  const counts = { read, filtered, written, refused, unreadable, withoutId, removed };
  session.report({ ...names, state, ...counts }, [
    `${read} events read: ${written} written to ${names.index}, ${filtered} not for this fork, ${refused} refused, ${unreadable} unreadable`,
    ...(state === 'done'
      ? [`${removed} documents removed from the live index; ${names.alias} shows the new ones`]
      : []),
    ...notes,
  ]);
  return code;
}

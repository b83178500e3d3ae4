import {
  type BackfillProgress,
  backfillIndex,
  createBackfillIndex,
  showBackfill,
  unfinishedBackfills,
} from '../../aws/search/backfill-index.ts';
import { removeBackfilled } from '../../aws/search/remove-backfilled.ts';
import { reasonOf } from '../../domain/errors.ts';
import { type BackfillNames, type BackfillRules, backfillNames } from '../../domain/search/backfill.ts';
import { type ArchiveRequest, type OpenArchive, openArchive } from '../archive/open-archive.ts';
import { OperationError, RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { openStackClock } from '../stack/stack-clock.ts';
import type { Backfill, BackfillNews } from './backfill.ts';
import { fillBackfill } from './fill-backfill.ts';
import { readForkRules } from './fork-rules.ts';
import { openSearchFork, type SearchFork } from './search-fork.ts';

/** A back-fill to begin, of the events published from `archive.from` on; or the id of one to go on with. */
export type ReindexRequest =
  | { readonly stream?: string | undefined; readonly archive: ArchiveRequest & { readonly from: number } }
  | {
      readonly stream?: string | undefined;
      readonly archive: Pick<ArchiveRequest, 'stream' | 'bucket'>;
      readonly resume: string;
    };

/** What a back-fill has done; interrupted ones are not `done`, and can be gone on with by their `id`. */
export interface ReindexResult extends BackfillNames {
  readonly state: BackfillProgress['state'];
  readonly read: number;
  readonly filtered: number;
  readonly written: number;
  readonly refused: number;
  readonly unreadable: number;
  readonly withoutId: number;
  readonly removed: number;
}

/** A back-fill that broke off; it can be gone on with by its id, and the cause says why it broke off. */
export class UnfinishedBackfillError extends OperationError {
  readonly id: string;

  constructor(id: string, cause: unknown) {
    super(`the back-fill ${id} broke off: ${reasonOf(cause)}`, { cause });
    this.id = id;
  }
}

/**
 * Fills a window of the archive into an index of its own, lets `name*` find it when it is complete, and removes its events from
 * the live index. Ends early, and to be gone on with, when the signal is aborted. Throws RequestError for a request that fits
 * nothing, and UnfinishedBackfillError when it breaks off.
 *
 * @example
 * const { id, written, refused } = await reindex(
 *   operator,
 *   { archive: { from: Date.UTC(2026, 10, 21) } },
 *   { signal, tell: (news) => console.log(news) },
 * );
 */
export async function reindex(
  operator: Operator,
  request: ReindexRequest,
  watch: { signal: AbortSignal; tell: (news: BackfillNews) => void },
): Promise<ReindexResult> {
  const fork = await openSearchFork(operator, request);
  // Before anything is made: without them there is nothing to go on with.
  const rules = await readForkRules(operator, fork);
  const backfill =
    'resume' in request ? await resume(operator, fork, request) : await begin(operator, fork, request.archive);
  try {
    await carryOn(backfill, { rules, ...watch });
  } catch (cause) {
    throw new UnfinishedBackfillError(backfill.names.id, cause);
  }
  const { state, read, filtered, written, refused, unreadable, withoutId, removed } = backfill.progress;
  return { ...backfill.names, state, read, filtered, written, refused, unreadable, withoutId, removed };
}

async function carryOn(
  backfill: Backfill,
  { rules, signal, tell }: { rules: BackfillRules; signal: AbortSignal; tell: (news: BackfillNews) => void },
): Promise<void> {
  const { fork, names, progress } = backfill;
  if (progress.state === 'filling') {
    const complete = await fillBackfill(backfill, { rules, signal, tell });
    await backfill.save();
    if (!complete) return;
    // Shown before its events are removed elsewhere: what readers see twice for a moment, they count once; a gap they would not notice.
    await showBackfill(fork.domain, names);
    progress.state = 'removing';
    await backfill.save();
  }
  if (progress.state === 'removing') {
    progress.removed += await removeBackfilled(fork.domain, {
      indexName: fork.indexName,
      backfill: names.index,
      onProgress: (events) => tell({ kind: 'removing', events }),
    });
    progress.state = 'done';
    await backfill.save();
  }
}

async function begin(
  operator: Operator,
  fork: SearchFork,
  request: ArchiveRequest & { readonly from: number },
): Promise<Backfill> {
  const now = (await openStackClock(operator)).now();
  const open = await openArchive(operator, { ...request, to: request.to ?? now });
  const names = backfillNames(fork.indexName, now);
  await createBackfillIndex(fork.domain, { indexName: fork.indexName, name: names.index });
  const counts = { read: 0, filtered: 0, written: 0, refused: 0, unreadable: 0, withoutId: 0, removed: 0 };
  const { bucket, prefix } = open.archive;
  const backfill = create(operator, fork, names, open, {
    ...{ version: 1, state: 'filling', bucket, prefix, ...open.window, position: null },
    ...counts,
  });
  await backfill.save();
  return backfill;
}

async function resume(
  operator: Operator,
  fork: SearchFork,
  { resume: given, archive: wanted }: Extract<ReindexRequest, { readonly resume: string }>,
): Promise<Backfill> {
  const names = backfillNames(fork.indexName, given.replace(/^.*?(?=\d{8}-\d{6}$)/, ''));
  const progress = await backfillIndex(fork.domain, names.index).read();
  if (progress === undefined) {
    const others = await unfinishedBackfills(fork.domain, fork.indexName);
    const known = others.length === 0 ? 'none is unfinished' : `unfinished are: ${others.join(', ')}`;
    throw new RequestError(`there is no back-fill ${given} of ${fork.indexName}; ${known}`);
  }
  const { from, to, lateMs, bucket, prefix } = progress;
  const open = await openArchive(operator, { stream: wanted.stream, bucket: wanted.bucket, prefix });
  if (open.archive.bucket !== bucket) {
    throw new RequestError(
      `the back-fill ${names.id} is of the bucket ${bucket}, not of ${open.archive.bucket}: name that bucket`,
    );
  }
  return create(operator, fork, names, { ...open, window: { from, to, lateMs } }, progress);
}

function create(
  operator: Operator,
  fork: SearchFork,
  names: BackfillNames,
  open: OpenArchive,
  progress: BackfillProgress,
): Backfill {
  const index = backfillIndex(fork.domain, names.index);
  return { operator, fork, names, open, progress, save: () => index.save(progress) };
}

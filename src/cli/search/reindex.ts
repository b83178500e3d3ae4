import { OperationError } from '../../operator/errors.ts';
import type { BackfillNews } from '../../operator/search/backfill.ts';
import {
  type ReindexRequest,
  type ReindexResult,
  reindex,
  UnfinishedBackfillError,
} from '../../operator/search/reindex.ts';
import type { ArchiveFlags } from '../backup/archive-flags.ts';
import { archiveRequest } from '../backup/archive-request.ts';
import { describeError } from '../line/describe-error.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';

/** What is back-filled. */
export interface ReindexFlags {
  readonly stream?: string | undefined;
  readonly archive: ArchiveFlags;
  readonly resume?: string | undefined;
}

/** `forks search reindex`. Exit code 1 when it was interrupted, or something could not be read or indexed. */
export async function searchReindex(session: Session, flags: ReindexFlags): Promise<number> {
  const request = await requestOf(session, flags);
  const watch = { signal: session.terminal.interrupted(), tell: (news: BackfillNews) => tell(session, news) };
  try {
    const result = await reindex(session, request, watch);
    session.report(result, textOf(result));
    return result.state === 'done' && result.refused + result.unreadable === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UnfinishedBackfillError)) throw error;
    const reason = describeError(error.cause, session.connection.endpoint);
    throw new OperationError(`${reason}; ${goOn(error.id)}`, { cause: error });
  }
}

async function requestOf(session: Session, { stream, archive, resume }: ReindexFlags): Promise<ReindexRequest> {
  if (resume !== undefined) return { stream, archive: { stream: archive.stream, bucket: archive.bucket }, resume };
  const { from, ...window } = await archiveRequest(session, archive);
  if (from === undefined) throw new UsageError('a new back-fill needs --from; --resume goes on with an old one');
  return { stream, archive: { ...window, from } };
}

function tell({ terminal }: Session, news: BackfillNews): void {
  if (news.kind === 'filling') {
    terminal.progress(`${news.read} events read, ${news.written} written, at ${news.key ?? ''}`);
  } else if (news.kind === 'removing') {
    terminal.progress(`removing ${news.events} events from the live index …`);
  } else {
    const { bucket, key, line, reason } = news;
    terminal.warn(`forks: s3://${bucket}/${key}${line === undefined ? '' : ` line ${line}`}: ${reason}`);
  }
}

function textOf(result: ReindexResult): string[] {
  const { id, index, alias, state, read, written, filtered, refused, unreadable, removed, withoutId } = result;
  return [
    `${read} events read: ${written} written to ${index}, ${filtered} not for this fork, ${refused} refused, ${unreadable} unreadable`,
    ...(state === 'done' ? [`${removed} documents removed from the live index; ${alias} shows the new ones`] : []),
    ...(state === 'done' ? [] : [`Interrupted: ${goOn(id)}`]),
    ...(state === 'done' && withoutId > 0
      ? [`${withoutId} without an id are new; documents they may have had before are still there`]
      : []),
  ];
}

function goOn(id: string): string {
  return `forks search reindex --resume ${id} goes on`;
}

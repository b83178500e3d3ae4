import * as v from 'valibot';
import { OperationError } from '../../operator/errors.ts';
import type { BackfillNews } from '../../operator/search/backfill.ts';
import type { ReindexRequest, ReindexResult } from '../../operator/search/reindex.ts';
import { type ArchiveFlags, late } from '../backup/archive-args.ts';
import { archiveRequest } from '../backup/archive-request.ts';
import { text } from '../line/args.ts';
import { command } from '../line/command.ts';
import { counted } from '../line/counted.ts';
import { describeError } from '../line/describe-error.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';
import { stream } from './stream.ts';

/** `forks search reindex`. Exit code 1 when it was interrupted, or something could not be read or indexed. */
export const reindex = command({
  name: 'reindex',
  description: "fill a window of the archive's events into the index again",
  args: {
    stream,
    from: text('t', 'events published at this time or later: ISO 8601 with a zone, or a duration back from now'),
    to: text('t', 'events published before this time; by default, now'),
    late,
    backupStream: text('name', 'the delivery stream of the backup, where a stack has several'),
    bucket: text('name', 'a bucket whose stream is gone'),
    prefix: text('prefix', "the prefix of its objects, as the stream's Prefix was"),
    resume: text('id', 'go on with a back-fill that was interrupted'),
  },
  result: v.strictObject({
    id: v.string(),
    index: v.string(),
    alias: v.string(),
    state: v.picklist(['filling', 'removing', 'done']),
    read: v.number(),
    filtered: v.number(),
    written: v.number(),
    refused: v.number(),
    unreadable: v.number(),
    withoutId: v.number(),
    removed: v.number(),
  }),
  async run(session, { stream: ofFork, resume, backupStream, ...archive }) {
    const { reindex: fill, UnfinishedBackfillError } = await import('../../operator/search/reindex.ts');
    const request = await requestOf(session, { stream: ofFork, resume, archive: { ...archive, stream: backupStream } });
    const watch = { signal: session.terminal.interrupted(), tell: (news: BackfillNews) => tell(session, news) };
    try {
      const result = await fill(session, request, watch);
      session.report(result, textOf(result));
      return result.state === 'done' && result.refused + result.unreadable === 0 ? 0 : 1;
    } catch (error) {
      if (!(error instanceof UnfinishedBackfillError)) throw error;
      const reason = describeError(error.cause, session.connection.endpoint);
      throw new OperationError(`${reason}; ${goOn(error.id)}`, { cause: error });
    }
  },
});

/** What is back-filled. */
interface ReindexFlags {
  readonly stream?: string | undefined;
  readonly archive: ArchiveFlags;
  readonly resume?: string | undefined;
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
    `${counted(read, 'event')} read: ${written} written to ${index}, ${filtered} not for this fork, ${refused} refused, ${unreadable} unreadable`,
    ...(state === 'done'
      ? [`${counted(removed, 'document')} removed from the live index; ${alias} shows the new ones`]
      : []),
    ...(state === 'done' ? [] : [`Interrupted: ${goOn(id)}`]),
    ...(state === 'done' && withoutId > 0
      ? [
          `${withoutId} without an id, or with a masked one, are new; documents they may have had before are still there`,
        ]
      : []),
  ];
}

function goOn(id: string): string {
  return `forks search reindex --resume ${id} goes on`;
}

import { readArchive } from '../../aws/archive/read-events.ts';
import { writeDocuments } from '../../aws/search/write-documents.ts';
import { type BackfillRules, backfillDocument } from '../../domain/search/backfill.ts';
import type { Backfill } from './backfill.ts';

/** OpenSearch Service takes 10 MiB a request at the smallest ("Network quotas"). */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_DOCUMENTS = 1000;

interface Waiting {
  readonly id: string;
  readonly source: string;
  readonly place: string;
}

/**
 * Fills the rest of a back-fill's window into its index; the checkpoint follows each batch, so that nothing is left out when it
 * ends anywhere. Says what cannot be read or indexed. Resolves false when it was interrupted.
 */
export async function fillBackfill(backfill: Backfill, rules: BackfillRules): Promise<boolean> {
  const { session, fork, names, open, progress } = backfill;
  const { terminal } = session;
  const interrupted = terminal.interrupted();
  let waiting: Waiting[] = [];
  let bytes = 0;
  const say = (place: string, reason: string) =>
    terminal.warn(`forks: s3://${open.archive.bucket}/${place}: ${reason}`);
  const flush = async () => {
    const target = { domain: fork.domain, index: names.index, wait: (ms: number) => session.clock.wait(ms) };
    const refused = await writeDocuments(target, waiting);
    for (const { document, reason } of refused) say(document.place, reason);
    progress.refused += refused.length;
    progress.written += waiting.length - refused.length;
    [waiting, bytes] = [[], 0];
    await backfill.save();
    terminal.progress(`${progress.read} events read, ${progress.written} written, at ${progress.position?.key ?? ''}`);
  };
  const after = progress.position ?? undefined;
  for await (const found of readArchive(open.s3, open.archive, open.window, after)) {
    if (found.kind === 'done') continue;
    const place = `${found.key}${found.line === undefined ? '' : ` line ${found.line}`}`;
    if (found.line !== undefined) progress.position = { key: found.key, line: found.line };
    if (found.kind === 'unreadable') {
      progress.unreadable += 1;
      say(place, found.reason);
      continue;
    }
    progress.read += 1;
    const document = backfillDocument(found, rules);
    if (document.kind === 'filtered') progress.filtered += 1;
    else if (document.kind === 'unusable') {
      progress.refused += 1;
      say(place, document.reason);
    } else {
      if (!document.hasId) progress.withoutId += 1;
      waiting.push({ id: document.id, source: document.source, place });
      bytes += Buffer.byteLength(document.source);
    }
    if (waiting.length < MOST_DOCUMENTS && bytes < MOST_BYTES) continue;
    await flush();
    if (interrupted.aborted) return false;
  }
  await flush();
  return !interrupted.aborted;
}

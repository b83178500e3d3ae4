import { readArchive } from '../../aws/archive/read-events.ts';
import { writeDocuments } from '../../aws/search/write-documents.ts';
import { type BackfillRules, backfillDocument } from '../../domain/search/backfill.ts';
import type { Backfill, BackfillNews } from './backfill.ts';

/** OpenSearch Service takes 10 MiB a request at the smallest ("Network quotas"). */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DOCUMENTS = 1000;

interface Place {
  readonly key: string;
  readonly line: number | undefined;
}

interface Waiting {
  readonly id: string;
  readonly source: string;
  readonly place: Place;
}

/**
 * Fills the rest of a back-fill's window into its index; the checkpoint follows each batch, so that nothing is left out when it
 * ends anywhere. Tells what cannot be read or indexed. Resolves false when it was interrupted.
 */
export async function fillBackfill(
  backfill: Backfill,
  { rules, signal, tell }: { rules: BackfillRules; signal: AbortSignal; tell: (news: BackfillNews) => void },
): Promise<boolean> {
  const { operator, fork, names, open, progress } = backfill;
  const { bucket } = open.archive;
  const target = { domain: fork.domain, index: names.index, wait: (ms: number) => operator.clock.wait(ms) };
  let waiting: Waiting[] = [];
  let bytes = 0;
  const refuse = ({ key, line }: Place, reason: string) => tell({ kind: 'refused', bucket, key, line, reason });
  const flush = async () => {
    const refused = await writeDocuments(target, waiting);
    for (const { document, reason } of refused) refuse(document.place, reason);
    progress.refused += refused.length;
    progress.written += waiting.length - refused.length;
    [waiting, bytes] = [[], 0];
    await backfill.save();
    tell({ kind: 'filling', read: progress.read, written: progress.written, key: progress.position?.key });
  };
  const after = progress.position ?? undefined;
  for await (const found of readArchive(open.s3, open.archive, open.window, after)) {
    if (found.kind === 'done') continue;
    const { key, line } = found;
    if (line !== undefined) progress.position = { key, line };
    if (found.kind === 'unreadable') {
      progress.unreadable += 1;
      refuse(found, found.reason);
      continue;
    }
    progress.read += 1;
    const document = backfillDocument(found, rules);
    if (document.kind === 'filtered') progress.filtered += 1;
    else if (document.kind === 'unusable') {
      progress.refused += 1;
      refuse(found, document.reason);
    } else {
      if (!document.hasId) progress.withoutId += 1;
      waiting.push({ id: document.id, source: document.source, place: { key, line } });
      bytes += Buffer.byteLength(document.source);
    }
    if (waiting.length < MAX_DOCUMENTS && bytes < MAX_BYTES) continue;
    await flush();
    if (signal.aborted) return false;
  }
  await flush();
  return !signal.aborted;
}

import * as v from 'valibot';
import { backOffMs } from '../../domain/back-off.ts';
import { messageOf } from '../../domain/errors.ts';
import { type SearchDomain, SearchDomainError } from './search-domain.ts';

/** A document to be written under its id. */
export interface DocumentToWrite {
  readonly id: string;
  /** One line of JSON. */
  readonly source: string;
}

/** A document that the index will never take, and why. */
export interface RefusedDocument<Document> {
  readonly document: Document;
  readonly reason: string;
}

const Item = v.object({
  status: v.number(),
  error: v.optional(v.looseObject({ type: v.string(), reason: v.nullish(v.string()) })),
});
const Answer = v.object({ items: v.array(v.object({ index: Item })) });

/** What a document counts as that an answer passes over. */
const UNTOLD = { status: 500, error: { type: 'untold', reason: 'the answer has no outcome for it' } };

const MAX_TRIES = 8;
const PAUSES = { first: 1_000, max: 30_000 };

/**
 * Writes documents to an index by `_bulk`, each item's outcome read; what a busy domain does not take (429, 5xx) is sent again,
 * it alone, with growing pauses. Returns what the mapping refuses. Throws an Error when the domain takes nothing for minutes.
 */
export async function writeDocuments<Document extends DocumentToWrite>(
  { domain, index, wait }: { domain: SearchDomain; index: string; wait: (ms: number) => Promise<void> },
  documents: readonly Document[],
): Promise<RefusedDocument<Document>[]> {
  const refused: RefusedDocument<Document>[] = [];
  let pending = documents;
  let last: string | undefined;
  for (let attempt = 0; pending.length > 0; attempt += 1) {
    if (attempt === MAX_TRIES) throw new Error(`the search domain takes no documents: ${last}`);
    if (attempt > 0) await wait(backOffMs(attempt, PAUSES));
    const again: Document[] = [];
    for (const { document, status, reason } of await writeOnce(domain, index, pending)) {
      if (status < 300) continue;
      last = `${status} ${reason}`;
      if (status === 429 || status >= 500) again.push(document);
      else refused.push({ document, reason });
    }
    pending = again;
  }
  return refused;
}

async function writeOnce<Document extends DocumentToWrite>(
  domain: SearchDomain,
  index: string,
  documents: readonly Document[],
): Promise<{ document: Document; status: number; reason: string }[]> {
  const lines = documents.map(
    ({ id, source }) => `${JSON.stringify({ index: { _index: index, _id: id } })}\n${source}\n`,
  );
  try {
    const { items } = v.parse(Answer, await domain.bulk(lines.join('')));
    return documents.map((document, at) => {
      const { status, error } = items[at]?.index ?? UNTOLD;
      return { document, status, reason: [error?.type, error?.reason].filter((part) => part != null).join(': ') };
    });
  } catch (error) {
    if (error instanceof SearchDomainError && error.status < 500 && error.status !== 429) throw error;
    if (error instanceof v.ValiError) throw error;
    const reason = messageOf(error);
    return documents.map((document) => ({ document, status: 503, reason }));
  }
}

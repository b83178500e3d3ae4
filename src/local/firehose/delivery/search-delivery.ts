/**
 * Delivery of a closed buffer to a search domain by `_bulk` (Firehose guide, "Amazon OpenSearch Service destination").
 * Each record is one document of one line; a data stream, a type name or a version upgrade of the domain is not known here.
 */
import type { LocalContext } from '../../context.ts';
import type { Batch, BufferedRecord, BufferStore } from '../buffer-store.ts';
import { indexNameAt } from '../naming/index-name.ts';
import { documentId } from '../record-id.ts';
import type { SearchPlan } from '../stream-plan.ts';
import { readBulkAnswer } from './bulk-answer.ts';
import { failedDocumentLine } from './error-lines.ts';
import { type Attempt, type Lane, retryPauseMs } from './lane.ts';

/** A search domain given by ARN or endpoint. */
export interface BulkIndexer {
  bulk(domainArnOrEndpoint: string, body: string): Promise<{ status: number; body: string }>;
}

export interface SearchDelivery {
  readonly context: LocalContext;
  readonly store: BufferStore;
  readonly search: BulkIndexer;
  readonly stream: { readonly id: number; readonly seed: string };
  plan(): SearchPlan;
  isStopped(): boolean;
  readonly failed: Lane;
  delivered(records: number): void;
}

/** A buffer of 100 MiB goes out in requests that any domain takes (OpenSearch guide, "Network quotas": 10 MiB at the smallest). */
const REQUEST_BYTES = 5 * 1024 * 1024;

interface Refusal {
  readonly record: BufferedRecord;
  readonly code: string;
  readonly message: string;
}

/**
 * Indexes what is left of a batch. Items refused with 429 or 5xx stay for a later attempt within the retry duration, counted from the
 * first; what can never be indexed, and what is left when time is up, becomes a failed document.
 */
export async function deliverDocuments(delivery: SearchDelivery, batch: Batch): Promise<Attempt> {
  const { context, store, stream } = delivery;
  const plan = delivery.plan();
  const deadline = (batch.firstAttempt ?? 0) + plan.retryMs;
  let waiting: Refusal | undefined;
  for (let after = 0; ; ) {
    const page = store.page(stream.id, 'data', after, batch.last, REQUEST_BYTES);
    const last = page.at(-1);
    if (!last) break;
    after = last.id;
    const { indexed, refused, retriable, unreachable } = await indexPage(delivery, plan, page);
    if (delivery.isStopped()) return { retryAt: context.clock.now() };
    const expired = context.clock.now() >= deadline;
    settle(delivery, plan, batch, indexed, expired ? [...refused, ...retriable] : refused);
    if (!expired) waiting ??= retriable[0];
    // A domain that does not answer at all is not asked for the rest of the batch as well.
    if (unreachable && !expired) break;
  }
  if (waiting) return { retryAt: Math.min(context.clock.now() + retryPauseMs(batch.attempts), deadline) };
  context.database.write(() => {
    store.removeUpTo(stream.id, 'data', batch.last);
    store.removeBatch(batch);
  });
  return 'done';
}

interface PageOutcome {
  readonly indexed: readonly BufferedRecord[];
  readonly refused: readonly Refusal[];
  readonly retriable: readonly Refusal[];
  readonly unreachable: boolean;
}

async function indexPage(
  delivery: SearchDelivery,
  plan: SearchPlan,
  page: readonly BufferedRecord[],
): Promise<PageOutcome> {
  const { stream, search } = delivery;
  const sent: BufferedRecord[] = [];
  const refused: Refusal[] = [];
  const lines: string[] = [];
  for (const record of page) {
    const document = documentText(record.data);
    if (document === undefined) {
      refused.push({ record, code: 'ES.MalformedData', message: MALFORMED });
      continue;
    }
    const index = { _index: indexNameAt(plan.index, plan.rotation, record.arrived) };
    const action = plan.withIds ? { ...index, _id: documentId(stream.seed, record.origin) } : index;
    lines.push(JSON.stringify({ index: action }), document);
    sent.push(record);
  }
  if (sent.length === 0) return { indexed: [], refused, retriable: [], unreachable: false };
  const answer = await search
    .bulk(plan.target, `${lines.join('\n')}\n`)
    .catch((error: unknown) => ({ status: 503, body: String(error) }));
  const items = readBulkAnswer(answer, sent.length);
  if (!items) {
    const code = String(answer.status);
    const retriable = sent.map((record) => ({ record, code, message: answer.body.slice(0, 1000) }));
    return { indexed: [], refused, retriable, unreachable: true };
  }
  const indexed: BufferedRecord[] = [];
  const retriable: Refusal[] = [];
  for (const [at, record] of sent.entries()) {
    const item = items[at];
    if (item && item.status < 300) indexed.push(record);
    else {
      const status = item?.status ?? 500;
      const refusal = { record, code: String(status), message: item?.error ?? 'The item is missing in the answer.' };
      if (status === 429 || status >= 500) retriable.push(refusal);
      else refused.push(refusal);
    }
  }
  return { indexed, refused, retriable, unreachable: false };
}

const MALFORMED =
  'One or more records are malformed. Ensure that each record is single valid JSON object and that it does not contain newlines.';

/** The document as it is sent; undefined when it is not one UTF-8 JSON object on one line. */
function documentText(data: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data).replace(/\r?\n$/, '');
    if (/[\r\n]/.test(text)) return undefined;
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : undefined;
  } catch {
    return undefined;
  }
}

function settle(
  { context, store, stream, failed, delivered }: SearchDelivery,
  plan: SearchPlan,
  batch: Batch,
  indexed: readonly BufferedRecord[],
  refused: readonly Refusal[],
): void {
  context.database.write(() => {
    for (const { id } of indexed) store.remove(id);
    for (const { record, code, message } of refused) {
      const failure = {
        data: record.data,
        arrived: record.arrived,
        errorCode: code,
        errorMessage: message,
        attemptsMade: batch.attempts,
        endedAt: context.clock.now(),
      };
      const id = plan.withIds ? documentId(stream.seed, record.origin) : '';
      const line = failedDocumentLine(failure, id, indexNameAt(plan.index, plan.rotation, record.arrived));
      failed.add({ origin: record.origin, arrived: record.arrived, data: line });
      store.remove(record.id);
    }
  });
  delivered(indexed.length);
}

/**
 * The rules that all batch operations of SQS share: ids, number, and one answer for each entry (SQS API reference, SendMessageBatch).
 * Size is not among them, for only SendMessageBatch has a limit of bytes.
 */
import { MAX_BATCH_ENTRIES } from '../../domain/service-limits.ts';
import { AwsError } from '../errors.ts';
import { type Input, objectList } from '../operation-input.ts';
import { missingParameter, queueServiceError } from './errors.ts';

/** What a batch operation answers, with HTTP 200 whatever became of the entries. */
export interface BatchResult {
  readonly Successful: object[];
  /** Left out where there is none (recorded of AWS). */
  readonly Failed?: { Id: string; Code: string; Message: string; SenderFault: boolean }[];
}

/** The entries of a batch request. Throws AwsError when the batch as a whole is refused. */
export function batchEntries(action: string, input: Input): { id: string; entry: Input }[] {
  const entries = objectList(input, 'Entries');
  if (entries.length === 0) {
    throw queueServiceError('EmptyBatchRequest', `There should be at least one ${action}RequestEntry in the request.`);
  }
  if (entries.length > MAX_BATCH_ENTRIES) {
    throw queueServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_BATCH_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  return entries.map((entry) => {
    const id = entry['Id'];
    if (typeof id !== 'string') throw missingParameter('Id');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
      throw queueServiceError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (seen.has(id)) throw queueServiceError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    seen.add(id);
    return { id, entry };
  });
}

/** Does one thing for each entry; an AwsError fails its own entry alone. */
export function forEachEntry(
  entries: readonly { id: string; entry: Input }[],
  act: (entry: Input) => object,
): BatchResult {
  const Successful: object[] = [];
  const Failed: NonNullable<BatchResult['Failed']> = [];
  for (const { id, entry } of entries) {
    try {
      Successful.push({ Id: id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: id, Code: error.queryCode ?? error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, ...(Failed.length === 0 ? {} : { Failed }) };
}

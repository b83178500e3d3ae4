/**
 * Stands in for DynamoDB's way of carrying out only a part of BatchWriteItem or BatchGetItem: what is left comes back unprocessed.
 * It happens when the fault list says so, never for size or throughput.
 */
import { isObject } from '../../domain/is-object.ts';
import type { PartialFault } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { Input } from './operations/item-input.ts';

/** What of a batch is to be carried out, and what is to come back in the member of the answer that AWS names for it. */
export interface DividedBatch {
  readonly input: Input;
  readonly unprocessed: { readonly member: 'UnprocessedItems' | 'UnprocessedKeys'; readonly requests: Input };
}

/**
 * Divides a batch entry by entry; undefined for an operation that is no batch, or when nothing is to fail.
 * Throws as DynamoDB does when it can process no item at all (DynamoDB API, BatchWriteItem).
 */
export function divideBatch(operation: string, input: Input, partial: PartialFault): DividedBatch | undefined {
  const requests = input['RequestItems'];
  if (!isObject(requests) || (operation !== 'BatchWriteItem' && operation !== 'BatchGetItem')) return undefined;
  const passing: Record<string, unknown> = {};
  const failing: Record<string, unknown> = {};
  for (const [table, request] of Object.entries(requests)) {
    const entries = entriesOf(request);
    if (!entries) return undefined;
    const failed = new Set(entries.filter(() => partial.failNext()));
    const passed = entries.filter((entry) => !failed.has(entry));
    if (passed.length > 0) passing[table] = withEntries(request, passed);
    if (failed.size > 0) failing[table] = withEntries(request, [...failed]);
  }
  if (Object.keys(failing).length === 0) return undefined;
  if (Object.keys(passing).length === 0) {
    throw new AwsError(
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    );
  }
  return {
    input: { ...input, RequestItems: passing },
    unprocessed: {
      member: operation === 'BatchWriteItem' ? 'UnprocessedItems' : 'UnprocessedKeys',
      requests: failing,
    },
  };
}

/** Writes are a list; reads are an object with the list in `Keys`. */
function entriesOf(request: unknown): unknown[] | undefined {
  if (Array.isArray(request)) return request;
  return isObject(request) && Array.isArray(request['Keys']) ? request['Keys'] : undefined;
}

function withEntries(request: unknown, entries: unknown[]): unknown {
  return isObject(request) ? { ...request, Keys: entries } : entries;
}

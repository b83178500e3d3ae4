import { type PutTemplate, putSearchTemplate } from '../../aws/search/put-search-template.ts';
import type { Operator } from '../operator.ts';
import { openSearchFork } from './search-fork.ts';

/** Puts the index template of checkout events to a fork's domain, as it is before the first event arrives. */
export async function putForkTemplate(
  operator: Operator,
  { stream }: { stream?: string | undefined },
): Promise<PutTemplate> {
  const { domain, indexName } = await openSearchFork(operator, { stream });
  return putSearchTemplate(domain, indexName);
}

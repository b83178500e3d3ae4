import * as v from 'valibot';
import { searchTemplate } from '../../domain/search/search-template.ts';
import type { SearchDomain } from './search-domain.ts';

/** What became of an index template. */
export interface PutTemplate {
  /** The template's name is the index's. */
  readonly template: string;
  readonly patterns: readonly string[];
  readonly replicas: number;
  /** Indices that were there before: they keep the mapping they have. */
  readonly existing: readonly string[];
}

const Health = v.object({ number_of_data_nodes: v.number() });
const Indices = v.array(v.object({ index: v.string() }));

/**
 * Puts the index template of checkout events for an index to a search domain, or replaces it. A domain of one node gets no
 * replicas, which it could not place. Throws SearchDomainError.
 */
export async function putSearchTemplate(domain: SearchDomain, indexName: string): Promise<PutTemplate> {
  const { number_of_data_nodes: nodes } = v.parse(Health, await domain.ask('GET', '/_cluster/health'));
  const replicas = nodes > 1 ? 1 : 0;
  const template = searchTemplate(indexName, { replicas });
  await domain.ask('PUT', `/_index_template/${encodeURIComponent(indexName)}`, template);
  const indices = await domain.ask('GET', `/_cat/indices/${encodeURIComponent(indexName)}*?format=json&h=index`);
  const { index_patterns: patterns } = v.parse(v.object({ index_patterns: v.array(v.string()) }), template);
  const existing = v.parse(Indices, indices).map(({ index }) => index);
  return { template: indexName, patterns, replicas, existing: existing.sort() };
}

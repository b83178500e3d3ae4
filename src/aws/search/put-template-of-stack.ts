import { putSearchTemplate } from './put-search-template.ts';
import { type SendToDomain, searchDomain } from './search-domain.ts';

/** A stack that was deployed. */
export interface StackWithSearch {
  readonly outputs: Readonly<Record<string, string>>;
  /** A way to the domain of an endpoint; undefined for one that is not the stack's to change. */
  sendTo(searchEndpoint: string): SendToDomain | undefined;
}

/**
 * Puts the index template of checkout events for the index that a stack's outputs name (`SearchEndpoint`, `SearchIndexName`), as
 * `forks search template` does. A domain that refuses it, or is not there, is a warning: the stack works without.
 */
export async function putTemplateOfStack(
  { outputs, sendTo }: StackWithSearch,
  warn: (line: string) => void,
): Promise<void> {
  const { SearchEndpoint: endpoint, SearchIndexName: index } = outputs;
  if (endpoint === undefined || index === undefined) return;
  const send = sendTo(endpoint);
  if (!send) return;
  try {
    await putSearchTemplate(searchDomain(send), index);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`the index template of ${index} could not be put (forks search template does it later): ${reason}`);
  }
}

/**
 * Stands in for the operator who puts the index template to a domain after the deployment (`forks search template`).
 * Only a stack that says where its checkout events are searched, as the shop's outputs do, gets it here.
 */
import { putSearchTemplate } from '../aws/search/put-search-template.ts';
import { searchDomain } from '../aws/search/search-domain.ts';
import { messageOf } from './errors.ts';
import type { Search } from './search/index.ts';

/**
 * Puts the template for the index of the outputs `SearchEndpoint` and `SearchIndexName`, at the embedded engine or at the
 * given one. An engine that refuses it, or is not there, is a warning: the stack works without.
 */
export async function applySearchTemplate(
  outputs: Readonly<Record<string, string>>,
  { search, warn }: { search: Search; warn: (line: string) => void },
): Promise<void> {
  const { SearchEndpoint: endpoint, SearchIndexName: index } = outputs;
  if (endpoint === undefined || index === undefined) return;
  const name = /\/_search\/([^/]+)$/.exec(endpoint)?.[1] ?? 'given';
  // An endpoint of another host is a domain on AWS, which is not this stack's to change.
  if (endpoint !== search.endpointOf(name)) return;
  const domain = searchDomain(async ({ method, path, body = '', contentType = 'application/json' }) => {
    const url = new URL(path, 'http://domain');
    const answer = await search.handle({
      method,
      path: `/_search/${name}${url.pathname}`,
      query: url.searchParams,
      headers: { 'content-type': contentType },
      body: Buffer.from(body),
      requestId: 'deployment',
    });
    return { status: answer.status, body: String(answer.body) };
  });
  try {
    await putSearchTemplate(domain, index);
  } catch (error) {
    warn(`the index template of ${index} could not be put (forks search template does it later): ${messageOf(error)}`);
  }
}
